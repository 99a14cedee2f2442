"""A lease is renewed while its job is worked on, by a thread beside the work."""

from __future__ import annotations

import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING

from digest.errors import StoreError
from digest.model.job import LEASE, RENEWAL
from digest.store import jobs

if TYPE_CHECKING:
    from collections.abc import Iterator

    from digest.model.job import Lease
    from digest.service.context import Context


@contextmanager
def kept(context: Context, lease: Lease) -> Iterator[None]:
    """Renew `lease` while the block runs.

    A renewal that fails is left to the next one. A lost lease is found out where it matters: the
    transaction that would finish the job.
    """
    ended = threading.Event()

    def renew() -> None:
        while not ended.wait(RENEWAL.total_seconds()):
            try:
                with context.store.write() as connection:
                    jobs.renew(connection, lease, context.clock() + LEASE)
            except StoreError:
                continue

    thread = threading.Thread(target=renew, name=f"lease-{lease.job}", daemon=True)
    thread.start()
    try:
        yield
    finally:
        ended.set()
        thread.join()
