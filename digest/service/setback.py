"""When the clock was set back, what waits for a moment that is further away now waits no longer."""

from __future__ import annotations

import logging
import time
from datetime import timedelta
from typing import TYPE_CHECKING

from digest.errors import UnknownError
from digest.store import ahead, digests

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import Connection

    from digest.service.context import Context

log = logging.getLogger(__name__)

_NOTICED = timedelta(seconds=1)
"""A clock that is steered to the right time goes back by less between two looks."""


class Setback:
    """Notices that the clock was set back: while it watches, or before it began to."""

    def __init__(self) -> None:
        """Watch from the first look on."""
        self._last: tuple[datetime, float] | None = None

    def look(self, context: Context) -> int:
        """Mend what the clock's step back has put off; return how many rows that were.

        Raises:
            StoreError: the database cannot be used; the next look tries again.
        """
        now, ticks = context.clock(), time.monotonic()
        step = timedelta(0)
        if self._last is not None:
            before, then = self._last
            step = before + timedelta(seconds=ticks - then) - now
            if step < _NOTICED:
                self._last = now, ticks
                return 0
        mended = mend(context, now, step)
        self._last = now, ticks
        return mended


def mend(context: Context, now: datetime, step: timedelta = timedelta(0)) -> int:
    """Let what was written later than `now` be due as if it had been written now.

    `step` is how far the clock was set back, none where that is not known.
    """
    with context.store.write() as connection:
        mended = ahead.take_back(connection, now, context.place.lease)
        mended += ahead.hosts_back(connection, now, step)
        opened = ahead.windows(connection, now)
        for job, digest, wait in opened:
            due = max(now + wait, _not_before(connection, digest) or now)
            ahead.move_window(connection, job, now, due)
    if mended := mended + len(opened):
        log.warning("the clock was set back: %d rows that were ahead of it are due now", mended)
        context.ring()
    return mended


def _not_before(connection: Connection, digest: str) -> datetime | None:
    try:
        return digests.get(connection, digest).definition.embargo_until
    except UnknownError:
        return None
