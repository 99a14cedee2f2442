"""Attempts at jobs are timed, and what is said during one carries its ids."""

from __future__ import annotations

import logging
import math
import pkgutil
import threading
import time
from bisect import bisect_left
from contextlib import contextmanager, nullcontext
from typing import TYPE_CHECKING

from digest.errors import MissingPartError, StoreError
from digest.service.journal import about
from digest.store import tallies
from digest.store.tallies import Tally

if TYPE_CHECKING:
    from collections.abc import Iterator

    from digest.model.job import Job, JobKind
    from digest.service.otel import Spans
    from digest.store.unit import Store

log = logging.getLogger(__name__)

BOUNDS = (0.01, 0.03, 0.1, 0.3, 1.0, 3.0, 10.0, 30.0, 100.0, math.inf)
"""Seconds: a short text takes 0.01, an edition with its briefing 1 to 40."""
_EVERY = 5.0
"""Seconds between two notes of what was counted: each is a transaction, and who looks at numbers
looks every 15 seconds. A killed process loses what it had not noted yet."""


class Attempts:
    """What this process has counted and not stored yet; safe to use from several threads."""

    def __init__(self, store: Store, *, traced: bool = False) -> None:
        """Count for `store`; with `traced` each attempt is a span of OpenTelemetry too.

        Raises:
            MissingPartError: it is to be, and the packages for it are not installed.
        """
        self._store = store
        self._spans = _spans() if traced else None
        self._lock = threading.Lock()
        self._counted: dict[tuple[JobKind, float], tuple[int, float]] = {}
        self._next = 0.0

    @contextmanager
    def timed(self, job: Job) -> Iterator[None]:
        """Time the block, an attempt at `job`."""
        start = time.monotonic()
        with about(job=job.id, kind=job.kind, subject=job.subject, attempt=str(job.attempt)):
            try:
                with self._spans.span(job) if self._spans else nullcontext():
                    yield
            finally:
                seconds = time.monotonic() - start
                self._note(job.kind, seconds)
                log.info("worked for %.3f s", seconds)

    def close(self) -> None:
        """Store what was counted, and send what was traced."""
        self.store(now=True)
        if self._spans is not None:
            self._spans.close()

    def store(self, *, now: bool = False) -> None:
        """Store what was counted, when it is time to, or `now`; what fails is kept."""
        with self._lock:
            if not self._counted or (not now and time.monotonic() < self._next):
                return
            counted, self._counted = self._counted, {}
            self._next = time.monotonic() + _EVERY
        rows = [Tally(kind, most, n, s) for (kind, most), (n, s) in sorted(counted.items())]
        try:
            with self._store.write() as connection:
                tallies.add(connection, rows)
        except StoreError as error:
            log.warning("%s", error)
            for row in rows:
                self._add(row.kind, row.most, row.attempts, row.seconds)

    def _note(self, kind: JobKind, seconds: float) -> None:
        self._add(kind, BOUNDS[bisect_left(BOUNDS, seconds)], 1, seconds)

    def _add(self, kind: JobKind, most: float, attempts: int, seconds: float) -> None:
        with self._lock:
            before = self._counted.get((kind, most), (0, 0.0))
            self._counted[kind, most] = (before[0] + attempts, before[1] + seconds)


def _spans() -> Spans:
    try:
        made: type[Spans] = pkgutil.resolve_name("digest.service.otel:Spans")
    except ModuleNotFoundError:
        raise MissingPartError(
            "OTEL_EXPORTER_OTLP_ENDPOINT is set, and OpenTelemetry needs packages more: "
            "pip install 'article-digest[otel]'."
        ) from None
    return made()
