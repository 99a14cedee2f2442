"""Jobs are accepted once, claimed by one, and finished only by the newest attempt."""

from __future__ import annotations

import threading
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from digest.errors import ConflictError, LostLeaseError, UnknownError
from digest.model.job import (
    MAX_ATTEMPTS,
    JobKind,
    JobOrder,
    JobState,
    Lease,
    Pool,
    Priority,
    Progress,
    request_key,
    slot_key,
)
from digest.store import joblist, jobs, outbox

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from digest.model.job import Job
    from digest.store.unit import Store

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
LEASE = timedelta(seconds=30)


def order(
    name: str,
    *,
    kind: JobKind = JobKind.INGEST,
    priority: Priority = Priority.BULK,
    due: datetime | None = None,
) -> JobOrder:
    """Return an order for a job with the id `name`."""
    return JobOrder(name, kind, f"subject-{name}", request_key(name), priority, due)


def accept(store: Store, *orders: JobOrder) -> None:
    """Accept jobs at NOW."""
    with store.write() as connection:
        for one in orders:
            jobs.accept(connection, one, NOW)


def claim(store: Store, now: datetime = NOW, pool: Pool = Pool.INGEST) -> Job | None:
    """Claim a job."""
    with store.write() as connection:
        return jobs.claim(connection, pool, now, worker="w", lease=LEASE)


def claimed(store: Store, now: datetime = NOW) -> Job:
    """Claim a job that must be there."""
    job = claim(store, now)
    assert job is not None
    return job


def claimed_in(connection: Connection) -> Lease:
    """Claim a job that must be there, in an open transaction."""
    job = jobs.claim(connection, Pool.INGEST, NOW, worker="w", lease=LEASE)
    assert job is not None
    return job.lease


def publish_and_finish(connection: Connection, lease: Lease) -> None:
    """Write an effect, then close the job in the same transaction."""
    jobs.accept(connection, order("effect"), NOW)
    jobs.finish(connection, lease, NOW, result="effect")


def get(store: Store, name: str) -> Job:
    """Read a job."""
    with store.read() as connection:
        return joblist.get(connection, name)


def test_the_same_request_is_one_job(store: Store) -> None:
    """A second acceptance finds the first one's job, and leaves one hint in the outbox."""
    with store.write() as connection:
        first = jobs.accept(connection, order("a"), NOW)
        second = jobs.accept(connection, order("a"), NOW + timedelta(hours=1))
    assert (first.fresh, second.fresh) == (True, False)
    assert first.job == second.job
    with store.read() as connection:
        assert outbox.waiting(connection) == {Pool.INGEST: 1}


def test_the_same_slot_is_one_job_whoever_asks(store: Store) -> None:
    """Four clocks that find the same slot due make one job of it."""
    key = slot_key(NOW)
    orders = [JobOrder(f"clock-{n}", JobKind.EDITION, "storms", key) for n in range(4)]
    fresh: list[bool] = []

    def tick(one: JobOrder) -> None:
        with store.write() as connection:
            fresh.append(jobs.accept(connection, one, NOW).fresh)

    threads = [threading.Thread(target=tick, args=(one,)) for one in orders]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(fresh) == [False, False, False, True]


@pytest.mark.parametrize(
    "other",
    [
        JobOrder("a", JobKind.INGEST, "another", request_key("a")),
        JobOrder("a", JobKind.INGEST, "subject-a", request_key("a"), options={"as_of": "2020"}),
    ],
)
def test_an_id_cannot_stand_for_two_requests(store: Store, other: JobOrder) -> None:
    """Other work under a used id is refused, and the first job stays as it was."""
    accept(store, order("a"))
    with pytest.raises(ConflictError, match="'a' belongs to other work"):
        accept(store, other)
    assert get(store, "a").subject == "subject-a"


def test_the_most_urgent_job_goes_first(store: Store) -> None:
    """Triggered before scheduled before bulk, then the one that is due longest."""
    accept(
        store,
        order("bulk", due=NOW - timedelta(hours=2)),
        order("late", priority=Priority.TRIGGERED, due=NOW - timedelta(seconds=1)),
        order("later", priority=Priority.TRIGGERED),
        order("slot", priority=Priority.SCHEDULED),
        order("future", priority=Priority.TRIGGERED, due=NOW + timedelta(seconds=1)),
        order("other", kind=JobKind.EDITION),
    )
    found = [job.id for job in iter(lambda: claim(store), None)]
    assert found == ["late", "later", "slot", "bulk"]


def test_workers_that_claim_at_once_get_different_jobs(store: Store) -> None:
    """Four workers empty a queue of forty: each job is claimed once."""
    accept(store, *(order(f"j{n}") for n in range(40)))
    got: list[str] = []

    def work() -> None:
        got.extend(job.id for job in iter(lambda: claim(store), None))

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(got) == sorted(f"j{n}" for n in range(40))


def test_a_stale_attempt_can_do_nothing(store: Store) -> None:
    """Once a second attempt has begun, the first can neither renew, report, finish nor fail."""
    accept(store, order("a"))
    first = claimed(store).lease
    assert claim(store, NOW + LEASE - timedelta(microseconds=1)) is None
    second = claimed(store, NOW + LEASE)
    assert second.lease == Lease("a", 2)
    later = NOW + timedelta(minutes=1)
    with store.read() as connection, pytest.raises(LostLeaseError, match="attempt 1"):
        jobs.renew(connection, first, later)
    with store.read() as connection, pytest.raises(LostLeaseError):
        jobs.report(connection, first, Progress("reading", 1, 2))
    with store.read() as connection, pytest.raises(LostLeaseError):
        jobs.finish(connection, first, later, result="x")
    with store.read() as connection, pytest.raises(LostLeaseError):
        jobs.fail(connection, first, later, error="x")
    with store.read() as connection, pytest.raises(LostLeaseError):
        jobs.put_back(connection, first, later)
    assert get(store, "a") == second


def test_an_effect_without_a_lease_is_rolled_back(store: Store) -> None:
    """What a stale attempt wrote in its last transaction is not kept."""
    accept(store, order("a"))
    stale = claimed(store).lease
    claimed(store, NOW + LEASE)
    with pytest.raises(LostLeaseError), store.write() as connection:
        publish_and_finish(connection, stale)
    with pytest.raises(UnknownError, match="no job 'effect'"):
        get(store, "effect")


def test_a_renewed_lease_holds(store: Store) -> None:
    """A job is not claimed while its worker renews its lease, and its progress is told."""
    accept(store, order("a"))
    lease = claimed(store).lease
    with store.write() as connection:
        jobs.renew(connection, lease, NOW + 3 * LEASE)
        jobs.report(connection, lease, Progress("reading", 3, 7))
    assert claim(store, NOW + 2 * LEASE) is None
    job = get(store, "a")
    assert (job.lease_until, job.progress) == (NOW + 3 * LEASE, Progress("reading", 3, 7))


def test_a_failed_job_is_tried_again_later_and_in_the_end_dies(store: Store) -> None:
    """Each failure waits twice as long; the last attempt's error stays with the dead job."""
    accept(store, order("a"))
    now = NOW
    waits: list[timedelta] = []
    for attempt in range(1, MAX_ATTEMPTS + 1):
        job = claimed(store, now)
        with store.write() as connection:
            job = jobs.fail(connection, job.lease, now, error=f"broken {attempt}")
        waits.append(job.due - now)
        now = job.due
    assert waits[:-1] == [timedelta(seconds=2**n) for n in range(1, MAX_ATTEMPTS)]
    assert (job.state, job.error, job.finished) == (JobState.DEAD, "broken 4", now)
    assert claim(store, now + timedelta(days=1)) is None


def test_a_final_failure_is_not_tried_again(store: Store) -> None:
    """An input that cannot be used kills its job at once."""
    accept(store, order("a"))
    with store.write() as connection:
        job = jobs.fail(connection, claimed_in(connection), NOW, error="no text", final=True)
    assert (job.state, job.attempt, job.error) == (JobState.DEAD, 1, "no text")


def test_a_job_that_kills_its_workers_is_buried(store: Store) -> None:
    """After its last attempt's lease has ended it is dead, with an error; never claimed again."""
    accept(store, order("a"))
    now = NOW
    for _ in range(MAX_ATTEMPTS):
        claimed(store, now)
        now += LEASE
    assert claim(store, now) is None
    with store.write() as connection:
        assert jobs.bury(connection, now) == ("a",)
        assert jobs.bury(connection, now) == ()
    job = get(store, "a")
    assert job.state is JobState.DEAD
    assert "Every worker that took this job was lost" in (job.error or "")


def test_what_is_put_back_costs_no_attempt(store: Store) -> None:
    """A job that is put back a hundred times still has all its attempts."""
    accept(store, order("a"))
    for _ in range(100):
        with store.write() as connection:
            jobs.put_back(connection, claimed_in(connection), NOW)
    job = get(store, "a")
    assert (job.state, job.max_attempts - job.attempt) == (JobState.WAITING, MAX_ATTEMPTS)


def test_what_waits_for_its_own_kind_is_not_overtaken(store: Store) -> None:
    """Wishes of one digest that find it busy wait together, and the first one asks again first."""

    def wish(name: str, digest: str) -> JobOrder:
        return JobOrder(name, JobKind.EDITION, digest, request_key(name), Priority.TRIGGERED)

    accept(store, wish("first", "storms"), wish("second", "storms"), wish("other", "calms"))
    first = claim(store, NOW, Pool.RENDER)
    assert first is not None
    with store.write() as connection:
        jobs.wait_for(connection, first, NOW)
    now = [claim(store, NOW, Pool.RENDER) for _ in range(2)]
    assert [job.id if job else None for job in now] == ["other", None]
    later = [claim(store, NOW + jobs.IN_USE, Pool.RENDER) for _ in range(3)]
    assert [job.id if job else None for job in later] == ["first", "second", None]


def test_a_cancelled_job_cannot_publish(store: Store) -> None:
    """Cancelling takes the job from whoever works on it; what is finished stays finished."""
    accept(store, order("a"), order("b"))
    lease = claimed(store).lease
    other = claimed(store).lease
    with store.write() as connection:
        jobs.finish(connection, other, NOW, result="article")
        assert jobs.cancel(connection, "b", NOW).state is JobState.DONE
        assert jobs.cancel(connection, "a", NOW).state is JobState.CANCELLED
    with store.read() as connection, pytest.raises(LostLeaseError, match="cancelled"):
        jobs.finish(connection, lease, NOW, result="x")


def test_a_dead_job_is_brought_back(store: Store) -> None:
    """A retry gives fresh attempts and a new hint; it does nothing to a job that is not dead."""
    accept(store, order("a"))
    with store.write() as connection:
        jobs.fail(connection, claimed_in(connection), NOW, error="no text", final=True)
        again = jobs.retry(connection, "a", NOW)
        assert jobs.retry(connection, "a", NOW) == again
        assert outbox.waiting(connection) == {Pool.INGEST: 2}
    assert (again.state, again.max_attempts) == (JobState.WAITING, 1 + MAX_ATTEMPTS)
    assert claimed(store).attempt == 2


def test_jobs_are_listed_newest_first(store: Store) -> None:
    """By state when one is asked for."""
    with store.write() as connection:
        for minute in range(3):
            jobs.accept(connection, order(f"j{minute}"), NOW + timedelta(minutes=minute))
        jobs.cancel(connection, "j1", NOW)
        assert [j.id for j in joblist.newest(connection)] == ["j2", "j1", "j0"]
        assert [j.id for j in joblist.newest(connection, limit=1)] == ["j2"]
        cancelled = joblist.newest(connection, state=JobState.CANCELLED)
    assert [j.id for j in cancelled] == ["j1"]
