"""What a set of texts is about: how rare its words are, and which of them it turns on."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from digest.analyse.similarity import idf, unit, weights

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence


@dataclass(frozen=True, slots=True)
class Topic:
    """The stems of a set of texts: how rare each is, and its share in the texts' centroid.

    The centroid is the mean of the texts' unit TF-IDF vectors, scaled to length 1.
    """

    rarity: Mapping[str, float]
    centroid: Mapping[str, float]

    def length(self, stems: Iterable[str]) -> float:
        """Return the length of the vector of distinct `stems` of the topic; 1 for none."""
        return math.sqrt(math.fsum(self.rarity[s] ** 2 for s in stems)) or 1.0

    def relevance(self, stems: Sequence[str]) -> float:
        """Return the cosine, 0 to 1, of distinct `stems` of the topic with its centroid."""
        inner = math.fsum(self.centroid[s] * self.rarity[s] for s in stems)
        return inner / self.length(stems)


def find_topic(texts: Sequence[Sequence[str]]) -> Topic:
    """Return the topic of `texts`, each the stems of its content words with repetitions."""
    rarity = idf(texts)
    sums = dict.fromkeys(rarity, 0.0)
    for stems in texts:
        for stem, weight in unit(weights(stems, rarity)).items():
            sums[stem] += weight
    return Topic(rarity, unit(sums))
