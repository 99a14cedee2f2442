"""A proof's value, computed again from the proof alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from digest.dates.evaluate import Decision, evaluate
from digest.dates.language import language as rules_of
from digest.dates.reading import Reading

if TYPE_CHECKING:
    from digest.model.event import Proof


def replay(proof: Proof, *, language: str = "en") -> str:
    """Return the TIMEX3 value that `proof` proves: its words read again, its operation done again.

    Raises:
        ValueError: the proof is of another language, or proves nothing.
    """
    rules = rules_of(language)
    words = tuple(rules.lexicon.tokens(proof.words).words)
    reading = rules.read(proof.rule, words) or Reading(kind="shift", unit=proof.unit)
    decision = Decision(proof.operation, proof.amount, proof.unit)
    value = evaluate(reading, decision, proof.anchor.value)
    if value is None:
        raise ValueError(f"a proof without a value: {proof}")
    return value
