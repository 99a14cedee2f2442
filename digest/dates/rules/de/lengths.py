"""Durations, what recurs, and what only points to the past, present or future."""

from __future__ import annotations

from digest.dates.grammar import Rule
from digest.dates.rules.de.macros import APPROX, EITHER_UNIT

_LENGTHS = (
    Rule(
        "length",
        f"{APPROX} ( THE PERIOD_WORD? )? count:<count> <range> PERIOD_WORD? unit:UNITS lang?",
        "duration",
        not_before="INT ,",
        not_after="alt",
    ),
    Rule(
        "length-of-one",
        f"{APPROX} ONE unit:UNIT lang?",
        "duration",
        {"count": 1},
        not_after="alt",
    ),
    Rule(
        "length-and-half",
        f"{APPROX} ONE_AND_A_HALF {EITHER_UNIT}",
        "duration",
        {"count": 1, "half": 1},
    ),
    Rule("half-length", "ONE? HALF unit:UNIT", "duration", {"half": 1, "count": 0}),
    Rule("vague-length", "( THE PERIOD_WORD? )? ein? vague:VAGUE unit:UNITS", "duration"),
    Rule("period", "THE? PERIOD_WORD unit:UNITS", "duration"),
    Rule("units", "unit:UNITS", "duration", before="( seit | für | über | nach | binnen )"),
    Rule("lasting", "unit:LASTING", "duration"),
)

_SETS = (
    Rule("each-unit", "quant:EACH ( unit:UNIT | weekday:WEEKDAY | month:MONTH_NAME )", "repeated"),
    Rule("recurring", "TIMES? unit:OFTEN", "repeated"),
    Rule("every-count", "alle count:<count> unit:UNITS", "repeated", {"quant": "EVERY"}),
    Rule("per-unit", "pro unit:UNIT", "repeated"),
    Rule("parts-of-days", "part:PARTS", "repeated"),
    Rule("on-weekdays", "weekday:WEEKDAYS", "repeated"),
)

_REFERENCES = (
    Rule("pointing", "value:REFERENCE", "reference", not_after="als"),
    Rule("future", "die zukunft", "reference", {"value": "FUTURE_REF"}),
    Rule("past", "THE? vergangenheit", "reference", {"value": "PAST_REF"}),
    Rule("of-late", "in letzter zeit", "reference", {"value": "PAST_REF"}),
    Rule("past-times", "früheren zeiten", "reference", {"value": "PAST_REF"}),
)

_NOTHING = (Rule("age", "<count> ( UNITS | UNIT ) alt", "nothing"),)

RULES = (*_LENGTHS, *_SETS, *_REFERENCES, *_NOTHING)
