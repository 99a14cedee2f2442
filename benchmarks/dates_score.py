"""Scores of time expressions as TempEval-3 reports them (task A, UzZaman et al. 2013).

strict: the same span · relaxed: overlapping spans, paired one to one, the same span first, then the
larger overlap · value: relaxed pairs with the same value, over found and over gold.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

Timex = dict[str, Any]
_PLAIN = re.compile(r"\d{4}(-\d\d(-\d\d)?)?")


@dataclass(slots=True)
class Tally:
    """Counts over documents."""

    gold: int = 0
    found: int = 0
    strict: int = 0
    relaxed: int = 0
    value: int = 0

    def add(self, gold: Sequence[Timex], found: Sequence[Timex]) -> None:
        """Count one document."""
        self.gold += len(gold)
        self.found += len(found)
        for wanted, got in pairs(gold, found):
            self.relaxed += 1
            self.strict += (wanted["start"], wanted["end"]) == (got["start"], got["end"])
            self.value += wanted["value"] == got["value"]

    def f1(self, hits: int) -> float:
        """Return F1 in percent."""
        return 200 * hits / (self.gold + self.found) if self.gold + self.found else 0.0

    def line(self) -> str:
        """Return the scores in one line."""
        recall = 100 * self.relaxed / self.gold if self.gold else 0.0
        accuracy = 100 * self.value / self.relaxed if self.relaxed else 0.0
        scores = {
            "strict": self.f1(self.strict),
            "relaxed": self.f1(self.relaxed),
            "value": self.f1(self.value),
            "recall": recall,
            "value accuracy": accuracy,
        }
        told = "  ".join(f"{name} {score:5.1f}" for name, score in scores.items())
        return f"gold {self.gold:5}  found {self.found:5}  {told}"


def pairs(gold: Sequence[Timex], found: Sequence[Timex]) -> Iterable[tuple[Timex, Timex]]:
    """Yield overlapping expressions, each once."""
    hits = []
    for i, wanted in enumerate(gold):
        for j, got in enumerate(found):
            overlap = min(wanted["end"], got["end"]) - max(wanted["start"], got["start"])
            if overlap > 0:
                same = (wanted["start"], wanted["end"]) == (got["start"], got["end"])
                hits.append((not same, -overlap, i, j))
    used_gold, used_found = set(), set()
    for _, _, i, j in sorted(hits):
        if i not in used_gold and j not in used_found:
            used_gold.add(i)
            used_found.add(j)
            yield gold[i], found[j]


def plain(timex: Timex) -> bool:
    """Say whether the value is a year, month or day."""
    return _PLAIN.fullmatch(timex["value"] or "") is not None


def told(timex: Timex) -> bool:
    """Say whether the value is known and of our era, as histories are scored."""
    value = timex["value"] or "null"
    return value != "null" and not value.startswith("BC")


def kept(
    gold: Sequence[Timex], found: Sequence[Timex], wanted: Callable[[Timex], bool]
) -> tuple[list[Timex], list[Timex]]:
    """Return both without the gold that is not wanted and what was found over it."""
    dropped = [t for t in gold if not wanted(t)]
    left = [
        f
        for f in found
        if not any(f["start"] < t["end"] and t["start"] < f["end"] for t in dropped)
    ]
    return [t for t in gold if wanted(t)], left
