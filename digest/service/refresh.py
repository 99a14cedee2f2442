"""The job that guarantees that a digest's feed shows its newest state."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from digest.model.job import JobKind, JobOrder, Priority, request_key
from digest.store import jobs

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import Connection

_AFTER = timedelta(seconds=2)
"""The feed is written right after a release; the job that guarantees it looks a little later."""


def order_feed(connection: Connection, job: str, name: str, generation: int, now: datetime) -> None:
    """Store the job with the id `job`, that a digest's feed shows `generation`."""
    order = JobOrder(
        id=job,
        kind=JobKind.INDEX,
        subject=name,
        key=request_key(f"generation-{generation}"),
        priority=Priority.TRIGGERED,
        due=now + _AFTER,
    )
    jobs.accept(connection, order, now)
