"""TIMEX3 values as places in the calendar: their grain, their first day, shifting them, EDTF.

Values: ISO-TimeML TIMEX3; EDTF: ISO 8601-2:2019.
"""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import MAXYEAR, date, timedelta

_VALUE = re.compile(
    r"(?P<year>\d{4})"
    r"(?:-(?P<month>\d\d)(?:-(?P<day>\d\d))?|-W(?P<week>\d\d)(?P<weekend>-WE)?"
    r"|-Q(?P<quarter>[1-4])|-H(?P<half>[12])|-(?P<season>SP|SU|FA|WI))?(?P<time>T.*)?"
    r"|(?P<stem>\d\d\d?)"
)
_SEASON_MONTHS = {"SP": 3, "SU": 6, "FA": 9, "WI": 12}
_SEASON_CODES = {"SP": 21, "SU": 22, "FA": 23, "WI": 24}
_MONTHS = 12
_WEEK = 7
_SATURDAY = 5
_CENTURY_DIGITS = 2
_FINEST = (
    "second",
    "minute",
    "hour",
    "day",
    "weekend",
    "week",
    "month",
    "season",
    "quarter",
    "half",
    "year",
    "decade",
    "century",
)
FINENESS = {grain: rank for rank, grain in enumerate(_FINEST)}
"""Grains from the finest to the coarsest, as numbers to compare."""

UNKNOWN = {
    "second": "XXXX-XX-XX",
    "minute": "XXXX-XX-XX",
    "hour": "XXXX-XX-XX",
    "day": "XXXX-XX-XX",
    "weekend": "XXXX-WXX-WE",
    "week": "XXXX-WXX",
    "month": "XXXX-XX",
    "season": "XXXX",
    "quarter": "XXXX-QX",
    "half": "XXXX-HX",
    "year": "XXXX",
    "decade": "XXX",
    "century": "XX",
}
"""What stands for a date of a grain of which nothing is known."""


@dataclass(frozen=True, slots=True)
class Place:
    """A value read as a stretch of the calendar: its grain and first day, its time of day."""

    grain: str
    first: date
    time: str | None = None


def place(value: str) -> Place | None:
    """Return where `value` lies; None for values without a year and for what is no date."""
    match = _VALUE.fullmatch(value)
    if not match:
        return None
    try:
        return _place(match)
    except (ValueError, OverflowError):
        return None


def render(grain: str, day: date) -> str:  # noqa: PLR0911 - a return for each form
    """Return the value of the stretch of `grain` that `day` lies in."""
    if grain in {"day", "hour", "minute", "second"}:
        return f"{day.year:04}-{day.month:02}-{day.day:02}"
    if grain in {"week", "weekend"}:
        year, week, _ = day.isocalendar()
        return f"{year:04}-W{week:02}" + ("-WE" if grain == "weekend" else "")
    if grain == "month":
        return f"{day.year:04}-{day.month:02}"
    if grain == "season":
        return _season(day)
    if grain == "quarter":
        return f"{day.year:04}-Q{(day.month + 2) // 3}"
    if grain == "half":
        return f"{day.year:04}-H{1 if day.month <= _MONTHS // 2 else 2}"
    if grain == "decade":
        return f"{day.year // 10:03}"
    return f"{day.year // 100:02}" if grain == "century" else f"{day.year:04}"


def shifted(value: str, amount: int, unit: str, *, whole: bool = False) -> str | None:
    """Return `value` moved by `amount` times `unit`, as a stretch of that unit.

    With `whole` it keeps its own grain ("a year earlier" than 1989-Q3 is 1988-Q3). None when
    `value` is no date, is coarser than the unit, or the result leaves the calendar.
    """
    start = place(value)
    if start is None or FINENESS[start.grain] > max(FINENESS[unit], FINENESS["day"]):
        return None
    moved = _moved(start.first, amount, unit)
    if moved is None:
        return None
    return render(start.grain if whole else unit, moved)


def edtf(value: str, mod: str | None = None) -> str | None:  # noqa: PLR0911 - a return for each form
    """Return `value` as EDTF, None for what is no single date.

    `mod` START, MID and END make thirds of a month (days 1-10, 11-20, 21 to the end: ours), and
    APPROX the qualifier `~`.
    """
    value = value.partition("T")[0]
    if re.fullmatch(r"XXXX-(\d\d)(-\d\d)?", value):
        return value
    match = _VALUE.fullmatch(value)
    if not match or place(value) is None:
        return None
    if match["stem"]:
        return match["stem"] + "X" * (4 - len(match["stem"]))
    year = match["year"]
    if match["week"]:
        return _week_edtf(int(year), int(match["week"]), weekend=bool(match["weekend"]))
    if match["quarter"]:
        return f"{year}-{32 + int(match['quarter'])}"
    if match["half"]:
        return f"{year}-{39 + int(match['half'])}"
    if match["season"]:
        return f"{year}-{_SEASON_CODES[match['season']]}"
    if match["month"] and not match["day"] and mod in {"START", "MID", "END"}:
        return _third(int(year), int(match["month"]), mod)
    return value + "~" if mod == "APPROX" else value


def _place(match: re.Match[str]) -> Place:  # noqa: PLR0911 - a return for each form
    time = match["time"]
    if stem := match["stem"]:
        if len(stem) == _CENTURY_DIGITS:
            return Place("century", date(max(int(stem) * 100, 1), 1, 1))
        return Place("decade", date(max(int(stem) * 10, 1), 1, 1))
    year = int(match["year"])
    if match["week"]:
        monday = date.fromisocalendar(year, int(match["week"]), 1)
        saturday, _ = monday + timedelta(days=_SATURDAY), monday + timedelta(days=_WEEK - 1)
        return Place("weekend", saturday) if match["weekend"] else Place("week", monday)
    if match["quarter"]:
        return Place("quarter", date(year, int(match["quarter"]) * 3 - 2, 1))
    if match["half"]:
        return Place("half", date(year, 1 if match["half"] == "1" else 7, 1))
    if match["season"]:
        return Place("season", date(year, _SEASON_MONTHS[match["season"]], 1))
    if match["day"]:
        return Place("day", date(year, int(match["month"]), int(match["day"])), time)
    if match["month"]:
        return Place("month", date(year, int(match["month"]), 1))
    return Place("year", date(year, 1, 1))


def _season(day: date) -> str:
    for code, month in reversed(_SEASON_MONTHS.items()):
        if day.month >= month:
            return f"{day.year:04}-{code}"
    return f"{day.year - 1:04}-WI"


def _moved(day: date, amount: int, unit: str) -> date | None:
    months = {"month": 1, "season": 3, "quarter": 3, "half": 6, "year": 12, "decade": 120}
    months["century"] = 1200
    if unit in months:
        year, month = divmod(day.year * _MONTHS + day.month - 1 + amount * months[unit], _MONTHS)
        if not 1 <= year <= MAXYEAR:
            return None
        last = calendar.monthrange(year, month + 1)[1]
        return date(year, month + 1, min(day.day, last))
    days = amount * (_WEEK if unit in {"week", "weekend"} else 1)
    if unit in {"hour", "minute", "second"}:
        days = amount // {"hour": 24, "minute": 24 * 60, "second": 24 * 3600}[unit]
        days = days + 1 if amount < 0 and days < 0 else days
    try:
        return day + timedelta(days=days)
    except OverflowError:
        return None


def _week_edtf(year: int, week: int, *, weekend: bool) -> str:
    monday = date.fromisocalendar(year, week, 1)
    first = monday + timedelta(days=_SATURDAY) if weekend else monday
    return f"{first.isoformat()}/{(monday + timedelta(days=_WEEK - 1)).isoformat()}"


def _third(year: int, month: int, mod: str) -> str:
    last = calendar.monthrange(year, month)[1]
    low, high = {"START": (1, 10), "MID": (11, 20), "END": (21, last)}[mod]
    return f"{year:04}-{month:02}-{low:02}/{year:04}-{month:02}-{high:02}"
