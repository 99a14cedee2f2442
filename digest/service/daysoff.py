"""Days on which a schedule rests: holidays, and pauses from one day to another.

Days are those of the schedule's own time zone, written as ISO 8601 writes them.
"""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import TYPE_CHECKING

from digest.errors import ConfigError

if TYPE_CHECKING:
    from digest.model.definition import Schedule

_YEARLY = re.compile(r"\d\d-\d\d")
_LEAP_YEAR = 2024  # in which every day of a year there is
_LAST_YEAR = 9998
_DAY = timedelta(days=1)


def check_days_off(schedule: Schedule) -> None:
    """Pass when holidays and pauses are days and spans of days.

    Raises:
        ConfigError: one is not; the message says which, and how to write it.
    """
    for holiday in schedule.holidays:
        try:
            whole = f"{_LEAP_YEAR}-{holiday}" if _YEARLY.fullmatch(holiday) else holiday
            date.fromisoformat(whole)
        except ValueError:
            raise ConfigError(
                f'{holiday!r} is no day; write it like "2026-05-01", or "12-25" for each year'
            ) from None
    for pause in schedule.pauses:
        try:
            first, last = _span(pause)
        except ValueError:
            first, last = date.max, date.min
        if first > last or last.year > _LAST_YEAR:
            raise ConfigError(
                f'{pause!r} is no span of days; write it like "2026-07-01/2026-08-15"'
            ) from None


def back_on(schedule: Schedule, day: date) -> date | None:
    """Return the day after the rest that `day` falls in, or None when it falls in none."""
    if f"{day:%m-%d}" in schedule.holidays or day.isoformat() in schedule.holidays:
        return day + _DAY
    lasts = [last for first, last in map(_span, schedule.pauses) if first <= day <= last]
    return max(lasts) + _DAY if lasts else None


def _span(pause: str) -> tuple[date, date]:
    first, _, last = pause.partition("/")
    return date.fromisoformat(first), date.fromisoformat(last)
