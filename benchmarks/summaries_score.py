"""ROUGE of summaries (C.-Y. Lin, ACL workshop 2004, https://aclanthology.org/W04-1013/).

ROUGE-1 and ROUGE-2 count shared words and pairs of words, ROUGE-L of a summary the union of the
longest common subsequences of each reference sentence with those of the summary. Stems are this
project's, so figures lie near those of the published tool and are not equal to them.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from digest.text.tokens import stem, words

if TYPE_CHECKING:
    from collections.abc import Sequence

Row = tuple[float, float, float]


def rouge(summary: Sequence[str], references: Sequence[Sequence[str]], *, recall: bool) -> Row:
    """Return ROUGE-1, -2 and -L in percent: F1 or recall, the mean over the references."""
    mine = [_stems(sentence) for sentence in summary]
    rows = []
    for reference in references:
        gold = [_stems(sentence) for sentence in reference]
        size, wanted = sum(map(len, mine)), sum(map(len, gold))
        rows.append(
            (
                _share(_grams(mine, 1), _grams(gold, 1), recall=recall),
                _share(_grams(mine, 2), _grams(gold, 2), recall=recall),
                _percent(_union(mine, gold), size, wanted, recall=recall),
            )
        )
    return mean(rows)


def mean(rows: Sequence[Row]) -> Row:
    """Return the mean of each column."""
    one, two, three = (sum(column) / len(column) for column in zip(*rows, strict=True))
    return one, two, three


def _stems(sentence: str) -> list[str]:
    return [stem(word) for word in words(sentence)]


def _grams(sentences: Sequence[Sequence[str]], n: int) -> Counter[tuple[str, ...]]:
    text = [word for sentence in sentences for word in sentence]
    return Counter(tuple(text[i : i + n]) for i in range(len(text) - n + 1))


def _share(
    mine: Counter[tuple[str, ...]], gold: Counter[tuple[str, ...]], *, recall: bool
) -> float:
    return _percent((mine & gold).total(), mine.total(), gold.total(), recall=recall)


def _percent(hits: int, found: int, wanted: int, *, recall: bool) -> float:
    if not found or not wanted:
        return 0.0
    return 100 * hits / wanted if recall else 200 * hits / (found + wanted)


def _union(mine: Sequence[Sequence[str]], gold: Sequence[Sequence[str]]) -> int:
    left = Counter(word for sentence in mine for word in sentence)
    hits = 0
    for reference in gold:
        places = {place for sentence in mine for place in _subsequence(reference, sentence)}
        for word in [reference[place] for place in sorted(places)]:
            if left[word]:
                left[word] -= 1
                hits += 1
    return hits


def _subsequence(reference: Sequence[str], sentence: Sequence[str]) -> list[int]:
    """Return the places in `reference` of its longest common subsequence with `sentence`."""
    table = [[0] * (len(sentence) + 1) for _ in range(len(reference) + 1)]
    for i, word in enumerate(reference):
        for j, other in enumerate(sentence):
            longer = max(table[i][j + 1], table[i + 1][j])
            table[i + 1][j + 1] = table[i][j] + 1 if word == other else longer
    places = []
    i, j = len(reference), len(sentence)
    while i and j:
        if reference[i - 1] == sentence[j - 1]:
            places.append(i - 1)
            i, j = i - 1, j - 1
        elif table[i - 1][j] >= table[i][j - 1]:
            i -= 1
        else:
            j -= 1
    return places
