"""Dates of the calendar and times of day."""

from __future__ import annotations

from digest.dates.grammar import Rule
from digest.dates.rules.de.macros import EDGE, MONTH, WEEKDAY, YEAR

_NOT_A_YEAR = "( UNITS | NOT_YEARS | million | millionen | SCALE | : )"
_TO = "( bis | und | oder | - | – | / )"
_CLOCK = "( clock:HOUR | clock:CLOCK | clock:CLOCKDOT ) uhr"


def _calendar(name: str, pattern: str, **around: str) -> Rule:
    return Rule(name, pattern, "calendar", {}, **around)


_DAYS = (
    Rule("iso-date", "iso:ISO", "iso"),
    Rule("dotted-date", f"{WEEKDAY} numbered:DOTTED", "day_first"),
    _calendar("day-month", f"{WEEKDAY} day:DAY . {MONTH} {YEAR}"),
    _calendar("day-number-month", f"{WEEKDAY} day:DAY . month:MONTHNUM . year:YEAR"),
    _calendar(
        "day-before-day", "day:DAY .", after=f"{_TO} zum? DAY . ( MONTH_NAME | MONTH_SHORT )"
    ),
    _calendar("weekday", "( THE? step:STEP )? weekday:WEEKDAY part:PART?"),
    Rule(
        "toward-weekday",
        "( THE? step:TOWARD ) weekday:WEEKDAY part:PART?",
        "calendar",
        {"anaphoric": 1},
    ),
    *(
        Rule(f"weekday-{part}", f"weekday:WEEKDAY_{part}", "calendar", {"part": value})
        for part, value in (("MO", "MO"), ("AF", "AF"), ("MI", "12:00"), ("EV", "EV"), ("NI", "NI"))
    ),
    Rule("night-to", "nacht ( auf | zum | zu ) weekday:WEEKDAY", "calendar", {"part": "NI"}),
)

_MONTHS = (
    _calendar("month", f"{EDGE} month:MONTH_NAME {YEAR}"),
    _calendar("short-month", f"{EDGE} month:MONTH_SHORT .? year:YEAR"),
    _calendar("stepped-month", f"{EDGE} THE? step:STEP month:MONTH_NAME"),
    _calendar("month-of-year", f"{EDGE} THE? month:MONTH_NAME THE? year_step:STEP YEARS"),
    Rule(
        "month-of-that-year",
        f"{EDGE} month:MONTH_NAME THE? SAME YEARS",
        "calendar",
        {"anaphoric": 1},
    ),
)

_YEARS = (
    _calendar("year-after-word", "year:YEAR", before="BEFORE_YEAR", not_after=_NOT_A_YEAR),
    _calendar("year", "year:MODERN", not_before="NO_YEAR", not_after=_NOT_A_YEAR),
    _calendar("the-year", f"{EDGE} THE? YEARS year:YEAR"),
    _calendar("edge-of-year", "mod:MOD year:YEAR", not_after=_NOT_A_YEAR),
    _calendar("decade", f"{EDGE} THE? ( decade:DECADE_LONG | decade_short:DECADE_SHORT ) -? YEARS"),
    _calendar("decade-word", f"{EDGE} THE? decade_short:DECADE_WORD YEARS"),
    _calendar("decade-years", f"{EDGE} THE? decade_short:DECADE_YEARS"),
    _calendar("century", f"{EDGE} THE? century:INT . ( jahrhundert | jahrhunderts )"),
)

_PARTS_OF_YEARS = (
    _calendar("season-year", f"{EDGE} THE? season:SEASON {YEAR}"),
    _calendar("stepped-season", f"{EDGE} THE? step:STEP season:SEASON"),
    _calendar("season-of-year", "THE? season:SEASON THE? year_step:STEP YEARS"),
    _calendar("quarter", f"THE? quarter:NTH_QUARTER ( quartal | quartals ) {YEAR}"),
    _calendar("quarter-number", f"THE? quarter:DAY . ( quartal | quartals ) {YEAR}"),
    _calendar("half", f"THE? half:NTH_HALF HALF_A_YEAR {YEAR}"),
    _calendar("feast", "holiday:FEAST year:YEAR?"),
)

_TIMES = (
    _calendar("clock", _CLOCK),
    _calendar("clock-at", "clock:CLOCKDOT", before="um"),
    _calendar("weekday-clock", f"weekday:WEEKDAY ,? ( um | gegen )? {_CLOCK}"),
    _calendar("part-of-day", "part:PART", before="( am | der | gegen | um )"),
    _calendar("part-of-weekday", "part:PART THE weekday:WEEKDAY"),
)

RULES = (*_DAYS, *_MONTHS, *_YEARS, *_PARTS_OF_YEARS, *_TIMES)
