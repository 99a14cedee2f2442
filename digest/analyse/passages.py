"""Passages: the sentences of a story's articles as a summary judges them."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from digest.analyse.fitness import leans, unfit
from digest.text.names import find_mentions
from digest.text.tokens import concepts

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping

    from digest.analyse.fitness import Unfit

SAME_FACT = 0.7
"""Share of the shorter sentence's content stems found in the other for both to tell one fact."""

_FEWEST_STEMS = 4
_LOWER = re.compile(r"(?<![\w’'-])[a-z]{2,}")
_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")

Concept = str | tuple[str, str]
"""A stem, or a pair of neighbouring stems."""


@dataclass(frozen=True, slots=True)
class Passage:
    """A sentence, read once.

    `document` and `place` say where it stands: which text of the story, which sentence of it.
    `size` counts its words. `concepts` are distinct, in the order they are told. `flaw` says why
    it cannot be quoted, `leans` that it can be quoted only behind the sentence before it. `needs`
    are names it gives in short that its text has introduced before, `names` all it tells.
    """

    text: str
    document: int
    place: int
    size: int
    stems: Mapping[str, int]
    concepts: tuple[Concept, ...]
    numbers: frozenset[str]
    names: frozenset[str]
    needs: frozenset[str]
    flaw: Unfit | None
    leans: bool

    @property
    def fit(self) -> bool:
        """Whether it can be quoted."""
        return self.flaw is None


def read_passages(
    sentences: Iterable[str],
    document: int = 0,
    language: str = "en",
    *,
    quoted: Collection[int] = (),
) -> Iterator[Passage]:
    """Yield the passages of one text's sentences, white space folded, in order.

    `quoted` are the places of those that stand inside a quotation which began before them.
    """
    introduced: set[str] = set()
    common: set[str] = set()
    for place, text in enumerate(sentences):
        stems, pairs = concepts(text)
        counted = Counter(stems)
        mentions = find_mentions(text)
        common.update(_LOWER.findall(text))
        new = {name for name in mentions.introduced if name.lower() not in common}
        yield Passage(
            text=text,
            document=document,
            place=place,
            size=text.count(" ") + 1,
            stems=counted,
            concepts=(*counted, *dict.fromkeys(pairs)),
            numbers=frozenset(_NUMBER.findall(text)),
            names=mentions.introduced | mentions.bare,
            needs=mentions.bare & introduced,
            flaw="part of a quotation" if place in quoted else unfit(text, language),
            leans=leans(text, language),
        )
        introduced |= new


def same_fact(one: Passage, other: Passage, share: float = SAME_FACT) -> bool:
    """Tell whether two sentences tell one fact.

    They are the same words, or at least `share` of the shorter one's content stems stand in the
    other and neither gives another number.
    """
    if one.text == other.text:
        return True
    stems, others = one.stems.keys(), other.stems.keys()
    fewer = min(len(stems), len(others))
    if fewer < _FEWEST_STEMS or len(stems & others) < share * fewer:
        return False
    return one.numbers <= other.numbers or other.numbers <= one.numbers
