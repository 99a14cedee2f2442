"""Two versions of a text as one list of sentences: kept, changed, removed, added.

A patience diff (Bram Cohen): sentences that stand once in each version hold the two together, and
what surrounds them follows. It takes time in proportion to n log n, whatever the texts hold.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from typing import TYPE_CHECKING

from digest.model.change import ChangeKind, Compared

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    _Pair = tuple[int, int]

ALIKE = 0.5
"""Least share of common words (Dice) of a sentence and what it was changed into.

Ours, not measured: with less than half of its words in common, a reader takes it for another.
"""
_AHEAD = 10
"""Added sentences that one that is missing is compared with: editors reword where they stand."""

_WORD = re.compile(r"\w+")


def compare(before: Sequence[str], after: Sequence[str]) -> tuple[Compared, ...]:
    """Return what became of the sentences of `before` in `after`, in reading order.

    Every sentence of both is in one change; a sentence that moved is removed and added.
    """
    found: list[Compared] = []
    old = new = 0
    for at_old, at_new in [*_kept(before, after), (len(before), len(after))]:
        found += _gap(before, after, range(old, at_old), range(new, at_new))
        if at_old < len(before):
            found.append(Compared(ChangeKind.KEPT, at_old, at_new))
        old, new = at_old + 1, at_new + 1
    return tuple(found)


def _kept(before: Sequence[str], after: Sequence[str]) -> list[_Pair]:
    """Return the pairs of equal sentences, ascending on both sides."""
    found: list[_Pair] = []
    old = new = 0
    for at_old, at_new in [*_anchors(before, after), (len(before), len(after))]:
        head = _run(before, after, (old, new), (at_old, at_new))
        old, new = old + head, new + head
        tail = 0
        while (
            at_old - tail > old
            and at_new - tail > new
            and before[at_old - tail - 1] == after[at_new - tail - 1]
        ):
            tail += 1
        found += [(old - n, new - n) for n in range(head, 0, -1)]
        found += [(at_old - n, at_new - n) for n in range(tail, 0, -1)]
        if at_old < len(before):
            found.append((at_old, at_new))
        old, new = at_old + 1, at_new + 1
    return found


def _run(before: Sequence[str], after: Sequence[str], start: _Pair, end: _Pair) -> int:
    length = 0
    most = min(end[0] - start[0], end[1] - start[1])
    while length < most and before[start[0] + length] == after[start[1] + length]:
        length += 1
    return length


def _anchors(before: Sequence[str], after: Sequence[str]) -> list[_Pair]:
    """Return the longest ascending row of sentences that stand exactly once in each version."""
    olds, news = Counter(before), Counter(after)
    place = {said: n for n, said in enumerate(after) if news[said] == 1}
    pairs = [(n, place[s]) for n, s in enumerate(before) if olds[s] == 1 and s in place]
    ends: list[int] = []  # the least last place in `after` of a row of each length
    tops: list[int] = []  # which pair that is
    previous: list[int] = []
    for number, (_, new) in enumerate(pairs):
        length = bisect_left(ends, new)
        previous.append(tops[length - 1] if length else -1)
        ends[length : length + 1] = [new]
        tops[length : length + 1] = [number]
    row: list[_Pair] = []
    number = tops[-1] if tops else -1
    while number >= 0:
        row.append(pairs[number])
        number = previous[number]
    return row[::-1]


def _gap(
    before: Sequence[str], after: Sequence[str], olds: range, news: range
) -> Iterator[Compared]:
    """Yield what happened between two sentences that hold the versions together."""
    words = [_words(after[new]) for new in news]
    free = 0
    for old in olds:
        mine = _words(before[old])
        ahead = range(free, min(free + _AHEAD, len(words)))
        same = (n for n in ahead if before[old] == after[news[n]])
        match = next(same, next((n for n in ahead if _alike(mine, words[n])), None))
        if match is None:
            yield Compared(ChangeKind.REMOVED, old, None)
            continue
        for new in news[free:match]:
            yield Compared(ChangeKind.ADDED, None, new)
        equal = before[old] == after[news[match]]
        yield Compared(ChangeKind.KEPT if equal else ChangeKind.CHANGED, old, news[match])
        free = match + 1
    for new in news[free:]:
        yield Compared(ChangeKind.ADDED, None, new)


def _words(sentence: str) -> Counter[str]:
    return Counter(_WORD.findall(sentence.casefold()))


def _alike(one: Counter[str], other: Counter[str]) -> bool:
    common = (one & other).total()
    return common > 0 and 2 * common >= ALIKE * (one.total() + other.total())
