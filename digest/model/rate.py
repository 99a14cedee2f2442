"""How many requests somebody may send in a time: the generic cell rate algorithm, as pure numbers.

All that is kept of somebody is one moment, when what they sent will be paid off; it moves by one
interval with each request, and may lie at most one window ahead.
https://en.wikipedia.org/wiki/Generic_cell_rate_algorithm
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

MINUTE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Rate:
    """At most `requests` (1 or more) in any one `window`, and on average in all of them."""

    requests: int
    window: timedelta = MINUTE

    @property
    def interval(self) -> timedelta:
        """The time in which one request is paid off."""
        return self.window // self.requests  # to the microsecond below, so that all fit


@dataclass(frozen=True, slots=True)
class Grant:
    """`count` requests that may be sent; `left` could be had besides.

    `free` is when all that was granted is paid off; `wait`, zero unless `count` is, is after what
    time one may be sent.
    """

    count: int
    left: int
    free: datetime
    wait: timedelta = timedelta(0)


def grant(rate: Rate, free: datetime | None, now: datetime, wanted: int) -> Grant:
    """Return how many of `wanted` requests somebody may send who was granted up to `free`."""
    begin = max(free or now, now)
    room = max((now + rate.window - begin) // rate.interval, 0)
    count = min(wanted, room)
    end = begin + count * rate.interval
    if count:
        return Grant(count, room - count, end)
    return Grant(0, 0, end, begin + rate.interval - rate.window - now)
