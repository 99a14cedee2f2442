"""What time brings: slots become jobs, jobs that lost their workers are buried, pools are rung.

Any number of clocks may do this at once: each slot's key is unique, each row is changed by one.
"""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from digest.model.job import JobKind, JobOrder, Pool, Priority, slot_key
from digest.service.announce import announce_failure, announce_gap
from digest.service.relay import ENOUGH
from digest.service.schedule import due_of
from digest.store import digests, heartbeats, joblist, jobs, outbox, pauses
from digest.store.heartbeats import Heartbeat

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from digest.service.context import Context
    from digest.store.digests import StoredDigest

SILENT = timedelta(days=1)
"""After so long nobody asks any more when a process was last heard of."""


@dataclass(frozen=True, slots=True)
class Overview:
    """How much work waits, up to `ENOUGH` of each pool, and when more will be due.

    None when nothing will, or there is enough already: a long table takes long to look through.
    """

    ready: Mapping[Pool, int]
    unsent: Mapping[Pool, int]
    next_due: datetime | None


def make_due(context: Context) -> int:
    """Make a job of each slot that is due, mark those that went by, and return how many are due."""
    now = context.clock()
    with context.store.read() as connection:
        every = digests.live(connection)
    return sum(_make_slots(context, digest, now) for digest in every)


def sweep(context: Context) -> tuple[str, ...]:
    """Bury the jobs that lost all their workers; return their ids."""
    now = context.clock()
    with context.store.read() as connection:
        if not joblist.is_any_hopeless(connection, now):
            return ()
    with context.store.write() as connection:
        buried = jobs.bury(connection, now)
        for job in buried:
            announce_failure(connection, joblist.get(connection, job), now)
        return buried


def overview(context: Context) -> Overview:
    """Return how much work waits at this moment; none does while the service is drained."""
    now = context.clock()
    with context.store.read() as connection:
        ready = {} if pauses.since(connection) else joblist.ready(connection, now, ENOUGH)
        is_enough = any(count >= ENOUGH for count in ready.values())
        return Overview(
            ready=ready,
            unsent=outbox.waiting(connection),
            next_due=None if is_enough else joblist.next_ready(connection, now),
        )


def missing_rings(seen: Overview, sent: Mapping[Pool, int]) -> dict[Pool, int]:
    """Return how often each pool must be rung so that it has a hint for each job, or enough.

    `sent` is how many hints lie in the broker. It may have lost any of them; a hint too many
    costs a glance at the table.
    """
    lacking = {
        pool: min(count, ENOUGH) - seen.unsent.get(pool, 0) - sent.get(pool, 0)
        for pool, count in seen.ready.items()
    }
    return {pool: count for pool, count in lacking.items() if count > 0}


def seconds_to_wait(seen: Overview, now: datetime, longest: float) -> float:
    """Return how long a clock may rest: until the next job is due, but at most `longest`."""
    if seen.next_due is None:
        return longest
    return min(max((seen.next_due - now).total_seconds(), 0.0), longest)


def beat(context: Context, name: str, kind: str, told: Mapping[str, str]) -> None:
    """Store a sign of life, and forget those who have been silent for a day."""
    now = context.clock()
    with context.store.write() as connection:
        heartbeats.beat(connection, Heartbeat(name, kind, now, told))
        heartbeats.forget(connection, now - SILENT)


def alive(context: Context, kind: str, since: datetime) -> tuple[Heartbeat, ...]:
    """Return the signs of life of processes of a kind since a moment."""
    with context.store.read() as connection:
        return tuple(h for h in heartbeats.alive(connection, since) if h.kind == kind)


def _make_slots(context: Context, digest: StoredDigest, now: datetime) -> int:
    definition = digest.definition
    found = due_of(definition, digest.scheduled, now)
    if not found.slots and not found.skipped:
        return 0
    with context.store.write() as connection:
        if not digests.move_schedule(connection, definition.name, digest.scheduled, now):
            return 0  # another clock was faster
        for slot in found.skipped:
            jobs.skip(connection, _order(definition.name, slot), now)
        announce_gap(connection, definition.name, found.skipped, now)
        for slot in found.slots:
            jobs.accept(connection, _order(definition.name, slot), now)
    context.ring()
    return len(found.slots)


def _order(digest: str, slot: datetime) -> JobOrder:
    return JobOrder(
        id=uuid.uuid4().hex,
        kind=JobKind.EDITION,
        subject=digest,
        key=slot_key(slot),
        priority=Priority.SCHEDULED,
        due=slot,
    )
