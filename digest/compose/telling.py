"""Choosing the sentences that tell a day.

A sentence's worth is a product: how surely it tells of the day, how much of what the day's
sentences say it says, how much it is about the topic. A product and not a sum, because a sentence
that fails one of the three is of no use however well it does in the others.
Calibration: four topics of Timeline17. The scores are level around each constant, and constants
tuned on three topics do not beat these on the fourth (means .180 and .187).
"""

from __future__ import annotations

import math
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from digest.analyse.topic import Topic
    from digest.compose.testimony import Witness

_FLOOR = 0.05
"""Added to each cosine, so that a sentence without common words is not worth nothing."""

_LENGTH = -0.25
"""Exponent of a sentence's number of words. Long sentences say more and more beside the
point: from -0.15 to -0.35 alignment ROUGE-1 is level (.19), at 0 it is .17."""

_FEWEST_WORDS = 8
"""Words below which a sentence is worth no more for being shorter."""

_MOST_WORDS = 60
"""Words above which a "sentence" is a table or a list that nobody punctuated."""

_LEANING = 0.8
"""What a sentence that leans on the one before it is worth ("But he said ..."), where the one
before is not told with it."""

_REPETITION = 1.0
"""By how much of its likeness (0 to 1) to a chosen sentence a further one loses."""

_SAME = 0.8
"""Likeness from which two sentences say the same and only one is told."""


_ENOUGH = 0.4
"""A sentence worth less than this part of the day's best, or adding less than it, is not told:
better a short entry than one filled up. Up to 0.5 the scores are level."""


@dataclass(frozen=True, slots=True)
class _Candidate:
    witness: Witness
    length: float
    worth: float


def choose(witnesses: Sequence[Witness], topic: Topic, limit: int) -> list[Witness]:
    """Return up to `limit` of the witnesses of a day, best first, none saying the same.

    Their stems are of `topic`. Of equals, the first in `witnesses` is taken.
    """
    emphasis = _emphasis(witnesses, topic)
    pool = [_candidate(witness, topic, emphasis) for witness in witnesses if _is_fit(witness)]
    chosen: list[Witness] = []
    enough = _ENOUGH * max((candidate.worth for candidate in pool), default=0.0)
    while pool and len(chosen) < limit:
        best = max(pool, key=lambda candidate: candidate.worth)
        if best.worth < enough:
            break
        chosen.append(best.witness)
        pool = _without(best, pool, topic)
    return chosen


def _is_fit(witness: Witness) -> bool:
    sentence = witness.sentence
    return sentence.telling and sentence.size <= _MOST_WORDS


def _emphasis(witnesses: Sequence[Witness], topic: Topic) -> dict[str, float]:
    """Return a unit vector of what the witnesses of a day say, each as sure as it is.

    The root lets a stem that ten sentences share count three times one that a single one has.
    """
    sums: defaultdict[str, float] = defaultdict(float)
    for witness in witnesses:
        for stem in witness.sentence.stems:
            sums[stem] += witness.sureness
    weights = {stem: math.sqrt(sure) * topic.rarity[stem] for stem, sure in sums.items()}
    norm = math.sqrt(math.fsum(weight * weight for weight in weights.values())) or 1.0
    return {stem: weight / norm for stem, weight in weights.items()}


def _candidate(witness: Witness, topic: Topic, emphasis: Mapping[str, float]) -> _Candidate:
    sentence = witness.sentence
    length = topic.length(sentence.stems)
    said = math.fsum(emphasis[s] * topic.rarity[s] for s in sentence.stems) / length
    worth = math.sqrt(witness.sureness * (said + _FLOOR))
    worth *= topic.relevance(sentence.stems) + _FLOOR
    worth *= max(sentence.size, _FEWEST_WORDS) ** _LENGTH
    return _Candidate(witness, length, worth * _LEANING if sentence.leaning else worth)


def _without(chosen: _Candidate, pool: Collection[_Candidate], topic: Topic) -> list[_Candidate]:
    """Return `pool` less the chosen and what says the same, the rest by what they add."""
    stems = frozenset(chosen.witness.sentence.stems)
    left = []
    for candidate in pool:
        shared = [s for s in candidate.witness.sentence.stems if s in stems]
        inner = math.fsum(topic.rarity[s] ** 2 for s in shared)
        likeness = inner / (chosen.length * candidate.length)
        if likeness < _SAME:
            worth = candidate.worth * (1 - _REPETITION * likeness)
            left.append(_Candidate(candidate.witness, candidate.length, worth))
    return left
