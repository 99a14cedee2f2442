"""How a date was reached, in one English sentence that a reader can check by hand.

The operations are those of `digest.dates.evaluate`; one this module does not know is told by its
anchor and its result.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from digest.model.event import AnchorKind
from digest.publish.safe import safe_text
from digest.publish.typography import isolate
from digest.publish.wordings import when

if TYPE_CHECKING:
    from digest.model.event import Anchor, Proof

_ANCHORS = {
    AnchorKind.PUBLISHED: "the day of publication",
    AnchorKind.MENTION: "a date named in the same text",
    AnchorKind.SECTION: "the date of the section it stands in",
    AnchorKind.EVENT: "an event dated in the same text",
    AnchorKind.SPEAKER: "the day it was said",
}
_TAKEN = {
    "same-year": "takes its year from",
    "closest-year": "names no year and is taken to be nearest to",
    "past-year": "names no year and is taken to be the last before",
    "next-year": "names no year and is taken to be the first after",
    "shift-vague": "is a vague count from",
    "same-month": "takes its month from",
    "same-century": "takes its century from",
    "same-day": "falls on",
}
_COUNTED = frozenset({"weekday", "shift", "shift-whole"})


def proof_sentence(proof: Proof, edtf: str) -> str:
    """Return how `proof` reached `edtf`, as one sentence."""
    words, found = f"“{isolate(safe_text(proof.words))}”", when(edtf)
    if proof.operation == "unresolved":
        return f"{words} names no year, and nothing in the text does: {found}."
    if not is_derived(proof):
        return f"{words} names the date itself: {found}."
    return f"{words} {_reading(proof)} {_anchor_words(proof.anchor)}: {found}."


def is_derived(proof: Proof) -> bool:
    """Return whether the date was computed from something other than its own words."""
    return proof.anchor.kind is not AnchorKind.NONE and proof.anchor.value is not None


def _reading(proof: Proof) -> str:
    """Return what is done with the anchor: "is 3 days before", "takes its month from"."""
    if proof.operation in _TAKEN:
        return _TAKEN[proof.operation]
    if proof.operation in _COUNTED and proof.amount is not None:
        return f"is {_steps(proof.amount, proof.unit or 'day')}"
    return "is read from"


def _anchor_words(anchor: Anchor) -> str:
    return f"{_ANCHORS[anchor.kind]}, {when(anchor.value or '')}"


def _steps(amount: int, unit: str) -> str:
    """Return "3 days before", "the month of" or, for no days, "the same as"."""
    if amount == 0:
        return "the same as" if unit == "day" else f"the {unit} of"
    size = abs(amount)
    counted = f"{size} {unit if size == 1 else unit + 's'}"
    return f"{counted} {'before' if amount < 0 else 'after'}"
