"""Scores of timelines: F1 of the days, and alignment-based ROUGE ("align, m:1").

S. Martschat and K. Markert, "Improving ROUGE for timeline summarization", EACL 2017
(https://aclanthology.org/E17-2046/). A timeline is {day: sentences}. Each day of one timeline is
aligned with the day of the other that costs least, where cost is (1 - nearness)(1 - likeness) and
nearness 1 / (days apart + 1); the n-grams a pair shares count by its nearness. Stems and stop
words are this project's, so figures lie near those of the published tool and are not equal to them.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from digest.text.tokens import content_stems

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    Timeline = Mapping[date, Sequence[str]]
    Grams = Counter[tuple[str, ...]]


def f1(hits: float, found: float, wanted: float) -> float:
    """Return the harmonic mean of precision and recall; 0 when either is undefined."""
    return 2 * hits / (found + wanted) if found and wanted else 0.0


def day_f1(mine: Timeline, gold: Timeline) -> float:
    """Return F1 of the days told."""
    return f1(len(mine.keys() & gold.keys()), len(mine), len(gold))


def align_f1(mine: Timeline, gold: Timeline, n: int) -> float:
    """Return F1 of alignment-based ROUGE-`n`."""
    precision = _covered(mine, gold, n)
    recall = _covered(gold, mine, n)
    return 2 * precision * recall / (precision + recall) if precision + recall else 0.0


def _covered(these: Timeline, those: Timeline, n: int) -> float:
    """Return the share of the n-grams of `these` found in the days of `those` aligned with them."""
    shared = 0.0
    size = 0
    words = {day: Counter(" ".join(sentences).split()) for day, sentences in those.items()}
    for day, sentences in these.items():
        own = Counter(" ".join(sentences).split())
        grams = _grams(sentences, n)
        size += grams.total()
        if not those:
            continue
        best = min(sorted(those), key=lambda other: _cost(day, own, other, words[other]))
        shared += _nearness(day, best) * (grams & _grams(those[best], n)).total()
    return shared / size if size else 0.0


def _cost(day: date, own: Counter[str], other: date, words: Counter[str]) -> float:
    likeness = f1((own & words).total(), own.total(), words.total())
    return (1 - _nearness(day, other)) * (1 - likeness)


def _nearness(day: date, other: date) -> float:
    return 1 / (abs((day - other).days) + 1)


def _grams(sentences: Sequence[str], n: int) -> Grams:
    stems = content_stems(" ".join(sentences))
    return Counter(tuple(stems[i : i + n]) for i in range(len(stems) - n + 1))
