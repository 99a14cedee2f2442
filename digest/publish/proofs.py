"""How a date was reached, in one English sentence a reader can check by hand."""

from __future__ import annotations

from typing import TYPE_CHECKING

from digest.model.event import AnchorKind
from digest.publish.safe import safe_text
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


def proof_sentence(proof: Proof, edtf: str) -> str:
    """Return how `proof` reached `edtf`, as one sentence."""
    words = f"“{safe_text(proof.words)}”"
    found = when(edtf)
    if proof.anchor.kind is AnchorKind.NONE or not proof.anchor.value:
        return f"The text says {words}, which names {found} by itself."
    steps = _steps(proof)
    counted = f", {steps}," if steps else ""
    return f"The text says {words}{counted} read from {_anchor_words(proof.anchor)}: {found}."


def _anchor_words(anchor: Anchor) -> str:
    named = when(anchor.value or "")
    return f"{_ANCHORS.get(anchor.kind, 'its anchor')}, {named}"


def _steps(proof: Proof) -> str:
    """Return "3 days back" for a counted proof, or nothing where nothing was counted."""
    if not proof.amount or not proof.unit:
        return ""
    size = abs(proof.amount)
    unit = proof.unit if size == 1 else f"{proof.unit}s"
    return f"{size} {unit} {'back' if proof.amount < 0 else 'on'}"
