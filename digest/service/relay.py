"""Hints that were stored with their jobs are sent to the broker, and dropped once they are."""

from __future__ import annotations

import logging
from collections import Counter
from typing import TYPE_CHECKING

from digest.store import outbox

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from digest.model.job import Hint, Pool
    from digest.service.context import Context

log = logging.getLogger(__name__)

BATCH = 1000
"""Hints taken at once."""

ENOUGH = 32
"""Hints of a pool that are sent at once: each leads a worker to many jobs, and a hint costs as
much as half a short job. A clock rings again as long as there is work, so more are never needed,
and what lies in the broker stays small however long the backlog is."""


def relay(context: Context, send: Callable[[Sequence[Hint]], None]) -> int:
    """Send the hints of the outbox, `ENOUGH` of each pool, and return how many were sent.

    `send` raises OSError when the broker is not there: the hints then stay for the next time.
    """
    sent: Counter[Pool] = Counter()
    while hints := _take(context):
        chosen = _enough(hints, sent)
        try:
            send(chosen)
        except OSError as error:
            log.warning("the broker is not there: %s", error)
            with context.store.write() as connection:
                outbox.put_back(connection, hints)
            break
        with context.store.write() as connection:
            outbox.drop(connection, hints)
        sent.update(hint.pool for hint in chosen)
    return sent.total()


def _enough(hints: Sequence[Hint], sent: Counter[Pool]) -> list[Hint]:
    counted = Counter(sent)
    chosen = []
    for hint in hints:
        counted[hint.pool] += 1
        if counted[hint.pool] <= ENOUGH:
            chosen.append(hint)
    return chosen


def _take(context: Context) -> tuple[Hint, ...]:
    with context.store.read() as connection:
        if not outbox.waiting(connection):
            return ()
    with context.store.write() as connection:
        return outbox.take(connection, context.clock(), limit=BATCH)
