"""Rows that were written by a clock which has been set back since: what they wait for is too late.

A job that is accepted can be claimed from that moment on, a lease ends at a moment, a source is
due at one. When the clock is set back by an hour, each of these lies an hour further away.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from sqlalchemy import and_, or_, select, update

from digest.model.job import JobState
from digest.net.retry_after import LONGEST
from digest.store.schema import hosts, jobs, outbox, source_states

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import Connection
    from sqlalchemy.sql.elements import ColumnElement

SKEW = timedelta(seconds=5)
"""How far ahead a row may be: the clocks of several machines are never quite the same."""


def take_back(connection: Connection, now: datetime, lease: timedelta) -> int:
    """Let what was written later than `now` be due now, and return how many rows that were.

    A job that is worked on keeps its lease, which ends no later than it would if it were renewed
    now; the worker renews it in time if it lives. Jobs that wait for more to come are left out.
    """
    open_ahead = and_(
        jobs.c.claimable > now,
        or_(jobs.c.created > now + SKEW, jobs.c.started > now + SKEW),
    )
    running = update(jobs).where(
        open_ahead, jobs.c.state == JobState.RUNNING, jobs.c.claimable > now + lease
    )
    waiting = update(jobs).where(open_ahead, jobs.c.state == JobState.WAITING, ~_is_window())
    late = now + SKEW
    changes = (
        running.values(claimable=now + lease),
        waiting.values(claimable=now),
        update(outbox).where(outbox.c.taken > late).values(taken=None),
        update(source_states).where(source_states.c.polled > late).values(due=now),
    )
    return sum(connection.execute(change).rowcount for change in changes)


def hosts_back(connection: Connection, now: datetime, step: timedelta) -> int:
    """Let hosts be asked as soon as they could have been before the clock was set back by `step`.

    Where it was set back by an unknown time (`step` is none), no host rests for longer than one
    may ask for. Returns how many hosts that changed.
    """
    resting = select(hosts.c.name, hosts.c.free).where(hosts.c.free > now)
    changed = 0
    for name, free in connection.execute(resting).all():
        sooner = max(now, min(free - step, now + LONGEST))
        if sooner < free:
            changed += 1
            connection.execute(update(hosts).where(hosts.c.name == name).values(free=sooner))
    return changed


def windows(connection: Connection, now: datetime) -> tuple[tuple[str, str, timedelta], ...]:
    """Return the windows that were opened later than `now`: job, digest, and how long each is."""
    found = select(jobs.c.id, jobs.c.subject, jobs.c.created, jobs.c.due).where(
        jobs.c.state == JobState.WAITING,
        jobs.c.claimable > now,
        jobs.c.created > now + SKEW,
        _is_window(),
    )
    rows = connection.execute(found).all()
    return tuple((row.id, row.subject, row.due - row.created) for row in rows)


def move_window(connection: Connection, job: str, now: datetime, due: datetime) -> None:
    """Let a window have been opened `now`, and be due at another moment."""
    still = update(jobs).where(jobs.c.id == job, jobs.c.state == JobState.WAITING)
    connection.execute(still.values(created=now, due=due, claimable=due))


def _is_window() -> ColumnElement[bool]:
    """Return the condition for a job that is to wait from its beginning on."""
    return and_(jobs.c.attempt == 0, jobs.c.due > jobs.c.created)
