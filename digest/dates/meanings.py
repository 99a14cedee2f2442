"""From the named parts of a matched rule to a reading; one function for each kind of meaning.

Values follow TIMEX3 (ISO-TimeML, https://timeml.github.io/site/publications/timeMLdocs/).
Languages share these functions; their rules and words are data.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

from digest.dates import numerals
from digest.dates.reading import Reading

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from digest.model.event import TimexType

Value = int | str | Fraction
"""What a part of a rule can be: a number, a word, or a number with a half."""

_LETTERS = {
    "second": "TS",
    "minute": "TM",
    "hour": "TH",
    "day": "D",
    "night": "D",
    "week": "W",
    "weekend": "WE",
    "fortnight": "W",
    "month": "M",
    "quarter": "Q",
    "season": "M",
    "year": "Y",
    "decade": "Y",
    "century": "Y",
    "millennium": "Y",
}
_FACTORS = {
    "fortnight": 2,
    "decade": 10,
    "century": 100,
    "millennium": 1000,
    "half": 6,
    "season": 3,
}
# Half of a unit, in the next smaller one.
_HALVES = {"year": "6M", "day": "T12H", "hour": "30M", "minute": "30S", "decade": "", "century": ""}
_FINER = {"year": ("month", 12), "week": ("day", 7), "day": ("hour", 24), "hour": ("minute", 60)}
_VAGUE_UNITS = {"decade": "DE", "century": "CE"}
# ISO 8601 numbers weekdays from 1; TIMEX3 sets leave the week open.
_SETS = {
    "second": "XXXX-XX-XXTXX:XX:XX",
    "minute": "XXXX-XX-XXTXX:XX",
    "hour": "XXXX-XX-XXTXX",
    "day": "XXXX-XX-XX",
    "week": "XXXX-WXX",
    "month": "XXXX-XX",
    "quarter": "XXXX-QX",
    "year": "XXXX",
}
_HALF = Fraction(1, 2)


@dataclass(frozen=True, slots=True)
class Parts:
    """The named parts of a matched rule, with what the rule gives itself."""

    values: Mapping[str, Value]

    def number(self, name: str) -> int | None:
        """Return the part `name` as a whole number, None when it is missing."""
        value = self.values.get(name)
        return value if isinstance(value, int) else None

    def word(self, name: str) -> str | None:
        """Return the part `name` as a word, None when it is missing."""
        value = self.values.get(name)
        return value if isinstance(value, str) else None

    def timex_type(self, otherwise: TimexType) -> TimexType:
        """Return TIME when a part names a time of day."""
        return "TIME" if {"part", "clock"} & self.values.keys() else otherwise


def calendar(parts: Parts) -> Reading | None:
    """Read a place in the calendar: any of year, month, day, weekday, season, time of day..."""
    year = parts.number("year") or parts.number("spoken")
    apostrophe = parts.number("apostrophe")
    if apostrophe is not None:
        year = numerals.full_year(f"{apostrophe:02}")
    day = parts.number("day") or parts.number("ordinal")
    return Reading(
        kind="calendar",
        type=parts.timex_type("DATE"),
        year=year,
        month=parts.number("month"),
        day=day,
        weekday=parts.number("weekday"),
        season=parts.word("season"),
        quarter=parts.number("quarter"),
        half=parts.number("half"),
        holiday=parts.word("holiday"),
        stem=_stem(parts),
        short=parts.number("short"),
        time=_time(parts),
        step=parts.number("step"),
        year_step=parts.number("year_step"),
        week=parts.number("week"),
        unit=parts.word("unit"),
        anaphoric=parts.number("anaphoric") is not None,
        mod=parts.word("mod"),
    )


def iso(parts: Parts) -> Reading | None:
    """Read "2013-09-28" or "2013-09-28T12:00Z"."""
    year, month, day, clock = numerals.iso(parts.word("iso") or "")
    kind: TimexType = "TIME" if clock else "DATE"
    time = f"T{clock}" if clock else None
    return Reading(kind="calendar", type=kind, year=year, month=month, day=day, time=time)


def month_first(parts: Parts) -> Reading | None:
    """Read "9/28/13" as Americans write it."""
    month, day, year = numerals.numbered(parts.word("numbered") or "")
    return Reading(kind="calendar", year=year, month=month, day=day)


def day_first(parts: Parts) -> Reading | None:
    """Read "28/9/13" or "28.9.2013" as Europeans write it."""
    day, month, year = numerals.numbered(parts.word("numbered") or "")
    return Reading(kind="calendar", year=year, month=month, day=day)


def shift(parts: Parts) -> Reading | None:
    """Read a distance from an anchor: "yesterday", "last month", "two weeks ago", "that year"."""
    unit, sign = parts.word("unit") or "day", parts.number("sign") or 0
    vague = parts.word("vague")
    amount: int | None = None
    if vague is None:
        distance = _distance(parts, unit, sign)
        if distance is None:
            return None
        amount, unit = distance
    return Reading(
        kind="shift",
        type=parts.timex_type("TIME" if unit in {"hour", "minute", "second"} else "DATE"),
        unit=unit,
        amount=amount,
        sign=sign,
        vague=vague,
        time=_time(parts),
        anaphoric=parts.number("anaphoric") is not None,
        whole=parts.number("whole") is not None,
        year_back=parts.number("year_back") is not None,
        event=parts.word("event"),
        quarter=parts.number("quarter"),
        mod=parts.word("mod"),
    )


def duration(parts: Parts) -> Reading | None:
    """Read a length of time: "19 months", "a 15-minute", "several years", "2 1/2 years"."""
    unit = parts.word("unit") or "day"
    letter = _LETTERS[unit]
    count = parts.values.get("count")
    mod = parts.word("mod")
    if not isinstance(count, int | Fraction):
        number, letter = "X", _VAGUE_UNITS.get(unit, letter)
    else:
        if parts.number("half") is not None:
            count += _HALF
        return Reading(
            kind="literal", type="DURATION", value=_period(Fraction(count), unit), mod=mod
        )
    value = f"P{'T' if letter[0] == 'T' else ''}{number}{letter.removeprefix('T')}"
    return Reading(kind="literal", type="DURATION", value=value, mod=mod)


def repeated(parts: Parts) -> Reading | None:
    """Read what recurs: "every day", "weekly", "Tuesdays", "each November"."""
    weekday, month, unit = parts.number("weekday"), parts.number("month"), parts.word("unit")
    season = parts.word("season")
    time = _time(parts) or ""
    count = parts.values.get("count")
    if weekday is not None:
        value = f"XXXX-WXX-{weekday + 1}{time}"
    elif month is not None:
        value = f"XXXX-{month:02}"
    elif season is not None:
        value = f"XXXX-{season}"
    elif time:
        value = f"XXXX-XX-XX{time}"
    else:
        value = _period(Fraction(count if isinstance(count, int | Fraction) else 1), unit or "day")
    return Reading(
        kind="literal", type="SET", value=value, quant=parts.word("quant"), freq=parts.word("freq")
    )


def nothing(parts: Parts) -> Reading | None:  # noqa: ARG001 - as all meanings
    """Read nothing: the words look like time and are none ("28 years old", "as soon as")."""
    return None


def reference(parts: Parts) -> Reading | None:
    """Read "now", "recently", "soon": PRESENT_REF, PAST_REF, FUTURE_REF."""
    return Reading(kind="literal", value=parts.word("value"), mod=parts.word("mod"))


MEANINGS: Mapping[str, Callable[[Parts], Reading | None]] = {
    "calendar": calendar,
    "iso": iso,
    "month_first": month_first,
    "day_first": day_first,
    "shift": shift,
    "duration": duration,
    "repeated": repeated,
    "reference": reference,
    "nothing": nothing,
}


def _stem(parts: Parts) -> str | None:
    if decade := parts.word("decade"):
        return decade
    two_digits = parts.number("decade_short")
    if two_digits is not None:
        return str(numerals.full_year(f"{two_digits:02}"))[:3]
    century = parts.number("century")
    return f"{century - 1:02}" if century else None


def _time(parts: Parts) -> str | None:
    if (word := parts.word("clock")) is not None:
        clock = numerals.clock(word, parts.word("half_day"))
        if clock and parts.word("part") in {"AF", "EV", "NI"}:
            clock = numerals.clock(word, "pm")
        return f"T{clock}" if clock else None
    part = parts.word("part")
    return f"T{part}" if part else None


def _distance(parts: Parts, unit: str, sign: int) -> tuple[int, str] | None:
    """Return a signed whole number of units: a decade ago is 10 years, last decade is one decade.

    One and a half years are 18 months; None for halves of what has no finer unit.
    """
    count = parts.values.get("count")
    if count is None and parts.number("counted") is None:
        return sign, unit
    coarse = {"fortnight": "week", "decade": "year", "century": "year", "millennium": "year"}
    number = Fraction(1 if count is None else count)
    number = (number + (_HALF if parts.number("half") is not None else 0)) * _FACTORS.get(unit, 1)
    unit = coarse.get(unit, unit)
    if number.denominator != 1:
        if unit not in _FINER:
            return None
        unit, parts_of_one = _FINER[unit]
        number *= parts_of_one
    return (sign * int(number), unit) if number.denominator == 1 else None


def _period(count: Fraction, unit: str) -> str:
    """Return an ISO 8601 duration; halves are told in the next smaller unit."""
    letter = _LETTERS[unit]
    scaled = count * _FACTORS.get(unit, 1)
    whole, rest = divmod(scaled, 1)
    clock = "T" if letter[0] == "T" else ""
    letter = letter.removeprefix("T")
    if not rest:
        return f"P{clock}{whole}{letter}"
    if rest == _HALF and unit in _HALVES:
        return f"P{clock}{whole or ''}{letter if whole else ''}{_HALVES[unit]}"
    return f"P{clock}{float(scaled):g}{letter}"
