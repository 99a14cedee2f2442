"""Distances from an anchor: "yesterday", "last month", "two weeks ago", "a year earlier"."""

from __future__ import annotations

from digest.dates.grammar import Rule
from digest.dates.rules.en.macros import APPROX, COUNT_OR_A, UNIT_OR_UNITS


def _shift(name: str, pattern: str, given: dict[str, int | str], **around: str) -> Rule:
    return Rule(name, pattern, "shift", given, **around)


_EDGE = "( ( mod:MOD | mod:EARLIER | later | sometime ) in? | the? mod:EDGE of )?"
_BACK: dict[str, int | str] = {"sign": -1, "counted": 1, "year_back": 1}
_HALF_AGO: dict[str, int | str] = {"sign": -1, "half": 1, "counted": 1}
_ON: dict[str, int | str] = {"sign": 1, "anaphoric": 1, "counted": 1}
_BEFORE: dict[str, int | str] = {"sign": -1, "anaphoric": 1, "counted": 1, "year_back": 1}
_SAME: dict[str, int | str] = {"sign": 0, "anaphoric": 1}

_FROM_NOW = (
    _shift("today", "( mod:MOD | mod:EARLIER )? sign:TODAY", {}),
    Rule("past-decade", "the? past decade", "duration", {"unit": "year", "count": 10}),
    _shift("stepped-unit", f"{_EDGE} the? sign:STEP unit:WEEKS_UP", {}),
    _shift("day-before-yesterday", "the day before yesterday", {"sign": -2}),
    _shift("day-after-tomorrow", "the day after tomorrow", {"sign": 2}),
    _shift("this-day", "this unit:DAYS_UP", {"sign": 0}, not_after="( forward | , )"),
    _shift("weekend", "( the | this ) weekend", {"unit": "weekend", "sign": 0}),
    _shift("stepped-weekend", "sign:STEP weekend", {"unit": "weekend"}),
    _shift("current-unit", f"{_EDGE} the current unit:DAYS_UP", {"sign": 0}),
    _shift("the-year", f"{_EDGE} the year", {"sign": 0, "unit": "year"}, not_after="ended"),
    _shift(
        "fiscal-year-now",
        "( the | the current | this ) fiscal year",
        {"sign": 0, "unit": "year"},
        not_after="( ended | ending )",
    ),
    _shift("fiscal-year-over", "the latest fiscal year", {"sign": -1, "unit": "year"}),
    _shift("stepped-fiscal-year", "sign:STEP fiscal year", {"unit": "year"}),
    Rule("one-day", "one day", "reference", {"value": "FUTURE_REF"}, before="WILL"),
    Rule("then-current", "then -? current", "reference", {"value": "PAST_REF"}),
    _shift("end-of-year", "the? mod:EDGE of the unit:DAYS_UP", {"sign": 0}),
    _shift("year-end", "year ( - | 's )? end", {"sign": 0, "unit": "year", "mod": "END"}),
    _shift("the-week", "the week", {"sign": 0, "unit": "week"}, not_after="( of | ended )"),
    _shift("ago", f"{APPROX} {COUNT_OR_A} {UNIT_OR_UNITS} ago", _BACK),
    _shift("half-ago", f"{APPROX} ( count:<count> | a ) {UNIT_OR_UNITS} and a half ago", _HALF_AGO),
    _shift("half-units-ago", f"{APPROX} count:<count> and a half unit:UNITS ago", _HALF_AGO),
    _shift("half-a-unit-ago", "half ( a | an ) unit:UNIT ago", _HALF_AGO | {"count": 0}),
    _shift("vague-ago", "( a | some )? vague:VAGUE of? unit:UNITS ago", _BACK),
    _shift("units-ago", "unit:UNITS ago", {"sign": -1, "vague": "plural"}),
    _shift("from-now", f"{APPROX} {COUNT_OR_A} {UNIT_OR_UNITS} from now", {"sign": 1}),
)

_FROM_A_MENTION = (
    _shift("toward-unit", "the very? sign:TOWARD unit:DAYS_UP", {"anaphoric": 1}),
    _shift("unit-before", "the unit:DAYS_UP ( before | earlier )", _BEFORE, after="( . | , | ; )"),
    _shift("following-unit", "( the unit:DAYS_UP following )", _ON),
    _shift(
        "same-unit",
        "( later | earlier | mod:EDGE of )? ( the same | that same | that very | that )"
        " unit:DAYS_UP",
        _SAME,
    ),
    _shift("latest-quarter", "the latest unit:QUARTER", {"sign": -1}),
    _shift("the-quarter", "the unit:QUARTER", _SAME),
    _shift("latest-period", "the latest period", _SAME | {"unit": "quarter"}),
    _shift(
        "one-day-earlier",
        f"{APPROX} {COUNT_OR_A} {UNIT_OR_UNITS} ( earlier | prior | previously )",
        _BEFORE | {"whole": 1},
    ),
    _shift(
        "days-before",
        f"{APPROX} {COUNT_OR_A} {UNIT_OR_UNITS} before",
        _BEFORE | {"whole": 1},
        after="( . | , | ; | CLOSE )",
    ),
    _shift("later", f"{APPROX} {COUNT_OR_A} {UNIT_OR_UNITS} ( later | afterwards )", _ON),
    _shift("vague-later", "( a )? vague:VAGUE of? unit:UNITS later", _ON),
    _shift("vague-earlier", "( a )? vague:VAGUE of? unit:UNITS earlier", _BEFORE),
    _shift("units-later", "unit:UNITS later", _ON | {"vague": "plural"}),
    _shift("units-earlier", "unit:UNITS earlier", _BEFORE | {"vague": "plural"}),
    _shift(
        "year-ago",
        "( the SAME_AS? )? year - ( ago | earlier ) ( period | quarter | third quarter )?",
        _BEFORE | {"whole": 1, "unit": "year"},
    ),
    _shift(
        "period-last-year",
        "( the SAME_AS ( period | quarter ) | the quarter )"
        " ( sign:STEP unit:YEAR_WORD | a unit:YEAR_WORD ( ago | earlier ) )",
        _BEFORE | {"whole": 1},
    ),
    _shift(
        "last-years-quarter",
        "sign:STEP unit:YEAR_WORD 's ( quarter | period )",
        {"anaphoric": 1, "whole": 1, "year_back": 1},
    ),
)

RULES = (*_FROM_NOW, *_FROM_A_MENTION)
