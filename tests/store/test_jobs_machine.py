"""Whatever happens in whatever order, no job is lost, none takes effect twice, none too late."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
import sqlalchemy as sa
from hypothesis import Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, consumes, invariant, rule

from digest.errors import LostLeaseError
from digest.model.job import FINAL, JobKind, JobOrder, JobState, Pool, Priority, request_key
from digest.store import joblist, jobs, outbox
from digest.store.migrate import upgrade
from digest.store.unit import Store, sqlite_url

if TYPE_CHECKING:
    from pathlib import Path

    from digest.model.job import Job, Lease

LEASE = timedelta(seconds=30)
NAMES = [f"j{n}" for n in range(6)]


class JobTable(RuleBasedStateMachine):
    """Clients, workers that die or stall, a sweep and a relay around one job table.

    An effect is a row in a table of our own, written in the transaction that closes the job.
    """

    leases: Bundle[Lease] = Bundle("leases")
    store: Store

    def __init__(self) -> None:
        """Begin with an empty table."""
        super().__init__()
        self.now = datetime(2026, 3, 1, tzinfo=UTC)
        self.accepted: set[str] = set()
        self.retried: Counter[str] = Counter()
        with self.store.write() as connection:
            for table in ("effects", "outbox", "jobs"):
                connection.execute(sa.text(f"DELETE FROM {table}"))  # noqa: S608

    @rule(name=st.sampled_from(NAMES), wait=st.integers(0, 60), urgent=st.booleans())
    def accept(self, name: str, wait: int, *, urgent: bool) -> None:
        """A client asks, maybe for the second time."""
        order = JobOrder(
            name,
            JobKind.INGEST,
            name,
            request_key(name),
            Priority.TRIGGERED if urgent else Priority.BULK,
            self.now + timedelta(seconds=wait),
        )
        with self.store.write() as connection:
            taken = jobs.accept(connection, order, self.now)
        assert taken.fresh == (name not in self.accepted)
        self.accepted.add(name)

    @rule(seconds=st.integers(1, 45))
    def time_passes(self, seconds: int) -> None:
        """Leases may end, jobs may become due."""
        self.now += timedelta(seconds=seconds)

    @rule(target=leases)
    def claim(self) -> Lease | None:
        """A worker takes the most urgent job; nobody else holds it."""
        before = {job.id: job for job in self._all()}
        with self.store.write() as connection:
            job = jobs.claim(connection, Pool.INGEST, self.now, worker="w", lease=LEASE)
        ready = [j for j in before.values() if self._is_ready(j)]
        if job is None:
            assert ready == []
            return None
        assert before[job.id] in ready
        assert job.priority == min(j.priority for j in ready)
        assert job.attempt == before[job.id].attempt + 1
        return job.lease

    @rule(lease=consumes(leases))
    def finish(self, lease: Lease | None) -> None:
        """A worker publishes; it may have lost its lease long ago."""
        if lease is None:
            return
        holds = self._holds(lease)
        try:
            with self.store.write() as connection:
                connection.execute(
                    sa.text("INSERT INTO effects (job, attempt) VALUES (:job, :attempt)"),
                    {"job": lease.job, "attempt": lease.attempt},
                )
                jobs.finish(connection, lease, self.now, result="r")
        except LostLeaseError:
            assert not holds
        else:
            assert holds

    @rule(lease=consumes(leases), final=st.booleans())
    def fail(self, lease: Lease | None, *, final: bool) -> None:
        """A worker gives up on its job, for now or for good."""
        if lease is not None and self._holds(lease):
            with self.store.write() as connection:
                job = jobs.fail(connection, lease, self.now, error="e", final=final)
            assert job.state in {JobState.WAITING, JobState.DEAD}

    @rule(lease=leases)
    def renew(self, lease: Lease | None) -> None:
        """A slow worker asks for more time."""
        if lease is not None and self._holds(lease):
            with self.store.write() as connection:
                jobs.renew(connection, lease, self.now + LEASE)

    @rule(lease=consumes(leases))
    def put_back(self, lease: Lease | None) -> None:
        """A worker is stopped and gives its job back."""
        if lease is not None and self._holds(lease):
            with self.store.write() as connection:
                jobs.put_back(connection, lease, self.now)

    @rule()
    def sweep(self) -> None:
        """Jobs whose attempts are used up are buried, no others."""
        hopeless = {j.id for j in self._all() if self._is_hopeless(j)}
        with self.store.write() as connection:
            assert set(jobs.bury(connection, self.now)) == hopeless

    @rule(name=st.sampled_from(NAMES))
    def cancel(self, name: str) -> None:
        """A user cancels."""
        if name in self.accepted:
            with self.store.write() as connection:
                assert jobs.cancel(connection, name, self.now).state in FINAL

    @rule(name=st.sampled_from(NAMES))
    def retry(self, name: str) -> None:
        """A user brings a job back."""
        if name in self.accepted:
            with self.store.write() as connection:
                assert jobs.retry(connection, name, self.now).state is not JobState.DEAD

    @rule(limit=st.integers(1, 4), sent=st.booleans())
    def relay(self, limit: int, *, sent: bool) -> None:
        """A relay takes hints and sends them, or dies with them."""
        with self.store.write() as connection:
            before = sum(outbox.waiting(connection).values())
            hints = outbox.take(connection, self.now, limit=limit)
            if sent:
                outbox.drop(connection, hints)
            after = sum(outbox.waiting(connection).values())
        assert before - after == (len(hints) if sent else 0)

    @invariant()
    def nothing_is_lost(self) -> None:
        """Every accepted job is there; what is open can be claimed some day, or buried."""
        assert {job.id for job in self._all()} == self.accepted

    @invariant()
    def nothing_happens_twice(self) -> None:
        """A job has one effect when it is done, by its newest attempt, and none otherwise."""
        with self.store.read() as connection:
            rows = connection.execute(sa.text("SELECT job, attempt FROM effects")).all()
        effects = sorted((row.job, row.attempt) for row in rows)
        assert effects == sorted((j.id, j.attempt) for j in self._all() if j.state == JobState.DONE)

    def teardown(self) -> None:
        """Let workers that work go on: every job comes to an end."""
        for _ in range(200):
            self.now += LEASE
            with self.store.write() as connection:
                jobs.bury(connection, self.now)
                job = jobs.claim(connection, Pool.INGEST, self.now, worker="w", lease=LEASE)
                if job is not None:
                    jobs.finish(connection, job.lease, self.now, result="r")
            if all(j.state in FINAL for j in self._all()):
                return
        assert [j for j in self._all() if j.state not in FINAL] == []

    def _all(self) -> tuple[Job, ...]:
        with self.store.read() as connection:
            return joblist.newest(connection, limit=1000)

    def _holds(self, lease: Lease) -> bool:
        return any(j.lease == lease and j.state is JobState.RUNNING for j in self._all())

    def _is_ready(self, job: Job) -> bool:
        return self._may_be_taken(job) and job.attempt < job.max_attempts

    def _is_hopeless(self, job: Job) -> bool:
        return self._may_be_taken(job) and job.attempt >= job.max_attempts

    def _may_be_taken(self, job: Job) -> bool:
        if job.state is JobState.WAITING:
            return job.due <= self.now
        return job.lease_until is not None and job.lease_until <= self.now


def run_machine(store: Store, examples: int, *, shrink: bool = True) -> None:
    """Run the machine on a store, the same steps each time; shrinking is for people."""
    with store.write() as connection:
        connection.execute(sa.text("CREATE TABLE effects (job VARCHAR, attempt INTEGER)"))
    machine = type("JobTableOnStore", (JobTable,), {"store": store})
    machine.TestCase.settings = settings(
        max_examples=examples,
        stateful_step_count=40,
        deadline=None,
        derandomize=True,
        phases=[Phase.generate, Phase.shrink] if shrink else [Phase.generate],
    )
    machine.TestCase("runTest").runTest()


def test_the_job_table_keeps_its_promises(store: Store) -> None:
    """Thousands of random steps of clients, workers, sweeps and relays, on both databases."""
    run_machine(store, 40 if store.is_sqlite else 20)


@pytest.mark.parametrize("name", ["finish", "claim"])
def test_the_machine_finds_a_table_without_fencing(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With a planted defect (any attempt may finish; a lease keeps nobody out) it fails."""
    defects = {"finish": finish_without_fencing, "claim": claim_in_spite_of_a_lease}
    monkeypatch.setattr(jobs, name, defects[name])
    store = Store(sqlite_url(tmp_path / "planted.db"))
    upgrade(store)
    with pytest.raises(AssertionError):
        run_machine(store, 200, shrink=False)
    store.close()


def finish_without_fencing(
    connection: sa.Connection, lease: Lease, now: datetime, *, result: str
) -> None:
    """Close a job whoever asks."""
    connection.execute(
        sa.text(
            "UPDATE jobs SET state = 'done', claimable = NULL, result = :result, finished = :now "
            "WHERE id = :job"
        ),
        {"result": result, "now": now.isoformat(), "job": lease.job},
    )


def claim_in_spite_of_a_lease(
    connection: sa.Connection, _pool: Pool, _now: datetime, *, worker: str, lease: timedelta
) -> Job | None:
    """Take a job that somebody else works on."""
    row = connection.execute(
        sa.text(
            "UPDATE jobs SET state = 'running', attempt = attempt + 1, worker = :worker WHERE id = "
            "(SELECT id FROM jobs WHERE claimable IS NOT NULL AND attempt < max_attempts "
            "ORDER BY priority, id LIMIT 1) RETURNING id"
        ),
        {"worker": f"{worker}{lease}"},
    ).one_or_none()
    return joblist.get(connection, row.id) if row else None
