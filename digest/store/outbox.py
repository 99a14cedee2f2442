"""Messages that were stored with what they are about, to be sent once it is committed.

A message is a hint that a pool has work. It is sent at least once: a relay takes it, sends it and
then drops it; one that a relay took and never dropped is taken again.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from sqlalchemy import delete, func, insert, or_, select, update

from digest.model.job import Hint, Pool
from digest.store.schema import outbox

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from sqlalchemy import Connection

TAKEN_FOR = timedelta(seconds=15)
"""A relay that has not sent a batch by then has died: connecting to a broker gives up after 2 s."""
_ADD = insert(outbox)  # built once: that takes longer than executing it


def add(connection: Connection, pool: Pool, job: str) -> None:
    """Store the hint that `pool` has work."""
    connection.execute(_ADD, {"pool": pool, "job": job})


def take(connection: Connection, now: datetime, *, limit: int) -> tuple[Hint, ...]:
    """Return up to `limit` hints, the oldest first, that no other relay has taken lately."""
    free = or_(outbox.c.taken.is_(None), outbox.c.taken < now - TAKEN_FOR)
    first = (
        select(outbox.c.id, outbox.c.pool, outbox.c.job)
        .where(free)
        .order_by(outbox.c.id)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    hints = tuple(Hint(r.id, Pool(r.pool), r.job) for r in connection.execute(first).all())
    if hints:
        taken = update(outbox).where(outbox.c.id.in_([h.id for h in hints])).values(taken=now)
        connection.execute(taken)
    return hints


def drop(connection: Connection, hints: Iterable[Hint]) -> None:
    """Delete hints that were sent."""
    connection.execute(delete(outbox).where(outbox.c.id.in_([h.id for h in hints])))


def put_back(connection: Connection, hints: Iterable[Hint]) -> None:
    """Let hints that could not be sent be taken again at once."""
    ids = [hint.id for hint in hints]
    connection.execute(update(outbox).where(outbox.c.id.in_(ids)).values(taken=None))


def waiting(connection: Connection) -> dict[Pool, int]:
    """Return how many hints of each pool are yet to be sent."""
    counted = select(outbox.c.pool, func.count()).group_by(outbox.c.pool)
    return {Pool(pool): count for pool, count in connection.execute(counted).all()}
