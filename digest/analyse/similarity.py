"""TF-IDF vectors of texts."""

from __future__ import annotations

import math
from collections import Counter
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

Vector = dict[str, float]


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
