"""A clock that is set back puts nothing off: what was due stays due."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from digest.errors import HostBusyError
from digest.model.article import MediaType
from digest.model.definition import DigestDefinition, OnArrival, Origin
from digest.model.job import LEASE, JobState, Pool
from digest.model.received import Received
from digest.service.accept import Request, accept
from digest.service.dispatch import work
from digest.service.relay import relay
from digest.service.setback import Setback
from digest.store import arrivals, digests, joblist, jobs
from digest.store.hosts import StoredManners

if TYPE_CHECKING:
    from conftest import Clock

    from digest.model.job import Job
    from digest.service.context import Context

STORM = Received("storm", MediaType.TEXT, b"The storm closed the harbour on Monday.")


def first(context: Context) -> Job:
    """Return the newest job."""
    with context.store.read() as connection:
        return joblist.newest(connection)[0]


def test_what_was_accepted_before_the_step_is_read_after_it(context: Context, clock: Clock) -> None:
    """A job that could be claimed can still be."""
    watch = Setback()
    watch.look(context)
    accept(context, Request("storm", STORM))
    clock.move(hours=-1)
    assert work(context, Pool.INGEST, worker="w") is None
    assert watch.look(context) == 1
    assert work(context, Pool.INGEST, worker="w") is not None
    assert first(context).state is JobState.DONE


def test_the_work_of_a_killed_worker_rests_for_one_lease(context: Context, clock: Clock) -> None:
    """Its lease ends when it would if it had been given after the step; nobody takes it before."""
    accept(context, Request("storm", STORM))
    with context.store.write() as connection:
        jobs.claim(connection, Pool.INGEST, clock.now, worker="killed", lease=LEASE)
    clock.move(days=-1)
    assert Setback().look(context) == 1
    assert work(context, Pool.INGEST, worker="w") is None
    clock.move(seconds=LEASE.total_seconds() + 1)
    assert work(context, Pool.INGEST, worker="w") is not None


def test_a_window_is_as_long_as_it_was(context: Context, clock: Clock) -> None:
    """An edition that waits for more to come waits its quiet time; one with an embargo, for it."""
    start = clock.now
    embargo = DigestDefinition("later", "Later", embargo_until=start + timedelta(minutes=30))
    waits = OnArrival(quiet=timedelta(minutes=2), within=timedelta(hours=1))
    with context.store.write() as connection:
        digests.define(connection, DigestDefinition("soon", "Soon"), Origin.FILE, clock.now)
        digests.define(connection, embargo, Origin.FILE, clock.now)
        arrivals.arrive(connection, "soon", waits, clock.now, job="a")
        arrivals.arrive(
            connection, "later", waits, clock.now, job="b", not_before=embargo.embargo_until
        )
    clock.move(minutes=-20)
    assert Setback().look(context) == 2
    with context.store.read() as connection:
        due = {j.id: j.due - clock.now for j in joblist.newest(connection)}
    assert due == {"a": timedelta(minutes=2), "b": timedelta(minutes=50)}


def test_a_host_rests_no_longer_than_before(context: Context, clock: Clock) -> None:
    """Half an hour of rest is half an hour after the step too, or a day if no step was seen."""
    watch, manners = Setback(), StoredManners(context.store)
    assert watch.look(context) == 0
    manners.rest("a.example", clock.now + timedelta(minutes=30))
    clock.move(hours=-2)
    assert watch.look(context) == 1
    with pytest.raises(HostBusyError) as busy:
        manners.turn("a.example", timedelta(seconds=1), clock.now)
    assert timedelta(minutes=28) < busy.value.until - clock.now <= timedelta(minutes=30)
    clock.move(days=-9)
    assert Setback().look(context) == 1
    clock.move(days=1)
    assert manners.turn("a.example", timedelta(seconds=1), clock.now) == clock.now


def test_a_hint_that_a_dead_relay_took_is_sent_again(context: Context, clock: Clock) -> None:
    """What it took in the future nobody holds any more."""
    accept(context, Request("storm", STORM))

    def dies(_hints: object) -> None:
        raise KeyboardInterrupt

    try:
        relay(context, dies)
    except KeyboardInterrupt:
        clock.move(hours=-1)
    Setback().look(context)
    sent: list[object] = []
    assert relay(context, sent.extend) == len(sent) == 1


def test_time_that_passes_is_no_step(context: Context, clock: Clock) -> None:
    """Nothing is mended while the clock goes on or leaps ahead, or for jobs that wait anyhow."""
    watch = Setback()
    accept(context, Request("storm", STORM))
    assert watch.look(context) == 0
    clock.move(hours=1)
    assert watch.look(context) == 0
    assert first(context).created == clock.now - timedelta(hours=1)
