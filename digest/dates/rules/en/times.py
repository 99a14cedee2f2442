"""Times of day: clock times, parts of a day."""

from __future__ import annotations

from digest.dates.grammar import Rule
from digest.dates.rules.en.macros import CLOCK, MONTH, WEEKDAY, YEAR

RULES = (
    Rule("clock", f"{CLOCK} ZONE?", "calendar"),
    Rule("clock-weekday", f"{CLOCK} ZONE? ,? on? weekday:WEEKDAY", "calendar"),
    Rule(
        "clock-month-day",
        f"{CLOCK} ZONE? ,? on? {WEEKDAY} {MONTH} day:DAY {YEAR}",
        "calendar",
    ),
    Rule("part-weekday", "part:PART on? weekday:WEEKDAY", "calendar"),
    Rule("part-of-month-day", f"the? part:PART of month:MONTH day:DAY {YEAR}", "calendar"),
    Rule("part-of-day-month", f"the? part:PART of day:DAY month:MONTH {YEAR}", "calendar"),
    Rule("this-part", "this part:PART", "shift"),
    Rule("last-part", "last part:PART", "shift", {"sign": -1}),
    Rule("tonight", "tonight", "shift", {"part": "NI"}),
    Rule("part-of-day", "( the | that ) ( mod:MOD -? )? part:DAYTIME", "calendar"),
    Rule(
        "early-hours", f"the early part:PART hours of {WEEKDAY} {MONTH} day:DAY {YEAR}", "calendar"
    ),
    Rule(
        "early-hours-day-month", f"the early part:PART hours of day:DAY {MONTH} {YEAR}", "calendar"
    ),
    Rule(
        "next-part",
        "mod:MOD? the ( next | following ) part:PART",
        "shift",
        {"sign": 1, "anaphoric": 1},
    ),
    Rule("mid-part", "mod:MOD -? part:PART", "calendar"),
    Rule("part-of-today", "( mod:MOD -? )? part:PART sign:TODAY", "shift"),
    Rule("today-part", "mod:MOD? sign:TODAY part:PART", "shift"),
    Rule("midday", "part:PART", "calendar", before="( at | by | around | about | before | until )"),
    Rule("overnight", "overnight", "calendar", {"part": "NI"}),
)
