"""Salience: how much of what a set of texts tells stands in a few of its sentences.

Two signals are added. Coverage: the concepts that are told again and again, each weighing by how
early and how often it is told, counted once (D. Gillick and B. Favre, "A scalable global model
for summarization", 2009, with weights of our own). Likeness: the cosine of the chosen words to
all words (D. Gholipour Ghalandari, "Revisiting the centroid-based method", 2017). No rarity
enters: within one story frequent words are what it is about.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from digest.analyse.passages import Concept, Passage

# Calibrated on the odd half of 100 newspaper reports with three-sentence summaries and 25 clusters
# of ten reports with summaries of 100 words, together: every constant stands in the middle of a
# range that does not matter. benchmarks/summaries.py reports both halves.
COVERAGE = 4.0
LIKENESS = 1.0
POSITION = 0.8
"""Shares of the signals in the value of a choice; `POSITION` goes to opening sentences, divided by
the number of texts: of ten reports each has an opening, and it tells less."""

_STEM = 0.7
"""What a stem weighs; a pair of neighbouring stems weighs 1."""
_FADES = 5.0
"""Sentences after which what a telling adds to a concept has fallen to 1/e."""
_OPENING = 2.0
"""Sentences after which the worth of an opening sentence has fallen to 1/e."""
_MANY = 3
"""Texts from which a concept must stand in as many; in fewer texts it must be told twice. What
stands in two of ten reports is chance."""


@dataclass(frozen=True, slots=True)
class Gist:
    """What a set of texts tells.

    `shares` are its concepts with their weights (sum 1), `centre` counts all its stems and
    `length` is that vector's; `opening` is the worth of a first sentence that is all of a summary.
    """

    shares: Mapping[Concept, float]
    centre: Mapping[str, int]
    length: float
    opening: float


def find_gist(passages: Iterable[Passage]) -> Gist:
    """Return the gist of the passages of one or more texts."""
    weights: defaultdict[Concept, float] = defaultdict(float)
    told: Counter[Concept] = Counter()
    texts: defaultdict[Concept, set[int]] = defaultdict(set)
    centre: Counter[str] = Counter()
    documents = set()
    for passage in passages:
        documents.add(passage.document)
        centre.update(passage.stems)
        weight = math.exp(-passage.place / _FADES)
        for concept in passage.concepts:
            weights[concept] += weight if isinstance(concept, tuple) else _STEM * weight
            told[concept] += 1
            texts[concept].add(passage.document)
    if len(documents) >= _MANY:
        kept = {c: w for c, w in weights.items() if len(texts[c]) >= _MANY}
    else:
        kept = {c: w for c, w in weights.items() if told[c] > 1}
    total = math.fsum(kept.values()) or 1.0
    length = math.sqrt(sum(count * count for count in centre.values()))
    opening = POSITION / max(len(documents), 1)
    return Gist({c: w / total for c, w in kept.items()}, centre, length, opening)


@dataclass(frozen=True, slots=True)
class Weighed:
    """A passage with what it tells of a gist.

    `worth` are its concepts that count, each with its share; `inner` is the product of its stems
    with the centre, `square` with themselves.
    """

    passage: Passage
    worth: tuple[tuple[Concept, float], ...]
    inner: int
    square: int


def weigh(passage: Passage, gist: Gist) -> Weighed:
    """Return `passage` with what it tells of `gist`."""
    shares, stems = gist.shares, passage.stems
    return Weighed(
        passage,
        tuple((c, shares[c]) for c in passage.concepts if c in shares),
        sum(count * gist.centre.get(stem, 0) for stem, count in stems.items()),
        sum(count * count for count in stems.values()),
    )


class Draft:
    """A growing choice of passages, and what one more would add to its value."""

    def __init__(self, gist: Gist) -> None:
        """Begin with nothing chosen."""
        self._gist = gist
        self._covered: set[Concept] = set()
        self._stems: Counter[str] = Counter()
        self._inner = 0
        self._square = 0
        self.value = 0.0

    def add(self, one: Weighed, share: float) -> None:
        """Take `one` into the choice; `share` (0 to 1) is its part of the summary's length."""
        self.value += self.gain(one, share)
        self._inner += one.inner
        self._square = self._squared(one)
        self._stems.update(one.passage.stems)
        self._covered.update(concept for concept, _ in one.worth)

    def gain(self, one: Weighed, share: float) -> float:
        """Return what `one` would add to the value of the choice."""
        covered = self._covered
        new = sum(worth for concept, worth in one.worth if concept not in covered)
        after = self._likeness(self._inner + one.inner, self._squared(one))
        likeness = after - self._likeness(self._inner, self._square)
        position = self._gist.opening * share * math.exp(-one.passage.place / _OPENING)
        return COVERAGE * new + LIKENESS * likeness + position

    def _squared(self, one: Weighed) -> int:
        stems = self._stems
        if not stems:
            return one.square
        shared = sum(c * stems[s] for s, c in one.passage.stems.items() if s in stems)
        return self._square + 2 * shared + one.square

    def _likeness(self, inner: int, square: int) -> float:
        return inner / (self._gist.length * math.sqrt(square)) if square else 0.0
