"""How the service is: what its jobs wait for, who gave a sign of life and when."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import func, select

from digest.model.job import JobKind, JobState, Pool
from digest.store import errata, heartbeats, outbox, pauses, secret_names, tallies
from digest.store.schema import editions, jobs

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime, timedelta

    from digest.service.context import Context
    from digest.store.heartbeats import Heartbeat
    from digest.store.tallies import Tally


@dataclass(frozen=True, slots=True)
class Vitals:
    """One look at a service; moments are UTC.

    `oldest` is since when the longest waiting job of each pool could have been claimed. `editions`
    counts those of each digest that is not private: whoever watches a service needs no names.
    `uncorrected` are the numbers of editions whose sources no longer say what they quote.
    """

    now: datetime
    jobs: Mapping[tuple[JobKind, JobState], int]
    oldest: Mapping[Pool, datetime]
    hints: Mapping[Pool, int]
    editions: Mapping[str, int]
    alive: tuple[Heartbeat, ...]
    tallies: tuple[Tally, ...]
    drained: datetime | None
    uncorrected: Mapping[str, Sequence[int]]


def vitals(context: Context, *, within: timedelta) -> Vitals:
    """Return how the service is; signs of life older than `within` are passed over.

    Raises:
        StoreError: the database does not answer.
    """
    now = context.clock()
    counted = select(jobs.c.kind, jobs.c.state, func.count()).group_by(jobs.c.kind, jobs.c.state)
    overdue = (
        select(jobs.c.pool, func.min(jobs.c.claimable))
        .where(jobs.c.state == JobState.WAITING, jobs.c.claimable <= now)
        .group_by(jobs.c.pool)
    )
    released = (
        select(editions.c.digest, func.count().label("many"))
        .where(editions.c.released.is_not(None))
        .group_by(editions.c.digest)
    )
    with context.store.read() as connection:
        hidden = secret_names.hidden(connection)
        return Vitals(
            now=now,
            jobs={
                (JobKind(kind), JobState(state)): count
                for kind, state, count in connection.execute(counted)
            },
            oldest={Pool(pool): since for pool, since in connection.execute(overdue)},
            hints=outbox.waiting(connection),
            editions={
                row.digest: row.many
                for row in connection.execute(released)
                if row.digest not in hidden
            },
            alive=heartbeats.alive(connection, now - within),
            tallies=tallies.read(connection),
            drained=pauses.since(connection),
            uncorrected=errata.open_editions(connection),
        )
