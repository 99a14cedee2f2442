"""When a source is asked next: what it wants, how often something comes, and how it fails.

Pure: `now` is given, and the jitter follows from the source's name.
RSS's ttl, skipHours and skipDays: https://www.rssboard.org/rss-specification
"""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from digest.model.source import SourceState

if TYPE_CHECKING:
    from datetime import datetime

    from digest.model.source import Pace

SHORTEST = timedelta(minutes=5)
LONGEST = timedelta(days=1)
"""Bounds of an interval, whatever a feed says: a day late is late enough."""
_QUICKER, _SLOWER = 0.5, 1.5
"""Something new halves the interval, nothing new stretches it: after a burst it takes two quiet
polls to be back, so a feed is asked about twice for each time that something comes."""
_SPREAD = 4
"""The interval adapts between a fourth of what the owner set and four times as much."""
_JITTER = 0.1
_MOST_DOUBLINGS = 10


def begin(address: str, every: timedelta, name: str, now: datetime) -> SourceState:
    """Return the state of a source that was defined just now; it is asked within a minute."""
    from_name = timedelta(seconds=60 * _fraction(name, 0))
    return SourceState(defined=address, address=address, due=now + from_name, interval=every)


def after_answer(
    state: SourceState, every: timedelta, name: str, now: datetime, *, pace: Pace, new: int
) -> SourceState:
    """Return the state after an answer that held `new` entries; 0 for one that did not change."""
    factor = _QUICKER if new else _SLOWER
    low, high = max(every / _SPREAD, SHORTEST), min(every * _SPREAD, max(LONGEST, every))
    interval = min(max(state.interval * factor, low), max(high, low))
    wait = max(interval, min(pace.at_least, LONGEST))
    return replace(
        state,
        due=_allowed(_jittered(now, wait, name), pace),
        interval=interval,
        failures=0,
        error=None,
        polled=now,
        heard=now,
        found=now if new else state.found,
    )


def after_failure(
    state: SourceState,
    every: timedelta,
    name: str,
    now: datetime,
    *,
    error: str,
    until: datetime | None = None,
) -> SourceState:
    """Return the state after a poll that failed; `until` is when the server wants us back."""
    failures = state.failures + 1
    wait = min(every * (1 << min(failures - 1, _MOST_DOUBLINGS)), max(LONGEST, every))
    due = _jittered(now, wait, name)
    return replace(
        state, due=max(due, until) if until else due, failures=failures, error=error, polled=now
    )


def after_gone(state: SourceState, now: datetime) -> SourceState:
    """Return the state after a 410: it is not asked again."""
    return replace(
        state,
        gone=True,
        polled=now,
        error="The server says that it is gone for good (410); remove it, or change its address.",
    )


def _jittered(now: datetime, wait: timedelta, name: str) -> datetime:
    """Spread what is due at one moment; the same source at the same moment gets the same."""
    shift = 1 + _JITTER * (2 * _fraction(name, int(now.timestamp())) - 1)
    return now + wait * shift


def _fraction(name: str, number: int) -> float:
    found = hashlib.sha256(f"{name}:{number}".encode()).digest()
    return int.from_bytes(found[:4], "big") / 2**32


def _allowed(due: datetime, pace: Pace) -> datetime:
    """Return the first moment from `due` on that the feed does not skip."""
    for _ in range(24 * 7):
        if due.hour not in pace.skip_hours and due.weekday() not in pace.skip_days:
            return due
        due = (due + timedelta(hours=1)).replace(minute=0, second=0, microsecond=0)
    return due
