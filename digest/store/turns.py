"""Digests take turns: who has just been served goes behind those who wait.

Jobs are claimed by priority, then in the order of their `claimable`; so a digest that asked for a
hundred editions would keep all others waiting. When one of them is begun, the rest of the
digest's own go behind what others have asked for; among themselves they keep the order in which
they were due.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import and_, select, update

from digest.model.job import JobState
from digest.store.schema import jobs

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import Connection

    from digest.model.job import Job


def go_behind(connection: Connection, served: Job, now: datetime) -> int:
    """Let the waiting jobs of the subject of `served` go behind those of others; return how many.

    Only jobs of its kind and priority that could be claimed now are moved, and only when another
    subject has one too.
    """
    waiting = and_(
        jobs.c.pool == served.pool,
        jobs.c.priority == served.priority,
        jobs.c.claimable <= now,
        jobs.c.kind == served.kind,
        jobs.c.state == JobState.WAITING,
    )
    others = select(jobs.c.id).where(waiting, jobs.c.subject != served.subject).limit(1)
    if connection.execute(others).first() is None:
        return 0
    own = update(jobs).where(waiting, jobs.c.subject == served.subject)
    return connection.execute(own.values(claimable=now)).rowcount
