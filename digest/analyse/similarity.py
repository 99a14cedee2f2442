"""TF-IDF vectors of texts, and how alike two are."""

from __future__ import annotations

import math
from collections import Counter
from typing import TYPE_CHECKING

from digest.text.tokens import content_stems

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

Vector = dict[str, float]


def vectors(texts: Sequence[Sequence[str]]) -> list[Vector]:
    """Return a unit TF-IDF vector for each list of stems; rarity is counted over the lists.

    Term weights are 1 + log(count); a term's rarity is log(1 + n / df).
    """
    rarity = idf(texts)
    return [unit(weights(stems, rarity)) for stems in texts]


def idf(texts: Sequence[Sequence[str]]) -> dict[str, float]:
    """Return log(1 + n / df) of each stem."""
    df = Counter(stem for stems in texts for stem in set(stems))
    return {stem: math.log1p(len(texts) / count) for stem, count in df.items()}


def weights(stems: Iterable[str], rarity: Mapping[str, float]) -> Vector:
    """Return the weight of each stem, not normalised."""
    counts = Counter(stems)
    return {s: (1 + math.log(c)) * rarity.get(s, 0.0) for s, c in counts.items()}


def unit(vector: Mapping[str, float]) -> Vector:
    """Return `vector` scaled to length 1; an empty one stays empty.

    The sum is exact (`fsum`), so that the order of terms leaves no trace.
    """
    norm = math.sqrt(math.fsum(w * w for w in vector.values()))
    return {s: w / norm for s, w in vector.items()} if norm else {}


def cosine(one: Mapping[str, float], other: Mapping[str, float]) -> float:
    """Return the dot product of two unit vectors, summed exactly."""
    if len(one) > len(other):
        one, other = other, one
    return math.fsum(w * other[s] for s, w in one.items() if s in other)


def content_overlap(one: str, other: str) -> float:
    """Return the share of the shorter text's content stems that stand in the other, 0 to 1."""
    left, right = set(content_stems(one)), set(content_stems(other))
    fewer = min(len(left), len(right))
    return len(left & right) / fewer if fewer else 0.0
