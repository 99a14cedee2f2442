"""How many requests a caller may send, counted in the database for all processes of the web.

A process asks for some at once and spends them by itself, so that few requests wait for the
database. What it has not spent soon is lost to the caller: together the processes never let
through more than the rate, and at most a few percent less.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from digest.errors import StoreError
from digest.store import allowances

if TYPE_CHECKING:
    from datetime import datetime

    from digest.model.rate import Grant, Rate
    from digest.service.context import Context

_SHARE = 60
"""A process takes this part of a window's requests at once: 10 of 600, which one person who reads
sends in some seconds, and a program in less than one."""
_KEEP = 6
"""What was taken counts for this part of a window: 10 seconds of a minute."""
_MOST = 10_000
"""Callers that a process remembers; the others ask the database again."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether a request is let through; `left` may follow at once.

    `wait` is after what time one is again, and `reset` after what time as many as ever are.
    """

    allowed: bool
    left: int
    reset: timedelta
    wait: timedelta = timedelta(0)


@dataclass(slots=True)
class _Held:
    """What this process may let through of a caller until a moment, by the last grant."""

    grant: Grant
    unspent: int
    until: datetime


class Limiter:
    """Counts the requests of callers; for all threads of a process."""

    def __init__(self, context: Context, rate: Rate) -> None:
        """Count by `rate`, in the database of `context`."""
        self._context = context
        self._lock = threading.Lock()
        self._held: OrderedDict[str, _Held] = OrderedDict()
        self.rate = rate

    def spend(self, caller: str) -> Verdict | None:
        """Count one request of `caller`; None when that cannot be done, and it is let through.

        A database that cannot be used limits nobody: what reads still can be read, and what
        writes fails by itself.
        """
        now = self._context.clock()
        with self._lock:
            found = self._spend(caller, now)
        if found is not None:
            return found
        try:
            with self._context.store.write() as connection:
                wanted = max(self.rate.requests // _SHARE, 1)
                granted = allowances.take(connection, caller, self.rate, now, wanted=wanted)
        except StoreError:
            return None
        with self._lock:
            self._keep(caller, granted, now)
            return self._spend(caller, now)

    def _spend(self, caller: str, now: datetime) -> Verdict | None:
        held = self._held.get(caller)
        if held is None or held.until <= now:
            return None
        reset = max(held.grant.free - now, timedelta(0))
        if held.unspent:
            held.unspent -= 1
            return Verdict(allowed=True, left=held.unspent + held.grant.left, reset=reset)
        if held.grant.count:
            return None
        return Verdict(allowed=False, left=0, reset=reset, wait=held.until - now)

    def _keep(self, caller: str, granted: Grant, now: datetime) -> None:
        until = now + (self.rate.window / _KEEP if granted.count else granted.wait)
        self._held[caller] = _Held(granted, granted.count, until)
        self._held.move_to_end(caller)
        while len(self._held) > _MOST:
            self._held.popitem(last=False)
