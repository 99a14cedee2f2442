"""Durations, what recurs, and what only points to the past, present or future."""

from __future__ import annotations

from digest.dates.grammar import Rule
from digest.dates.rules.en.macros import APPROX, COUNTED, UNIT_OR_UNITS

_DURATIONS = (
    Rule(
        "event-offset",
        f"{APPROX} count:<count> unit:UNITS sign:AFTER",
        "shift",
        {"event": "duration"},
    ),
    Rule(
        "event-offset-one",
        f"{APPROX} ( a | an ) unit:UNIT sign:AFTER",
        "shift",
        {"event": "one-unit"},
    ),
    Rule(
        "duration",
        f"( ( {APPROX} | EACH of ) the? | ( {COUNTED} | EACH of ) the? PERIOD_WORD ) count:<count>"
        " <range> more? NATURE? unit:UNITS",
        "duration",
    ),
    Rule(
        "duration-and-half",
        f"{APPROX} ( count:<count> | a ) {UNIT_OR_UNITS} and a half",
        "duration",
        {"count": 1, "half": 1},
    ),
    Rule("half-units", f"{APPROX} count:<count> and a half unit:UNITS", "duration", {"half": 1}),
    Rule("half-unit", "( half a | half an | a half ) -? unit:UNIT", "duration", {"half": 1}),
    Rule(
        "duration-adjective",
        "count:<count> -? unit:UNIT ( -? long )?",
        "duration",
        not_after="( -? old | 's )",
    ),
    Rule("duration-period", "( a | the ) count:<count> - unit:UNIT period", "duration"),
    Rule(
        "one-unit", f"{APPROX} ( a | an ) unit:LONG_UNIT", "duration", {"count": 1}, not_after="-"
    ),
    Rule("year-ended", "the fiscal? year", "duration", {"unit": "year", "count": 1}, after="ended"),
    Rule("couple", "a? ( the? PERIOD_WORD )? couple of? unit:UNITS", "duration", {"count": 2}),
    Rule(
        "vague-duration",
        "a? ( the? PERIOD_WORD )? vague:VAGUE more? of? unit:UNITS",
        "duration",
    ),
    Rule(
        "plural-duration",
        "( the? PERIOD_WORD )? unit:LONG_UNITS ( or LONG_UNITS | - long )?",
        "duration",
        not_after="( - | 's )",
        not_before="( - | these | of )",
    ),
    Rule("recent-units", "recent unit:UNITS ( and UNITS )?", "duration"),
    Rule("units-ahead", "the unit:LONG_UNITS ahead", "duration"),
    Rule("long-unit", "unit:LONG_UNIT - long", "duration", {"count": 1}),
)

_SETS = (
    Rule(
        "every",
        "quant:EACH ( unit:UNIT | weekday:WEEKDAY | part:PART | month:MONTH | season:SEASON )",
        "repeated",
    ),
    Rule("every-other", "quant:EACH other unit:UNIT", "repeated", {"count": 2}),
    Rule("every-count", "quant:EACH count:<count> unit:UNITS", "repeated"),
    Rule("often", "unit:OFTEN", "repeated"),
    Rule("quarterly", "unit:QUARTERLY", "repeated", after="( . | , | ; | CLOSE )"),
    Rule("per-unit", "per unit:LONG_UNIT", "repeated"),
    Rule("weekdays", "weekday:WEEKDAYS", "repeated"),
    Rule("weekday-parts", "weekday:WEEKDAY part:PARTS", "repeated"),
)

_REFERENCES = (
    Rule("reference", "value:REFERENCE", "reference"),
    Rule(
        "future",
        "the near? future",
        "reference",
        {"value": "FUTURE_REF"},
        not_after="of",
    ),
    Rule(
        "past",
        "the ( recent )? past",
        "reference",
        {"value": "PAST_REF"},
        not_after="( INT | ONE | TEN | VAGUE | UNIT | UNITS | SEASON )",
    ),
    Rule("these-days", "these days", "reference", {"value": "PRESENT_REF"}),
    Rule(
        "this-moment",
        "( at | this ) ( the )? moment",
        "reference",
        {"value": "PRESENT_REF"},
        after="( . | , )",
    ),
)

_NOTHING = (
    Rule("age", "<count> -? ( UNITS | UNIT ) -? old", "nothing"),
    Rule("age-plural", "<count> -? ( UNITS | UNIT ) -? olds", "nothing"),
    Rule("as-long-as", "as ( soon | long ) as", "nothing"),
    Rule("second-of", "( the | a ) second", "nothing"),
    Rule("in-the-long-run", "in the long ( run | term )", "nothing"),
)

RULES = (*_DURATIONS, *_SETS, *_REFERENCES, *_NOTHING)
