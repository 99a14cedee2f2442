"""Reading the job table: which jobs there are, which could be claimed, and how rows become jobs."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from sqlalchemy import and_, bindparam, func, select

from digest.errors import UnknownError
from digest.model.job import FINAL, OF_DIGESTS, Job, JobKind, JobState, Pool, Progress
from digest.store.schema import jobs

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence
    from datetime import datetime

    from sqlalchemy import Connection, RowMapping
    from sqlalchemy.sql.elements import ColumnElement


# Built once: building these takes longer than executing them.
_ONE = select(jobs).where(jobs.c.id == bindparam("wanted"))
_READY = (
    select(jobs.c.id)
    .where(
        jobs.c.pool == bindparam("of_pool"),
        jobs.c.claimable <= bindparam("now"),
        jobs.c.attempt < jobs.c.max_attempts,
    )
    .limit(1)
)
_COUNTED = select(func.count()).select_from(
    select(jobs.c.id)
    .where(
        jobs.c.pool == bindparam("of_pool"),
        jobs.c.claimable <= bindparam("now"),
        jobs.c.attempt < jobs.c.max_attempts,
    )
    .limit(bindparam("most"))
    .subquery()
)

_PAGE = 1000
"""Ids asked for at once: SQLite takes some ten thousand values in a statement."""


def get(connection: Connection, job: str) -> Job:
    """Return the job with the public id `job`.

    Raises:
        UnknownError: there is none.
    """
    row = connection.execute(_ONE, {"wanted": job}).mappings().one_or_none()
    if row is None:
        raise UnknownError(f"There is no job {job!r}; `digest jobs` lists them.")
    return job_of(row)


def newest(
    connection: Connection,
    *,
    state: JobState | None = None,
    limit: int = 50,
    hidden: Collection[str] = (),
) -> tuple[Job, ...]:
    """Return jobs, the newest first; only those in `state` when one is given.

    Those of the digests that are `hidden` are left out.
    """
    wanted = select(jobs).order_by(jobs.c.created.desc(), jobs.c.id).limit(limit)
    if state is not None:
        wanted = wanted.where(jobs.c.state == state)
    if hidden:
        wanted = wanted.where(~and_(jobs.c.kind.in_(OF_DIGESTS), jobs.c.subject.in_(hidden)))
    return tuple(job_of(row) for row in connection.execute(wanted).mappings())


def known(connection: Connection, ids: Iterable[str]) -> set[str]:
    """Return those of `ids` that are jobs' already."""
    wanted = select(jobs.c.id).where(jobs.c.id.in_(list(ids)))
    return set(connection.execute(wanted).scalars())


def states(connection: Connection, ids: Sequence[str]) -> dict[JobState, int]:
    """Return how many of the jobs `ids` are in each state."""
    found: Counter[JobState] = Counter()
    for start in range(0, len(ids), _PAGE):
        page = ids[start : start + _PAGE]
        counted = select(jobs.c.state, func.count()).where(jobs.c.id.in_(page))
        for state, count in connection.execute(counted.group_by(jobs.c.state)):
            found[JobState(state)] += count
    return found


def open_editions(connection: Connection, digest: str) -> tuple[Job, ...]:
    """Return the jobs of a digest's editions that are not finished, the first due first."""
    wanted = (
        select(jobs)
        .where(
            jobs.c.kind == JobKind.EDITION,
            jobs.c.subject == digest,
            jobs.c.claimable.is_not(None),
        )
        .order_by(jobs.c.due, jobs.c.id)
    )
    return tuple(job_of(row) for row in connection.execute(wanted).mappings())


def is_final(connection: Connection, job: str) -> bool:
    """Return whether a job is finished, one way or another."""
    return get(connection, job).state in FINAL


def is_any_ready(connection: Connection, pool: Pool, now: datetime) -> bool:
    """Return whether a job of `pool` could be claimed."""
    return connection.execute(_READY, {"of_pool": pool, "now": now}).first() is not None


def ready(connection: Connection, now: datetime, most: int) -> dict[Pool, int]:
    """Return how many jobs of each pool could be claimed, counting up to `most`."""
    asked = {"now": now, "most": most}
    found = {
        pool: connection.execute(_COUNTED, {"of_pool": pool, **asked}).scalar_one() for pool in Pool
    }
    return {pool: count for pool, count in found.items() if count}


def count_open(connection: Connection, pools: Collection[Pool], most: int) -> int:
    """Return how many jobs of `pools` are not finished, counting up to `most`."""
    wanted = select(jobs.c.id).where(jobs.c.pool.in_(pools), jobs.c.claimable.is_not(None))
    counted = select(func.count()).select_from(wanted.limit(most).subquery())
    return int(connection.execute(counted).scalar_one())


def next_ready(connection: Connection, now: datetime) -> datetime | None:
    """Return when the next job that cannot be claimed yet may be."""
    found: datetime | None = connection.execute(
        select(func.min(jobs.c.claimable)).where(jobs.c.claimable > now)
    ).scalar()
    return found


def is_any_hopeless(connection: Connection, now: datetime) -> bool:
    """Return whether there is a job that lost every worker it was given to."""
    return (
        connection.execute(select(jobs.c.id).where(is_hopeless(now)).limit(1)).first() is not None
    )


def is_hopeless(now: datetime) -> ColumnElement[bool]:
    """Return the condition for a job whose last lease has ended too."""
    return and_(jobs.c.claimable <= now, jobs.c.attempt >= jobs.c.max_attempts)


def job_of(row: RowMapping) -> Job:
    """Return the job of a row."""
    running = row["state"] == JobState.RUNNING
    stage = row["stage"]
    return Job(
        id=row["id"],
        kind=JobKind(row["kind"]),
        subject=row["subject"],
        key=row["key"],
        state=JobState(row["state"]),
        priority=row["priority"],
        attempt=row["attempt"],
        max_attempts=row["max_attempts"],
        created=row["created"],
        due=row["due"],
        options=row["options"],
        lease_until=row["claimable"] if running else None,
        worker=row["worker"],
        started=row["started"],
        finished=row["finished"],
        progress=Progress(stage, row["stage_done"], row["stage_total"]) if stage else None,
        error=row["error"],
        result=row["result"],
    )
