"""Leases are renewed while their jobs are worked on, by one thread beside the work."""

from __future__ import annotations

import threading
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING

from digest.errors import StoreError
from digest.store import jobs

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import datetime, timedelta

    from digest.model.job import Lease
    from digest.store.unit import Store

_LOOK = 0.1
"""Of the time between two renewals, how much is between two looks for leases to renew."""


class Leases:
    """The leases that a process holds; the thread is started with the first one.

    A thread for each job costs a millisecond, as much as reading a short article.
    """

    def __init__(
        self, store: Store, clock: Callable[[], datetime], *, lease: timedelta, renewal: timedelta
    ) -> None:
        """Hold none; one holds for `lease` and is renewed after `renewal`; `clock` gives UTC."""
        self._store = store
        self._lease = lease
        self._renewal = renewal
        self._clock = clock
        self._lock = threading.Lock()
        self._held: dict[Lease, float] = {}
        self._closed = threading.Event()
        self._thread: threading.Thread | None = None

    @contextmanager
    def kept(self, lease: Lease) -> Iterator[None]:
        """Renew `lease` while the block runs.

        A renewal that fails is left to the next one. A lost lease is found out where it matters:
        the transaction that would finish the job.
        """
        with self._lock:
            self._held[lease] = self._next()
            if self._thread is None:
                self._thread = threading.Thread(target=self._run, name="leases", daemon=True)
                self._thread.start()
        try:
            yield
        finally:
            with self._lock:
                del self._held[lease]

    def close(self) -> None:
        """End the thread and wait for it."""
        self._closed.set()
        if self._thread is not None:
            self._thread.join()

    def _run(self) -> None:
        while not self._closed.wait(_LOOK * self._renewal.total_seconds()):
            now = time.monotonic()
            with self._lock:
                due = [lease for lease, when in self._held.items() if when <= now]
            for lease in due:
                self._renew(lease)

    def _renew(self, lease: Lease) -> None:
        try:
            with self._store.write() as connection:
                jobs.renew(connection, lease, self._clock() + self._lease)
        except StoreError:
            pass  # lost, or to be tried again
        with self._lock:
            if lease in self._held:
                self._held[lease] = self._next()

    def _next(self) -> float:
        return time.monotonic() + self._renewal.total_seconds()
