"""Groups by average linkage over sparse similarities.

R. R. Sokal and C. D. Michener, "A statistical method for evaluating systematic relationships"
(1958): the two groups whose members are on average most alike are joined, until none are alike
enough. The result is a function of the set alone, not of an order of arrival.
"""

from __future__ import annotations

from heapq import heapify, heappop, heappush
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

Pair = tuple[int, int]


def join(size: int, likeness: Mapping[Pair, float], least: float) -> list[list[int]]:
    """Return groups of 0..size-1, each sorted, in the order of their first members.

    `likeness` holds pairs (smaller, larger); missing pairs count as 0. Two groups are joined
    while the mean likeness of their members is `least` or more. Ties go to the lower numbers.
    Time is about that of sorting the pairs.
    """
    groups = _Groups(size, likeness)
    heap = [(-like, one, other, 1, 1) for (one, other), like in likeness.items() if like >= least]
    heapify(heap)
    while heap:
        _, one, other, size_one, size_other = heappop(heap)
        if groups.size(one) != size_one or groups.size(other) != size_other:
            continue  # one of them has grown or is gone since
        for third, mean in groups.join(one, other):
            if mean >= least:
                low, high = min(one, third), max(one, third)
                heappush(heap, (-mean, low, high, groups.size(low), groups.size(high)))
    return [sorted(members) for members in groups.members if members]


class _Groups:
    """Growing groups, each under the number of its lowest member, with sums of likeness."""

    def __init__(self, size: int, likeness: Mapping[Pair, float]) -> None:
        self.members: list[list[int]] = [[number] for number in range(size)]
        self._sums: list[dict[int, float]] = [{} for _ in range(size)]
        for (one, other), like in likeness.items():
            self._sums[one][other] = like
            self._sums[other][one] = like

    def size(self, group: int) -> int:
        return len(self.members[group])

    def join(self, one: int, other: int) -> list[tuple[int, float]]:
        """Put `other` into `one` (the lower); return each group like it, with the mean."""
        kept, gone = self._sums[one], self._sums[other]
        self._sums[other] = {}
        del kept[other], gone[one]
        for third, like in gone.items():
            kept[third] = kept.get(third, 0.0) + like
            thirds = self._sums[third]
            del thirds[other]
            thirds[one] = kept[third]
        self.members[one] += self.members[other]
        self.members[other] = []
        mine = self.size(one)
        return [(third, like / (mine * self.size(third))) for third, like in kept.items()]
