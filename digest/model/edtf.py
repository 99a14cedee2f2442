"""EDTF dates: their first and last day, their grain, and how they read in English.

Spec: ISO 8601-2:2019, https://www.loc.gov/standards/datetime/ — levels 0 and 1 and the part of
level 2 that news needs: days, months, years, seasons 21–24, quarters 33–36, halves 40–41, decades
and centuries (`201X`, `19XX`), intervals, open ends, an unspecified year (`XXXX-11-30`) and the
qualifiers `?`, `~` and `%` at the end of a date.
"""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import date
from typing import Literal

Grain = Literal["day", "month", "season", "quarter", "half", "year", "decade", "century", "range"]

_DATE = re.compile(
    r"(?P<year>\d{4}|\d{3}X|\d{2}XX|XXXX)(?:-(?P<sub>\d{2})(?:-(?P<day>\d{2}))?)?(?P<mark>[?~%]?)"
)
# First month and number of months of each sub-year grouping; a winter (24) is named after the
# year it begins in, as TIMEX3's WI is; spring is March to May (northern, meteorological).
_GROUPS: dict[int, tuple[Grain, int, int]] = {
    21: ("season", 3, 3),
    22: ("season", 6, 3),
    23: ("season", 9, 3),
    24: ("season", 12, 3),
    33: ("quarter", 1, 3),
    34: ("quarter", 4, 3),
    35: ("quarter", 7, 3),
    36: ("quarter", 10, 3),
    40: ("half", 1, 6),
    41: ("half", 7, 6),
}
_SEASONS = {21: "spring", 22: "summer", 23: "autumn", 24: "winter"}
_HALVES = {40: "first half of", 41: "second half of"}
_MARKS = {"?": " (uncertain)", "~": "about ", "%": "about "}
_MONTHS_IN_YEAR = 12
_THIRDS = {(1, 10): "early", (11, 20): "mid-"}
_LAST_THIRD_STARTS = 21


@dataclass(frozen=True, slots=True)
class Extent:
    """The days an EDTF value covers, inclusive; None where the year or an end is unknown."""

    earliest: date | None
    latest: date | None
    grain: Grain


def extent(edtf: str) -> Extent:
    """Return the first and last day of `edtf`, and its grain.

    Raises:
        ValueError: `edtf` is not of the subset this module reads, or names no real day.
    """
    first, slash, last = edtf.partition("/")
    if not slash:
        return _single(edtf)
    begin = Extent(None, None, "range") if first in {"", ".."} else _single(first)
    end = Extent(None, None, "range") if last in {"", ".."} else _single(last)
    if begin.earliest and end.latest and begin.earliest > end.latest:
        raise ValueError(f"interval ends before it begins: {edtf!r}")
    return Extent(begin.earliest, end.latest, "range")


def sort_key(edtf: str) -> tuple[bool, date, date, str]:
    """Return a key that sorts mixed grains by first day, finer before coarser on the same day.

    Values with an unknown year sort last.
    """
    found = extent(edtf)
    anchor = found.earliest or found.latest
    unknown = anchor is None
    return (unknown, anchor or date.max, found.latest or date.max, edtf)


def wording(edtf: str) -> str:
    """Return how `edtf` reads in English: "28 September 2013", "late November 2014", "1990s"."""
    first, slash, last = edtf.partition("/")
    if not slash:
        return _single_wording(edtf)
    if last in {"", ".."}:
        return f"since {_single_wording(first)}"
    if first in {"", ".."}:
        return f"until {_single_wording(last)}"
    return _interval_wording(first, last)


def _month_end(year: int, month: int) -> date:
    return date(year, month, calendar.monthrange(year, month)[1])


def _single(edtf: str) -> Extent:
    match = _DATE.fullmatch(edtf)
    if not match:
        raise ValueError(f"not an EDTF date this program reads: {edtf!r}")
    stem = match["year"]
    if stem == "XXXX":
        return _unknown_year(match)
    if "X" in stem:
        if match["sub"]:
            raise ValueError(f"a decade or century has no months: {edtf!r}")
        low, high = int(stem.replace("X", "0")), int(stem.replace("X", "9"))
        grain: Grain = "decade" if stem.count("X") == 1 else "century"
        return Extent(date(max(low, 1), 1, 1), date(high, 12, 31), grain)
    return _known_year(int(stem), match)


def _unknown_year(match: re.Match[str]) -> Extent:
    if match["sub"] is None:
        raise ValueError("XXXX alone names no date")
    month = int(match["sub"])
    if month in _GROUPS:
        return Extent(None, None, _GROUPS[month][0])
    if not 1 <= month <= _MONTHS_IN_YEAR:
        raise ValueError(f"no month {month}")
    if match["day"] is None:
        return Extent(None, None, "month")
    date(2000, month, int(match["day"]))  # a leap year: 29 February may be meant
    return Extent(None, None, "day")


def _known_year(year: int, match: re.Match[str]) -> Extent:
    if match["sub"] is None:
        return Extent(date(year, 1, 1), date(year, 12, 31), "year")
    sub = int(match["sub"])
    if sub in _GROUPS:
        if match["day"]:
            raise ValueError(f"a season or quarter has no days: {match[0]!r}")
        grain, month, length = _GROUPS[sub]
        last = month + length - 1
        return Extent(
            date(year, month, 1),
            _month_end(year + (last - 1) // _MONTHS_IN_YEAR, (last - 1) % _MONTHS_IN_YEAR + 1),
            grain,
        )
    if not 1 <= sub <= _MONTHS_IN_YEAR:
        raise ValueError(f"no month {sub}")
    if match["day"] is None:
        return Extent(date(year, sub, 1), _month_end(year, sub), "month")
    day = date(year, sub, int(match["day"]))
    return Extent(day, day, "day")


def _year_wording(stem: str) -> str:
    if stem == "XXXX":
        return "(year unknown)"
    if "XX" in stem:
        return f"{stem[:2]}00s"
    return f"{stem[:3]}0s" if "X" in stem else str(int(stem))


def _single_wording(edtf: str) -> str:
    match = _DATE.fullmatch(edtf)
    if not match:
        raise ValueError(f"not an EDTF date this program reads: {edtf!r}")
    year = _year_wording(match["year"])
    if match["sub"] is None:
        words = year
    else:
        sub = int(match["sub"])
        if sub in _SEASONS:
            words = f"{_SEASONS[sub]} {year}"
        elif sub in _HALVES:
            words = f"{_HALVES[sub]} {year}"
        elif sub in _GROUPS:
            words = f"Q{sub - 32} {year}"
        else:
            day = f"{int(match['day'])} " if match["day"] else ""
            words = f"{day}{calendar.month_name[sub]} {year}"
    mark = _MARKS.get(match["mark"], "")
    return words + mark if mark.endswith(")") else mark + words


def _interval_wording(first: str, last: str) -> str:
    begin, end = _DATE.fullmatch(first), _DATE.fullmatch(last)
    if begin and end and begin["day"] and end["day"] and begin["year"] == end["year"]:
        if begin["sub"] == end["sub"]:
            return _within_month(begin, end)
        left = _single_wording(first).rsplit(" ", 1)[0] if "X" not in first else first
        return f"{left} – {_single_wording(last)}"
    if begin and end and begin["year"] == end["year"] and begin["sub"] and end["sub"]:
        return f"{_single_wording(first).rsplit(' ', 1)[0]} – {_single_wording(last)}"
    return f"{_single_wording(first)} – {_single_wording(last)}"


def _within_month(begin: re.Match[str], end: re.Match[str]) -> str:
    low, high = int(begin["day"]), int(end["day"])
    month = _single_wording(f"{begin['year']}-{begin['sub']}")
    third = _THIRDS.get((low, high))
    if low == _LAST_THIRD_STARTS and begin["year"] != "XXXX":
        ends = high == _month_end(int(begin["year"]), int(begin["sub"])).day
        third = "late" if ends else None
    if third:
        return f"{third}{month}" if third.endswith("-") else f"{third} {month}"
    return f"{low}–{high} {month}"
