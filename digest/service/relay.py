"""Hints that were stored with their jobs are sent to the broker, and dropped once they are."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from digest.store import outbox

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from digest.model.job import Hint
    from digest.service.context import Context

log = logging.getLogger(__name__)

BATCH = 100
"""Hints taken at once: sending as many takes some 50 ms."""


def relay(context: Context, send: Callable[[Sequence[Hint]], None]) -> int:
    """Send all hints of the outbox, and return how many were sent.

    `send` raises OSError when the broker is not there: the hints then stay for the next time.
    """
    count = 0
    while hints := _take(context):
        try:
            send(hints)
        except OSError as error:
            log.warning("the broker is not there: %s", error)
            with context.store.write() as connection:
                outbox.put_back(connection, hints)
            return count
        with context.store.write() as connection:
            outbox.drop(connection, hints)
        count += len(hints)
    return count


def _take(context: Context) -> tuple[Hint, ...]:
    with context.store.read() as connection:
        if not outbox.waiting(connection):
            return ()
    with context.store.write() as connection:
        return outbox.take(connection, context.clock(), limit=BATCH)
