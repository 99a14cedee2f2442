"""A proof's value, computed again from the proof alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from digest.dates.evaluate import Decision, evaluate, interval
from digest.dates.language import language as rules_of
from digest.dates.reading import Reading
from digest.dates.values import edtf

if TYPE_CHECKING:
    from digest.model.event import Proof


def replay(proof: Proof, *, language: str = "en") -> str:
    """Return the TIMEX3 value that `proof` proves: its words read again, its operation done again.

    Raises:
        ValueError: the proof is of another language, or proves nothing.
    """
    return _replayed(proof, language)[0]


def replay_edtf(proof: Proof, *, language: str = "en") -> str | None:
    """Return the EDTF value that `proof` proves, None for what is no single date.

    Raises:
        ValueError: as `replay`.
    """
    value, reading, decision = _replayed(proof, language)
    if decision.operation == "shift-vague":
        return interval(reading, decision, proof.anchor.value)
    return edtf(value, reading.mod)


def _replayed(proof: Proof, language: str) -> tuple[str, Reading, Decision]:
    rules = rules_of(language)
    words = tuple(rules.lexicon.tokens(proof.words).words)
    reading = rules.read(proof.rule, words) or Reading(kind="shift", unit=proof.unit)
    decision = Decision(proof.operation, proof.amount, proof.unit)
    value = evaluate(reading, decision, proof.anchor.value)
    if value is None:
        raise ValueError(f"a proof without a value: {proof}")
    return value, reading, decision
