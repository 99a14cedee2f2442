"""The job table: accepted once, claimed by one, finished by whoever holds the newest attempt.

Claiming is one UPDATE. It counts the attempt up, and that number is the fencing token: `finish`
stands in the transaction of the job's effect and names it, so that an attempt which was thought
dead cannot publish once another has begun.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import and_, select, update

from digest.errors import ConflictError, LostLeaseError, UnknownError
from digest.model.job import (
    FINAL,
    MAX_ATTEMPTS,
    POOLS,
    Job,
    JobKind,
    JobState,
    Lease,
    Progress,
    retry_delay,
)
from digest.store import outbox
from digest.store.insert import insert_new
from digest.store.schema import jobs

if TYPE_CHECKING:
    from datetime import datetime, timedelta

    from sqlalchemy import Connection, RowMapping
    from sqlalchemy.sql.elements import ColumnElement

    from digest.model.job import JobOrder, Pool

_OPEN = [JobState.WAITING, JobState.RUNNING]


@dataclass(frozen=True, slots=True)
class Accepted:
    """An accepted job; `fresh` is false for one that was there before."""

    job: Job
    fresh: bool


def accept(connection: Connection, order: JobOrder, now: datetime) -> Accepted:
    """Store the job of `order`, or find the one that the same request made before.

    A job that is due gets its row in the outbox with it.

    Raises:
        ConflictError: the id is that of other work.
    """
    due = order.due or now
    pool = POOLS[order.kind]
    fresh = insert_new(
        connection,
        jobs,
        {
            "id": order.id,
            "kind": order.kind,
            "subject": order.subject,
            "key": order.key,
            "pool": pool,
            "state": JobState.WAITING,
            "priority": int(order.priority),
            "attempt": 0,
            "max_attempts": MAX_ATTEMPTS,
            "created": now,
            "due": due,
            "claimable": due,
            "options": dict(order.options),
        },
    )
    if fresh and due <= now:
        outbox.add(connection, pool, order.id)
    same = and_(jobs.c.kind == order.kind, jobs.c.subject == order.subject, jobs.c.key == order.key)
    found = _select(connection, same)
    if not found or found[0].options != order.options:
        raise ConflictError(f"The id {order.id!r} belongs to other work; choose another id.")
    return Accepted(found[0], fresh)


def get(connection: Connection, job: str) -> Job:
    """Return the job with the public id `job`.

    Raises:
        UnknownError: there is none.
    """
    found = _select(connection, jobs.c.id == job)
    if not found:
        raise UnknownError(f"There is no job {job!r}; `digest jobs` lists them.")
    return found[0]


def newest(
    connection: Connection, *, state: JobState | None = None, limit: int = 50
) -> tuple[Job, ...]:
    """Return jobs, the newest first; only those in `state` when one is given."""
    wanted = select(jobs).order_by(jobs.c.created.desc(), jobs.c.id).limit(limit)
    if state is not None:
        wanted = wanted.where(jobs.c.state == state)
    return tuple(_job(row) for row in connection.execute(wanted).mappings())


def claim(
    connection: Connection, pool: Pool, now: datetime, *, worker: str, lease: timedelta
) -> Job | None:
    """Return the most urgent job of `pool`, now this worker's until the lease ends, or None.

    Jobs whose lease has ended are claimed like waiting ones, until their attempts are used up.
    """
    ready = and_(
        jobs.c.pool == pool,
        jobs.c.claimable <= now,
        jobs.c.attempt < jobs.c.max_attempts,
    )
    first = (
        select(jobs.c.id)
        .where(ready)
        .order_by(jobs.c.priority, jobs.c.claimable, jobs.c.id)
        .limit(1)
        .with_for_update(skip_locked=True)
    )
    claimed = (
        update(jobs)
        .where(jobs.c.id == first.scalar_subquery())
        .values(
            state=JobState.RUNNING,
            attempt=jobs.c.attempt + 1,
            claimable=now + lease,
            worker=worker,
            started=now,
            finished=None,
            stage=None,
            stage_done=None,
            stage_total=None,
        )
        .returning(jobs)
    )
    row = connection.execute(claimed).mappings().one_or_none()
    return _job(row) if row else None


def renew(connection: Connection, lease: Lease, until: datetime) -> None:
    """Hold the job until `until`.

    Raises:
        LostLeaseError: the job is no longer this attempt's.
    """
    _change(connection, lease, {"claimable": until})


def report(connection: Connection, lease: Lease, progress: Progress) -> None:
    """Store how far the job is.

    Raises:
        LostLeaseError: the job is no longer this attempt's.
    """
    _change(
        connection,
        lease,
        {
            "stage": progress.stage,
            "stage_done": progress.done,
            "stage_total": progress.total,
        },
    )


def finish(connection: Connection, lease: Lease, now: datetime, *, result: str) -> None:
    """Close the job as done; call it in the transaction of its effect.

    Raises:
        LostLeaseError: the job is no longer this attempt's; the effect must be rolled back.
    """
    _change(connection, lease, _closed(JobState.DONE, now) | {"result": result, "error": None})


def fail(
    connection: Connection, lease: Lease, now: datetime, *, error: str, final: bool = False
) -> Job:
    """Put the job back to be tried later, or close it as dead when `final` or tried enough.

    Raises:
        LostLeaseError: the job is no longer this attempt's.
    """
    job = get(connection, lease.job)
    if final or job.attempt >= job.max_attempts:
        values = _closed(JobState.DEAD, now)
    else:
        due = now + retry_delay(job.attempt)
        values = {"state": JobState.WAITING, "due": due, "claimable": due}
    _change(connection, lease, values | {"error": error})
    return get(connection, lease.job)


def put_back(connection: Connection, lease: Lease, due: datetime) -> None:
    """Put the job back to be claimed from `due` on; the attempt does not count against it.

    Raises:
        LostLeaseError: the job is no longer this attempt's.
    """
    _change(
        connection,
        lease,
        {
            "state": JobState.WAITING,
            "due": due,
            "claimable": due,
            "max_attempts": jobs.c.max_attempts + 1,
        },
    )


def cancel(connection: Connection, job: str, now: datetime) -> Job:
    """Cancel a job that is not finished; whoever works on it cannot publish any more.

    A finished job stays as it is.

    Raises:
        UnknownError: there is no such job.
    """
    statement = update(jobs).where(jobs.c.id == job, jobs.c.state.in_(_OPEN))
    connection.execute(statement.values(**_closed(JobState.CANCELLED, now)))
    return get(connection, job)


def retry(connection: Connection, job: str, now: datetime) -> Job:
    """Bring a dead or cancelled job back with fresh attempts; any other stays as it is.

    Raises:
        UnknownError: there is no such job.
    """
    again = (
        update(jobs)
        .where(jobs.c.id == job, jobs.c.state.in_([JobState.DEAD, JobState.CANCELLED]))
        .values(
            state=JobState.WAITING,
            due=now,
            claimable=now,
            finished=None,
            max_attempts=jobs.c.attempt + MAX_ATTEMPTS,
        )
    )
    changed = connection.execute(again).rowcount > 0
    found = get(connection, job)
    if changed:
        outbox.add(connection, found.pool, found.id)
    return found


def bury(connection: Connection, now: datetime) -> tuple[str, ...]:
    """Close the jobs that lost every worker they were given to; return their ids."""
    lost = (
        update(jobs)
        .where(jobs.c.claimable <= now, jobs.c.attempt >= jobs.c.max_attempts)
        .values(
            **_closed(JobState.DEAD, now),
            error="Every worker that took this job was lost; it may need more memory or time.",
        )
        .returning(jobs.c.id)
    )
    return tuple(connection.execute(lost).scalars())


def is_final(connection: Connection, job: str) -> bool:
    """Return whether a job is finished, one way or another."""
    return get(connection, job).state in FINAL


def _change(connection: Connection, lease: Lease, values: dict[str, Any]) -> None:
    mine = and_(
        jobs.c.id == lease.job, jobs.c.attempt == lease.attempt, jobs.c.state == JobState.RUNNING
    )
    if not connection.execute(update(jobs).where(mine).values(**values)).rowcount:
        raise LostLeaseError(
            f"Job {lease.job} was taken over or cancelled while attempt {lease.attempt} worked "
            "on it; nothing of that attempt is kept."
        )


def _closed(state: JobState, now: datetime) -> dict[str, Any]:
    return {"state": state, "finished": now, "claimable": None}


def _select(connection: Connection, condition: ColumnElement[bool]) -> tuple[Job, ...]:
    return tuple(_job(r) for r in connection.execute(select(jobs).where(condition)).mappings())


def _job(row: RowMapping) -> Job:
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
