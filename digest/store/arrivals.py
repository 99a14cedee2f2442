"""Bursts of arrivals: one edition follows the articles that come in close together.

The first article opens a window, a job that is due after a quiet time; each further one moves it.
Once the job is claimed its window is closed, and the next article opens another.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import and_, func, select, update

from digest.model.job import JobKind, JobOrder, JobState, Priority, window_key
from digest.store import jobs as job_table
from digest.store.locks import one_at_a_time
from digest.store.schema import jobs

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import Connection

    from digest.model.definition import OnArrival


def arrive(
    connection: Connection, digest: str, waits: OnArrival, now: datetime, *, job: str
) -> None:
    """Open a window of `digest` with the job id `job`, or move the one that is open."""
    one_at_a_time(connection, f"arrival:{digest}")
    of_digest = and_(
        jobs.c.kind == JobKind.EDITION,
        jobs.c.subject == digest,
        jobs.c.key.startswith("arrival:", autoescape=True),
    )
    still_open = and_(of_digest, jobs.c.state == JobState.WAITING, jobs.c.attempt == 0)
    window = connection.execute(select(jobs.c.id, jobs.c.created).where(still_open)).first()
    if window is not None:
        due = min(now + waits.quiet, window.created + waits.within)
        moved = update(jobs).where(jobs.c.id == window.id, still_open)
        if connection.execute(moved.values(due=due, claimable=due)).rowcount:
            return
    windows = connection.execute(select(func.count()).where(of_digest)).scalar_one()
    order = JobOrder(
        id=job,
        kind=JobKind.EDITION,
        subject=digest,
        key=window_key(windows + 1),
        priority=Priority.SCHEDULED,
        due=now + waits.quiet,
    )
    job_table.accept(connection, order, now)
