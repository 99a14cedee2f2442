"""Time makes jobs of slots, buries what is hopeless, and rings until each job has a hint."""

from __future__ import annotations

import threading
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from hypothesis import given
from hypothesis import strategies as st

from digest.model.article import MediaType
from digest.model.definition import DigestDefinition, Origin, Schedule
from digest.model.job import LEASE, JobState, Pool, Priority
from digest.model.received import Received
from digest.service.accept import Request, accept_all
from digest.service.dispatch import work
from digest.service.relay import ENOUGH, relay
from digest.service.tick import (
    Overview,
    beat,
    make_due,
    missing_rings,
    overview,
    seconds_to_wait,
    sweep,
)
from digest.service.trigger import trigger
from digest.store import digests, heartbeats, joblist, jobs

if TYPE_CHECKING:
    from collections.abc import Sequence

    from conftest import Clock

    from digest.model.job import Hint
    from digest.service.context import Context

HOURLY = DigestDefinition("storms", "Storms", schedule=Schedule("0 * * * *"))


def define(context: Context, definition: DigestDefinition = HOURLY) -> None:
    """Define a digest."""
    with context.store.write() as connection:
        digests.define(connection, definition, Origin.FILE, context.clock())


def by_state(context: Context) -> dict[JobState, list[str]]:
    """Return the keys of all jobs by state, sorted."""
    with context.store.read() as connection:
        found = joblist.newest(connection, limit=1000)
    return {state: sorted(j.key for j in found if j.state is state) for state in JobState}


def send(context: Context, count: int) -> None:
    """Accept documents."""
    texts = [f"Text {n}.".encode() for n in range(count)]
    documents = [Received("d", MediaType.TEXT, text) for text in texts]
    accept_all(context, [Request(f"d{n}", d) for n, d in enumerate(documents)])


def test_a_slot_is_made_when_it_is_due(context: Context, clock: Clock) -> None:
    """Once, and not before; a digest without a schedule makes none."""
    define(context)
    define(context, DigestDefinition("quiet", "Quiet"))
    assert make_due(context) == 0
    clock.move(hours=1)
    assert make_due(context) == 1
    assert make_due(context) == 0
    assert by_state(context)[JobState.WAITING] == ["at:2026-03-01T13:00Z"]
    with context.store.read() as connection:
        job = joblist.newest(connection)[0]
    assert (job.subject, job.priority, job.pool) == ("storms", Priority.SCHEDULED, Pool.RENDER)


def test_after_a_gap_the_newest_slot_is_made_and_the_others_are_shown(
    context: Context, clock: Clock
) -> None:
    """Skipped jobs say why, and are never claimed."""
    define(context)
    clock.move(hours=5, minutes=30)
    make_due(context)
    states = by_state(context)
    assert states[JobState.WAITING] == ["at:2026-03-01T17:00Z"]
    assert states[JobState.SKIPPED] == [f"at:2026-03-01T{hour}:00Z" for hour in range(13, 17)]
    with context.store.write() as connection:
        skipped = joblist.newest(connection, state=JobState.SKIPPED)[0]
        assert jobs.claim(connection, Pool.RENDER, clock.now, worker="w", lease=LEASE)
        assert jobs.claim(connection, Pool.RENDER, clock.now, worker="w", lease=LEASE) is None
    assert "no clock ran" in (skipped.error or "")


def test_ten_clocks_at_once_make_each_slot_once(context: Context, clock: Clock) -> None:
    """Eight slots, each found by ten clocks: eight jobs."""
    define(context)
    made: list[int] = []
    for _ in range(8):
        clock.move(hours=1)
        threads = [
            threading.Thread(target=lambda: made.append(make_due(context))) for _ in range(10)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert sum(made) == 8
    assert len(by_state(context)[JobState.WAITING]) == 8


def test_a_clock_that_stood_for_ten_days_makes_the_newest_slot(
    context: Context, clock: Clock
) -> None:
    """The others are skipped jobs, each with its slot and a reason; nothing is made twice."""
    define(context, DigestDefinition("storms", "Storms", schedule=Schedule("0 6 * * *")))
    clock.move(days=10)
    assert make_due(context) == 1
    assert make_due(context) == 0
    found = by_state(context)
    assert found[JobState.WAITING] == ["at:2026-03-11T06:00Z"]
    days = [f"at:2026-03-{day:02}T06:00Z" for day in range(2, 11)]
    assert found[JobState.SKIPPED] == days


def test_a_wish_waits_for_the_end_of_an_embargo(context: Context, clock: Clock) -> None:
    """It is accepted, and due when the embargo ends."""
    until = clock.now + timedelta(hours=3)
    define(context, DigestDefinition("storms", "Storms", embargo_until=until))
    assert trigger(context, "storms", "wish").due == until
    assert work(context, Pool.RENDER, worker="w") is None


def test_the_sweep_buries_what_lost_all_its_workers(context: Context, clock: Clock) -> None:
    """And touches nothing else."""
    send(context, 2)
    for _ in range(4):
        with context.store.write() as connection:
            jobs.claim(connection, Pool.INGEST, clock.now, worker="w", lease=LEASE)
            jobs.cancel(connection, "d1", clock.now)
        assert sweep(context) == ()
        clock.move(seconds=LEASE.total_seconds())
    assert sweep(context) == ("d0",)
    assert sweep(context) == ()


def test_the_overview_counts_what_waits(context: Context, clock: Clock) -> None:
    """Jobs that can be claimed, hints that are not sent, and when more is due."""
    send(context, 3)
    with context.store.write() as connection:
        jobs.claim(connection, Pool.INGEST, clock.now, worker="w", lease=LEASE)
    assert overview(context) == Overview({Pool.INGEST: 2}, {Pool.INGEST: 3}, clock.now + LEASE)
    relay(context, lambda _hints: None)
    assert overview(context).unsent == {}
    clock.move(seconds=LEASE.total_seconds())
    assert overview(context) == Overview({Pool.INGEST: 3}, {}, None)


def test_a_backlog_is_not_counted_to_its_end(context: Context, clock: Clock) -> None:
    """There is enough to ring for; what is due later is looked for once there is less."""
    send(context, ENOUGH + 5)
    with context.store.write() as connection:
        jobs.claim(connection, Pool.INGEST, clock.now, worker="w", lease=LEASE)
    found = overview(context)
    assert (found.ready, found.next_due) == ({Pool.INGEST: ENOUGH}, None)


COUNTS = st.dictionaries(st.sampled_from(Pool), st.integers(0, 3000))


@given(ready=COUNTS, unsent=COUNTS, sent=COUNTS)
def test_pools_are_rung_until_each_job_has_a_hint_or_there_are_enough(
    ready: dict[Pool, int], unsent: dict[Pool, int], sent: dict[Pool, int]
) -> None:
    """Never more than that, so the broker holds little however long the backlog is."""
    rings = missing_rings(Overview(ready, unsent, None), sent)
    for pool in Pool:
        hints = unsent.get(pool, 0) + sent.get(pool, 0)
        wanted = min(ready.get(pool, 0), ENOUGH)
        assert rings.get(pool, 0) == max(wanted - hints, 0)


@given(seconds=st.floats(-100, 100), longest=st.floats(0.1, 10))
def test_a_clock_rests_until_the_next_job_is_due(seconds: float, longest: float) -> None:
    """But never longer than it is allowed to, and never less than no time."""
    now = datetime.fromisoformat("2026-03-01T12:00:00+00:00")
    due = now + timedelta(seconds=seconds)
    rest = seconds_to_wait(Overview({}, {}, due), now, longest)
    assert 0 <= rest <= longest
    assert rest == longest or now + timedelta(seconds=rest) >= due
    assert seconds_to_wait(Overview({}, {}, None), now, longest) == longest


def test_enough_hints_are_sent_and_all_are_dropped(context: Context) -> None:
    """The oldest ones: a worker that is rung looks for more work by itself."""
    send(context, ENOUGH + 5)
    sent: list[str] = []

    def keep(hints: Sequence[Hint]) -> None:
        sent.extend(hint.job for hint in hints)

    assert relay(context, keep) == ENOUGH
    assert sent == [f"d{n}" for n in range(ENOUGH)]
    assert overview(context).unsent == {}
    assert relay(context, keep) == 0


def test_hints_stay_when_the_broker_is_away(context: Context) -> None:
    """And are sent when it is back."""
    send(context, 3)

    def away(_hints: Sequence[Hint]) -> None:
        raise ConnectionRefusedError

    assert relay(context, away) == 0
    assert overview(context).unsent == {Pool.INGEST: 3}
    assert relay(context, lambda _hints: None) == 3


def test_a_sign_of_life_is_stored_and_old_ones_are_forgotten(
    context: Context, clock: Clock
) -> None:
    """After a day of silence."""
    beat(context, "old", "worker", {})
    clock.move(days=1, seconds=1)
    beat(context, "new", "web", {"at": "http://127.0.0.1:8000"})
    with context.store.read() as connection:
        alive = heartbeats.alive(connection, clock.now - timedelta(days=9))
    assert [h.name for h in alive] == ["new"]
