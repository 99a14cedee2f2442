"""A service is drained: what runs is finished, what comes is accepted, and nothing is begun."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from digest.model.job import JobState
from digest.store import joblist, pauses

if TYPE_CHECKING:
    from datetime import datetime

    from digest.service.context import Context

_SHOWN = 1000


@dataclass(frozen=True, slots=True)
class Draining:
    """Since when (UTC) a service is drained, None when it is not, and how many jobs still run."""

    since: datetime | None
    running: int


def drain(context: Context) -> Draining:
    """Let nothing be begun until `resume`; durable when it returns.

    Raises:
        StoreError: it cannot be stored.
    """
    with context.store.write(durable=True) as connection:
        pauses.begin(connection, context.clock())
    return draining(context)


def resume(context: Context) -> Draining:
    """Let work go on.

    Raises:
        StoreError: it cannot be stored.
    """
    with context.store.write(durable=True) as connection:
        pauses.end(connection)
    context.ring()
    return draining(context)


def draining(context: Context) -> Draining:
    """Return how far a service is drained.

    Raises:
        StoreError: the database does not answer.
    """
    now = context.clock()
    with context.store.read() as connection:
        running = joblist.newest(connection, state=JobState.RUNNING, limit=_SHOWN)
        held = [job for job in running if job.lease_until and job.lease_until > now]
        return Draining(pauses.since(connection), len(held))
