"""Passages: the sentences of a story's articles as a summary judges them."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from digest.analyse.fitness import leans, unfit
from digest.text.tokens import concepts

if TYPE_CHECKING:
    from collections.abc import Mapping

SAME_FACT = 0.7
"""Share of the shorter sentence's content stems found in the other for both to tell one fact."""

_FEWEST_STEMS = 4
_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")

Concept = str | tuple[str, str]
"""A stem, or a pair of neighbouring stems."""


@dataclass(frozen=True, slots=True)
class Passage:
    """A sentence, read once.

    `document` and `place` say where it stands: which text of the story, which sentence of it.
    `size` counts its words. `concepts` are distinct, in the order they are told. `fit` says that
    it can be quoted, `leans` that it can be quoted only behind the sentence before it.
    """

    text: str
    document: int
    place: int
    size: int
    stems: Mapping[str, int]
    concepts: tuple[Concept, ...]
    numbers: frozenset[str]
    fit: bool
    leans: bool


def read_passage(text: str, document: int, place: int, language: str = "en") -> Passage:
    """Return the passage of one sentence; `text` has its white space folded."""
    stems, pairs = concepts(text)
    counted = Counter(stems)
    return Passage(
        text=text,
        document=document,
        place=place,
        size=text.count(" ") + 1,
        stems=counted,
        concepts=(*counted, *dict.fromkeys(pairs)),
        numbers=frozenset(_NUMBER.findall(text)),
        fit=unfit(text, language) is None,
        leans=leans(text, language),
    )


def same_fact(one: Passage, other: Passage) -> bool:
    """Tell whether two sentences tell one fact.

    They are the same words, or share most of them and neither gives another number.
    """
    if one.text == other.text:
        return True
    stems, others = one.stems.keys(), other.stems.keys()
    fewer = min(len(stems), len(others))
    if fewer < _FEWEST_STEMS or len(stems & others) < SAME_FACT * fewer:
        return False
    return one.numbers <= other.numbers or other.numbers <= one.numbers
