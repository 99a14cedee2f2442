"""Distances from an anchor: "gestern", "voriges Jahr", "vor zwei Wochen", "ein Jahr zuvor"."""

from __future__ import annotations

from digest.dates.grammar import Rule
from digest.dates.rules.de.macros import APPROX, EDGE, EITHER_UNIT


def _shift(name: str, pattern: str, given: dict[str, int | str], **around: str) -> Rule:
    return Rule(name, pattern, "shift", given, **around)


_BACK: dict[str, int | str] = {"sign": -1, "counted": 1}
_AHEAD: dict[str, int | str] = {"sign": 1, "counted": 1}
_LATER: dict[str, int | str] = {"sign": 1, "anaphoric": 1, "counted": 1}
_BEFORE: dict[str, int | str] = {"sign": -1, "anaphoric": 1, "counted": 1, "whole": 1}

RULES = (
    # "am Morgen", "guten Morgen": the noun after these is the morning.
    _shift("today", "sign:TODAY", {}, not_before="( am | der | den | vom | zum | guten | SAME )"),
    _shift("today-part", "sign:TODAY part:ANY_PART", {}),
    _shift("this-part", "sign:STEP part:PART", {}),
    _shift("stepped-unit", f"{EDGE} THE? sign:STEP unit:UNIT", {}),
    _shift("this-year", "heuer", {"sign": 0, "unit": "year"}),
    _shift("before-this", "THE? unit:BEFORE_THIS", {"sign": -1}),
    _shift("edge-of-unit", "mod:MOD ( des | der ) unit:UNIT", {"sign": 0}),
    _shift("weekend", "( das | dem | dieses | diesem )? wochenende", {"unit": "weekend"}),
    _shift("ago", f"vor {APPROX} count:<count> <range> {EITHER_UNIT}", _BACK),
    _shift("half-ago", f"vor ONE_AND_A_HALF {EITHER_UNIT}", _BACK | {"count": 1, "half": 1}),
    _shift("half-a-unit-ago", "vor ONE HALF unit:UNIT", _BACK | {"count": 0, "half": 1}),
    _shift("vague-ago", "vor ( ein | den )? vague:VAGUE unit:UNITS", _BACK),
    _shift("units-ago", "vor unit:UNITS", {"sign": -1, "vague": "plural"}),
    _shift("in-units", f"in {APPROX} count:<count> <range> {EITHER_UNIT}", _AHEAD),
    _shift("vague-in", "in ( ein )? vague:VAGUE unit:UNITS", _AHEAD),
    _shift("toward-unit", "THE? sign:TOWARD unit:UNIT", {"anaphoric": 1}),
    _shift("same-unit", "THE? sign:SAME unit:UNIT", {"anaphoric": 1}),
    _shift("days-on", "tags sign:DAYS_ON", {"anaphoric": 1}),
    _shift("later", f"{APPROX} count:<count> <range> {EITHER_UNIT} AFTERWARDS", _LATER),
    _shift("earlier", f"{APPROX} count:<count> <range> {EITHER_UNIT} EARLIER", _BEFORE),
)
