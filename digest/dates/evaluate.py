"""The arithmetic of dates: an operation on an anchor gives a value; resolving and replay share it.

Operations: `literal` (the words say all) · `same-year`, `closest-year`, `past-year`, `next-year`
(`amount` years from the anchor's year give the year that the words leave open) · `weekday`
(`amount` days from the anchor) · `shift` (`amount` units from the anchor, as a stretch of that
unit), `shift-whole` (keeps the anchor's grain) · `shift-vague` (a vague count: the value is
PAST_REF or FUTURE_REF, the EDTF an interval) · `same-month` (the anchor's month gets the day),
`same-century`, `same-day` (the anchor's day gets the time of day) · `unresolved` (no anchor: X
stands for what is unknown).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from digest.dates import values
from digest.dates.holidays import holiday

if TYPE_CHECKING:
    from digest.dates.reading import Reading

YEAR_OPERATIONS = frozenset({"same-year", "closest-year", "past-year", "next-year"})
SHIFTS = frozenset({"shift", "shift-whole", "shift-vague"})

VAGUE_COUNTS = {
    "couple": (2, 3),
    "few": (2, 5),
    "several": (3, 9),
    "some": (2, 9),
    "plural": (2, 11),
}
"""How many units a vague count may stand for; ours, wide enough for how news uses the words."""


@dataclass(frozen=True, slots=True)
class Decision:
    """How a reading becomes a value: the operation with its amount and unit."""

    operation: str
    amount: int | None = None
    unit: str | None = None


LITERAL = Decision("literal")
UNRESOLVED = Decision("unresolved")


def evaluate(reading: Reading, decision: Decision, anchor: str | None) -> str | None:  # noqa: PLR0911 - a return for each form
    """Return the TIMEX3 value of `reading` by `decision` from `anchor`; None if there is none.

    None comes out where the calendar has no such day (February 30), or the anchor is too coarse.
    """
    operation, amount, unit = decision.operation, decision.amount, decision.unit
    time = reading.time or ""
    if operation == "literal":
        return reading.value if reading.kind == "literal" else written(reading, reading.year)
    if operation == "shift-vague":
        return "FUTURE_REF" if reading.sign > 0 else "PAST_REF"
    if operation == "unresolved":
        return _unresolved(reading)
    start = values.place(anchor) if anchor else None
    if anchor is None or start is None or amount is None:
        return None
    if operation in YEAR_OPERATIONS:
        year = start.first.year + amount
        return written(reading, year) if 1 <= year <= date.max.year else None
    if operation in {"weekday", "same-day"}:
        moved = values.shifted(anchor, amount, "day")
        return moved + time if moved else None
    if operation in SHIFTS:
        moved = values.shifted(anchor, amount, unit or "day", whole=operation == "shift-whole")
        return moved + time if moved else None
    if operation == "same-month":
        return _with_day(start.first, amount, time)
    return f"{start.first.year // 100:02}{amount:02}" if operation == "same-century" else None


def interval(reading: Reading, decision: Decision, anchor: str | None) -> str | None:
    """Return the EDTF interval of a vague shift ("a few days ago"), None without an anchor."""
    if anchor is None or reading.vague is None or decision.unit is None:
        return None
    near, far = VAGUE_COUNTS[reading.vague]
    ends = [values.shifted(anchor, reading.sign * n, decision.unit) for n in (near, far)]
    low, high = sorted(ends, key=lambda end: end or "")
    first, last = values.edtf(low or ""), values.edtf(high or "")
    if first is None or last is None:
        return None
    return f"{first.partition('/')[0]}/{last.rpartition('/')[2]}"


def written(reading: Reading, year: int | None) -> str | None:  # noqa: PLR0911 - a return for each form
    """Return the value of a calendar reading in `year`; None when the calendar has no such day."""
    if year is None:
        return _open(reading)
    time = reading.time or ""
    if reading.holiday:
        return _holiday(reading.holiday, year) + time
    if reading.month:
        if reading.day is None:
            return f"{year:04}-{reading.month:02}" + time
        day = _with_day(date(year, reading.month, 1), reading.day, time)
        return values.shifted(day, 0, "week") if day and reading.unit == "week" else day
    if reading.quarter:
        return f"{year:04}-Q{reading.quarter}"
    if reading.half:
        return f"{year:04}-H{reading.half}"
    return f"{year:04}-{reading.season}" if reading.season else f"{year:04}"


def _open(reading: Reading) -> str | None:  # noqa: PLR0911 - a return for each form
    """Return the value of a calendar reading whose year is unknown."""
    time = reading.time or ""
    if reading.stem:
        return reading.stem
    if reading.month:
        if reading.day is None:
            return f"XXXX-{reading.month:02}" + time
        # 2000 is a leap year: February 29 may be meant.
        known = _with_day(date(2000, reading.month, 1), reading.day, time)
        return "XXXX" + known[4:] if known else None
    if reading.weekday is not None:
        return f"XXXX-WXX-{reading.weekday + 1}{time}"
    if reading.quarter:
        return f"XXXX-Q{reading.quarter}"
    if reading.half:
        return f"XXXX-H{reading.half}"
    if reading.season:
        return f"XXXX-{reading.season}"
    if reading.holiday:
        fixed = reading.holiday if len(reading.holiday) == len("MM-DD") else None
        return f"XXXX-{fixed}" if fixed and fixed[0].isdigit() else "XXXX-XX-XX"
    return f"XXXX-XX-XX{time}"


def _unresolved(reading: Reading) -> str | None:
    if reading.kind == "shift":
        if reading.vague:
            return "FUTURE_REF" if reading.sign > 0 else "PAST_REF"
        return values.UNKNOWN[reading.unit or "day"] + (reading.time or "")
    return _open(reading)


def _holiday(rule: str, year: int) -> str:
    return holiday(rule, year).isoformat()


def _with_day(month: date, day: int, time: str) -> str | None:
    try:
        return month.replace(day=day).isoformat() + time
    except ValueError:
        return None
