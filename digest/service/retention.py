"""What is no longer needed is forgotten, a little at a time."""

from __future__ import annotations

from typing import TYPE_CHECKING

from digest.store import retention

if TYPE_CHECKING:
    from digest.service.context import Context

AT_ONCE = 2000
"""Rows of one look: a clock looks each minute, so 2.8 million a day, in 20 ms each."""


def forget(context: Context) -> int:
    """Forget the jobs that were finished longer ago than the service keeps them; return how many.

    Raises:
        StoreError: the database cannot be used.
    """
    keep = context.place.keep_jobs
    if keep is None:
        return 0
    with context.store.write() as connection:
        return retention.forget_jobs(connection, context.clock() - keep, limit=AT_ONCE)
