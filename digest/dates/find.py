"""The first pass: candidates for time expressions, less those that are none."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from digest.dates.negatives import is_negative

if TYPE_CHECKING:
    from collections.abc import Iterator

    from digest.dates.language import Language
    from digest.dates.lexicon import Tokens
    from digest.dates.reading import Reading


@dataclass(frozen=True, slots=True)
class Candidate:
    """An expression found: its rule, its tokens [first, last), its span, and what it says."""

    rule: str
    first: int
    last: int
    start: int
    end: int
    reading: Reading


def candidates(tokens: Tokens, language: Language) -> Iterator[Candidate]:
    """Yield the expressions among `tokens`, in order, not overlapping."""
    for rule, first, last in language.matches(tokens):
        if is_negative(rule, first, last, tokens, language.lexicon):
            continue
        reading = language.read(rule, tuple(tokens.words[first:last]))
        if reading is not None:
            start = tokens.starts[first]
            yield Candidate(rule, first, last, start, tokens.end(last - 1), reading)
