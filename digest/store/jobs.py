"""The job table: accepted once, claimed by one, finished by whoever holds the newest attempt.

Claiming is one UPDATE. It counts the attempt up, and that number is the fencing token: `finish`
stands in the transaction of the job's effect and names it, so that an attempt which was thought
dead cannot publish once another has begun.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import bindparam, case, select, update

from digest.errors import ConflictError, LostLeaseError
from digest.model.job import (
    POOLS,
    Job,
    JobKind,
    JobState,
    Lease,
    Pool,
    Progress,
    attempts_of,
    retry_delay,
)
from digest.store import outbox
from digest.store.insert import insert_new
from digest.store.joblist import get, is_hopeless, job_of
from digest.store.jobrows import closed, row_of
from digest.store.schema import jobs

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import Connection, Update

    from digest.model.job import JobOrder

_OPEN = [JobState.WAITING, JobState.RUNNING]

# Built once: building these takes longer than executing them.
_MINE = update(jobs).where(
    jobs.c.id == bindparam("leased"),
    jobs.c.attempt == bindparam("token"),
    jobs.c.state == JobState.RUNNING,
)
_MINE_UNCOUNTED = _MINE.values(max_attempts=jobs.c.max_attempts + 1)
_SAME = select(jobs).where(
    jobs.c.kind == bindparam("kind"),
    jobs.c.subject == bindparam("subject"),
    jobs.c.key == bindparam("key"),
)
_FIRST = (
    select(jobs.c.id)
    .where(
        jobs.c.pool == bindparam("of_pool"),
        jobs.c.claimable <= bindparam("now"),
        jobs.c.attempt < jobs.c.max_attempts,
    )
    .order_by(jobs.c.priority, jobs.c.claimable, jobs.c.due, jobs.c.created, jobs.c.id)
    .limit(1)
    .with_for_update(skip_locked=True)
)
_CLAIM = (
    update(jobs)
    .where(jobs.c.id == _FIRST.scalar_subquery())
    .values(
        state=JobState.RUNNING,
        attempt=jobs.c.attempt + 1,
        finished=None,
        stage=None,
        stage_done=None,
        stage_total=None,
    )
    .returning(jobs)
)

_ATTEMPTS = {kind.value: attempts_of(kind) for kind in JobKind}

IN_USE = timedelta(seconds=1)
"""How long a job waits for an edition of its digest that is being composed; most take as long."""


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
    fresh = accept_new(connection, order, now)
    same = {"kind": order.kind, "subject": order.subject, "key": order.key}
    row = connection.execute(_SAME, same).mappings().one_or_none()
    if row is None or row["options"] != order.options:
        raise ConflictError(f"The id {order.id!r} belongs to other work; choose another id.")
    return Accepted(job_of(row), fresh)


def accept_new(connection: Connection, order: JobOrder, now: datetime) -> bool:
    """Store the job of `order` unless one of its id or key is there; return whether it was."""
    fresh = insert_new(connection, jobs, row_of(order, now))
    if fresh and (order.due is None or order.due <= now):
        outbox.add(connection, POOLS[order.kind], order.id)
    return fresh


def claim(
    connection: Connection, pool: Pool, now: datetime, *, worker: str, lease: timedelta
) -> Job | None:
    """Return the most urgent job of `pool`, now this worker's until the lease ends, or None.

    Jobs whose lease has ended are claimed like waiting ones, until their attempts are used up.
    """
    taken = {"claimable": now + lease, "worker": worker, "started": now}
    row = connection.execute(_CLAIM, {"of_pool": pool, "now": now, **taken}).mappings().first()
    return job_of(row) if row else None


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
    _change(connection, lease, closed(JobState.DONE, now) | {"result": result, "error": None})


def fail(
    connection: Connection, lease: Lease, now: datetime, *, error: str, final: bool = False
) -> Job:
    """Put the job back to be tried later, or close it as dead when `final` or tried enough.

    Raises:
        LostLeaseError: the job is no longer this attempt's.
    """
    job = get(connection, lease.job)
    if final or job.attempt >= job.max_attempts:
        values = closed(JobState.DEAD, now)
    else:
        due = now + retry_delay(job.kind, job.attempt)
        values = {"state": JobState.WAITING, "due": due, "claimable": due}
    _change(connection, lease, values | {"error": error})
    return get(connection, lease.job)


def go_on(connection: Connection, lease: Lease, kind: JobKind, subject: str, now: datetime) -> None:
    """Let the job go on as one of another kind, under its own id and with fresh attempts.

    Raises:
        LostLeaseError: the job is no longer this attempt's.
    """
    next_step = {"kind": kind, "subject": subject, "pool": POOLS[kind], "error": None}
    again = {"state": JobState.WAITING, "due": now, "claimable": now}
    attempts = {"max_attempts": lease.attempt + attempts_of(kind)}
    _change(connection, lease, next_step | again | attempts)
    outbox.add(connection, POOLS[kind], lease.job)


def put_back(connection: Connection, lease: Lease, due: datetime) -> None:
    """Put the job back to be claimed from `due` on; the attempt does not count against it.

    Raises:
        LostLeaseError: the job is no longer this attempt's.
    """
    again = {"state": JobState.WAITING, "due": due, "claimable": due}
    _change(connection, lease, again, _MINE_UNCOUNTED)


def wait_for(connection: Connection, job: Job, now: datetime) -> None:
    """Put a job back for a moment: what it needs is in use, by another one of its subject.

    The others of its kind and subject wait as long, so that none overtakes it: they are claimed
    in the order in which they are due.

    Raises:
        LostLeaseError: the job is no longer this attempt's.
    """
    later = now + IN_USE
    _change(connection, job.lease, {"state": JobState.WAITING, "claimable": later}, _MINE_UNCOUNTED)
    others = update(jobs).where(
        jobs.c.pool == job.pool,
        jobs.c.kind == job.kind,
        jobs.c.subject == job.subject,
        jobs.c.state == JobState.WAITING,
        jobs.c.claimable <= now,
    )
    connection.execute(others.values(claimable=later))


def cancel(connection: Connection, job: str, now: datetime) -> Job:
    """Cancel a job that is not finished; whoever works on it cannot publish any more.

    A finished job stays as it is.

    Raises:
        UnknownError: there is no such job.
    """
    statement = update(jobs).where(jobs.c.id == job, jobs.c.state.in_(_OPEN))
    connection.execute(statement.values(**closed(JobState.CANCELLED, now)))
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
            max_attempts=jobs.c.attempt + case(_ATTEMPTS, value=jobs.c.kind),
        )
    )
    changed = connection.execute(again).rowcount > 0
    found = get(connection, job)
    if changed:
        outbox.add(connection, found.pool, found.id)
    return found


def pass_over(connection: Connection, lease: Lease, now: datetime, *, reason: str) -> None:
    """Close the job as skipped: its time is over.

    Raises:
        LostLeaseError: the job is no longer this attempt's.
    """
    _change(connection, lease, closed(JobState.SKIPPED, now) | {"error": reason})


def skip(connection: Connection, order: JobOrder, now: datetime) -> None:
    """Store the job of a slot that went by as skipped, unless it is there."""
    error = "Its time went by while no clock ran; a newer one was due by then."
    passed = closed(JobState.SKIPPED, now) | {"error": error}
    insert_new(connection, jobs, row_of(order, now) | passed)


def refuse(connection: Connection, order: JobOrder, now: datetime, *, error: str) -> None:
    """Store a job that cannot be done as dead, unless a job of that id or key is there."""
    dead = closed(JobState.DEAD, now) | {"error": error}
    insert_new(connection, jobs, row_of(order, now) | dead)


def bury(connection: Connection, now: datetime) -> tuple[str, ...]:
    """Close the jobs that lost every worker they were given to; return their ids."""
    lost = (
        update(jobs)
        .where(is_hopeless(now))
        .values(
            **closed(JobState.DEAD, now),
            error="Every worker that took this job was lost; it may need more memory or time.",
        )
        .returning(jobs.c.id)
    )
    return tuple(connection.execute(lost).scalars())


def _change(
    connection: Connection, lease: Lease, values: dict[str, Any], mine: Update = _MINE
) -> None:
    holder = {"leased": lease.job, "token": lease.attempt}
    if not connection.execute(mine, {**holder, **values}).rowcount:
        raise LostLeaseError(
            f"Job {lease.job} was taken over or cancelled while attempt {lease.attempt} worked "
            "on it; nothing of that attempt is kept."
        )
