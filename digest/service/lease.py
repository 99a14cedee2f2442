"""Leases are renewed while their jobs are worked on, by one thread beside the work."""

from __future__ import annotations

import threading
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING

from digest.errors import StoreError
from digest.model.job import LEASE, RENEWAL
from digest.store import jobs

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import datetime

    from digest.model.job import Lease
    from digest.store.unit import Store

_LOOK = 1.0
"""Seconds between two looks for leases to renew, a tenth of what is between two renewals."""


class Leases:
    """The leases that a process holds; the thread is started with the first one.

    A thread for each job costs a millisecond, as much as reading a short article.
    """

    def __init__(self, store: Store, clock: Callable[[], datetime]) -> None:
        """Hold none; `clock` returns the current moment in UTC."""
        self._store = store
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
        while not self._closed.wait(_LOOK):
            now = time.monotonic()
            with self._lock:
                due = [lease for lease, when in self._held.items() if when <= now]
            for lease in due:
                self._renew(lease)

    def _renew(self, lease: Lease) -> None:
        try:
            with self._store.write() as connection:
                jobs.renew(connection, lease, self._clock() + LEASE)
        except StoreError:
            pass  # lost, or to be tried again
        with self._lock:
            if lease in self._held:
                self._held[lease] = self._next()

    @staticmethod
    def _next() -> float:
        return time.monotonic() + RENEWAL.total_seconds()
