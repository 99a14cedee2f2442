"""Bursts of arrivals: one edition follows the articles that come in close together.

The first article opens a window, a job that is due after a quiet time; each further one moves it,
and one of them may be the last that is waited for. Once the job is claimed its window is closed,
and the next article opens another.
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

_CAME = "articles"
"""The option of a window's job that counts what came."""


def arrive(
    connection: Connection,
    digest: str,
    waits: OnArrival,
    now: datetime,
    *,
    job: str,
    not_before: datetime | None = None,
) -> None:
    """Open a window of `digest` with the job id `job`, or move the one that is open.

    Its edition is due no earlier than `not_before`, however many articles come.
    """
    one_at_a_time(connection, f"arrival:{digest}")
    of_digest = and_(
        jobs.c.kind == JobKind.EDITION,
        jobs.c.subject == digest,
        jobs.c.key.startswith("arrival:", autoescape=True),
    )
    still_open = and_(of_digest, jobs.c.state == JobState.WAITING, jobs.c.attempt == 0)
    found = select(jobs.c.id, jobs.c.created, jobs.c.options).where(still_open)
    window = connection.execute(found).first()
    came = 1 if window is None else int(window.options.get(_CAME, 1)) + 1
    opened = now if window is None else window.created
    due = min(now + waits.quiet, opened + waits.within)
    if waits.articles is not None and came >= waits.articles:
        due = now
    due = max(due, not_before or due)
    if window is not None:
        moved = update(jobs).where(jobs.c.id == window.id, still_open)
        told = {**window.options, _CAME: str(came)}
        values = {"due": due, "claimable": due, "options": told}
        if connection.execute(moved.values(**values)).rowcount:
            return
    windows = connection.execute(select(func.count()).where(of_digest)).scalar_one()
    order = JobOrder(
        id=job,
        kind=JobKind.EDITION,
        subject=digest,
        key=window_key(windows + 1),
        priority=Priority.SCHEDULED,
        due=due,
        options={_CAME: "1"},
    )
    job_table.accept(connection, order, now)
