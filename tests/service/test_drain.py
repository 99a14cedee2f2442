"""A drained service begins nothing, loses nothing, and goes on where it was."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from digest.model.definition import DigestDefinition, Origin, Schedule
from digest.model.job import JobState, Pool
from digest.service.dispatch import work
from digest.service.drain import drain, draining, resume
from digest.service.tick import make_due, overview
from digest.service.trigger import trigger
from digest.store import digests, joblist, jobs

if TYPE_CHECKING:
    from conftest import Clock

    from digest.service.context import Context


def define(context: Context) -> None:
    """Define a digest that is due each hour."""
    made = DigestDefinition("storms", "Storms", schedule=Schedule("0 * * * *"))
    with context.store.write() as connection:
        digests.define(connection, made, Origin.FILE, context.clock())


def test_nothing_is_begun_and_all_is_accepted(context: Context, clock: Clock) -> None:
    """Wishes and slots wait, workers are not rung, and all of it is done afterwards."""
    define(context)
    assert drain(context).since == clock.now
    trigger(context, "storms", "wish")
    clock.move(hours=1)
    assert make_due(context) == 1
    assert work(context, Pool.RENDER, worker="w") is None
    assert overview(context).ready == {}
    assert resume(context).since is None
    done = [work(context, Pool.RENDER, worker="w") for _ in range(2)]
    assert next(job.id for job in done if job) == "wish"
    with context.store.read() as connection:
        assert {job.state for job in joblist.newest(connection)} == {JobState.DONE}


def test_what_runs_is_waited_for(context: Context, clock: Clock) -> None:
    """Until it is finished, or its worker is gone."""
    define(context)
    trigger(context, "storms", "wish")
    with context.store.write() as connection:
        lease = timedelta(seconds=30)
        assert jobs.claim(connection, Pool.RENDER, clock.now, worker="w", lease=lease)
    assert drain(context).running == 1
    clock.move(seconds=31)
    assert draining(context).running == 0


def test_a_second_drain_changes_nothing(context: Context, clock: Clock) -> None:
    """It tells since when the first one holds."""
    first = drain(context).since
    clock.move(minutes=5)
    assert drain(context).since == first


def test_a_wish_that_expired_is_passed_over(context: Context, clock: Clock) -> None:
    """Its job says why; one that is begun in time is made."""
    define(context)
    for name in ("soon", "late"):
        trigger(context, "storms", name, expires=60 if name == "soon" else 7200)
    clock.move(minutes=30)
    while work(context, Pool.RENDER, worker="w"):
        pass
    with context.store.read() as connection:
        soon, late = (joblist.get(connection, name) for name in ("soon", "late"))
    assert (soon.state, late.state) == (JobState.SKIPPED, JobState.DONE)
    assert soon.error == "It expired before its turn came."
