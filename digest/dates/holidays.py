"""Days that move with the year: Easter and the feasts that follow it, nth weekdays of a month.

Easter: the anonymous Gregorian algorithm (Meeus, Astronomical Algorithms, ch. 8).
"""

from __future__ import annotations

import calendar
import re
from datetime import date, timedelta

_FIXED = re.compile(r"(\d\d)-(\d\d)")
_EASTER = re.compile(r"easter([+-]\d+)?")
_NTH = re.compile(r"(\d\d)-([1-5L])-(\d)(?:\+(\d))?")
_WEEK = 7


def holiday(rule: str, year: int) -> date:
    """Return the day of `year` that `rule` names.

    Rules: "12-25" a fixed day; "easter-2" days from Easter Sunday; "11-4-3" the fourth Thursday
    (weekday 3) of November; "05-L-0" the last Monday of May; "11-1-0+1" the day after the first
    Monday.

    Raises:
        ValueError: `rule` is not written so.
    """
    if match := _FIXED.fullmatch(rule):
        return date(year, int(match[1]), int(match[2]))
    if match := _EASTER.fullmatch(rule):
        return easter(year) + timedelta(days=int(match[1] or 0))
    if match := _NTH.fullmatch(rule):
        day = _nth(year, int(match[1]), match[2], int(match[3]))
        return day + timedelta(days=int(match[4] or 0))
    raise ValueError(f"not a rule for a holiday: {rule!r}")


def easter(year: int) -> date:
    """Return Easter Sunday of the Gregorian calendar."""
    golden = year % 19
    century, rest = divmod(year, 100)
    leap, skipped = divmod(century, 4)
    correction = (century - (century + 8) // 25 + 1) // 3
    epact = (19 * golden + century - leap - correction + 15) % 30
    quarter, remainder = divmod(rest, 4)
    weekday = (32 + 2 * skipped + 2 * quarter - epact - remainder) % 7
    shift = (golden + 11 * epact + 22 * weekday) // 451
    month, day = divmod(epact + weekday - 7 * shift + 114, 31)
    return date(year, month, day + 1)


def _nth(year: int, month: int, nth: str, weekday: int) -> date:
    if nth == "L":
        last = date(year, month, calendar.monthrange(year, month)[1])
        return last - timedelta(days=(last.weekday() - weekday) % _WEEK)
    first = date(year, month, 1)
    return first + timedelta(days=(weekday - first.weekday()) % _WEEK + _WEEK * (int(nth) - 1))
