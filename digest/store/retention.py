"""Finished jobs are forgotten when they are old; what came of them stays."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import delete, select

from digest.model.job import JobKind, JobState
from digest.store.schema import jobs

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import Connection

_FORGOTTEN = (JobState.DONE, JobState.CANCELLED, JobState.SKIPPED)
"""Dead jobs stay until somebody has looked at them."""


def forget_jobs(connection: Connection, before: datetime, *, limit: int) -> int:
    """Delete up to `limit` jobs that were finished before a moment; return how many.

    Jobs of editions stay: editions name them, and their keys make each edition once.
    """
    old = (
        select(jobs.c.id)
        .where(
            jobs.c.created < before,
            jobs.c.finished < before,
            jobs.c.state.in_(_FORGOTTEN),
            jobs.c.kind != JobKind.EDITION,
        )
        .order_by(jobs.c.created)
        .limit(limit)
    )
    return connection.execute(delete(jobs).where(jobs.c.id.in_(old))).rowcount
