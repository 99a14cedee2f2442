"""Near-duplicates: copies of one text, whole, edited or cut, under other names.

Containment of sampled shingles: A. Broder, "On the resemblance and containment of documents"
(1997). Containment and not resemblance, because wire copy is cut from the end.
"""

from __future__ import annotations

import zlib
from collections import Counter, defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from digest.model.article import DIGESTIBLE
from digest.text.tokens import words

if TYPE_CHECKING:
    from collections.abc import Iterable

    from digest.model.article import Article

CONTAINED = 0.4
"""Share of the smaller sample that must stand in the other: finds edits of 15 % and copies of
60 %, while reports of one event by two outlets share under .2 (ours, on Wikinews articles)."""

WHOLE = 0.5
"""Share of a copy's own sample from which it adds nothing worth reading. Edits of 15 % share .6;
a report that has grown to more than twice what it was copied from is read for what it adds."""

_SHINGLE = 3
_KEEP_ONE_IN = 4
_FEWEST = 6
"""Sampled shingles below which two texts are called copies only when they are equal."""
_COMMON = 50
"""Originals that may share a shingle before it is a phrase of the trade and tells nothing; it
bounds the work for each article, whatever their number."""


@dataclass(frozen=True, slots=True)
class Copy:
    """That an article repeats another: `share` of its own words stand in the `original`."""

    original: str
    share: float

    @property
    def whole(self) -> bool:
        """Whether the article is nothing but a copy."""
        return self.share >= WHOLE


def find_copies(articles: Iterable[Article]) -> dict[str, Copy]:
    """Return the id of each copy with what it is a copy of.

    `articles` are sorted by (published, sha256): the first of several copies is the original,
    and every copy is one of an original, never of another copy: of a text that was rewritten
    again and again, the last may have nothing in common with the first. Ids are unique.
    """
    index = _Originals()
    copies: dict[str, Copy] = {}
    for article in articles:
        sample = shingles(_quotable(article))
        copy = index.copied_by(article, sample)
        if copy is None:
            index.add(article, sample)
        else:
            copies[article.id] = copy
    return copies


def shingles(text: str) -> frozenset[int]:
    """Return a sample of the text's runs of three words, as hashes that every process shares."""
    tokens = [word.encode("utf-8", "surrogatepass") for word in words(text)]
    runs = (b" ".join(tokens[i : i + _SHINGLE]) for i in range(len(tokens) - _SHINGLE + 1))
    hashes = (zlib.crc32(run) for run in runs)
    return frozenset(h for h in hashes if h % _KEEP_ONE_IN == 0)


def _quotable(article: Article) -> str:
    """Return the running text: what surrounds it is the same on all pages of an outlet."""
    return "\n".join(
        article.text[p.start : p.end]
        for section in article.sections
        if section.kind in DIGESTIBLE
        for p in section.paragraphs
    )


class _Originals:
    """Articles that are no copies, found by the shingles they hold."""

    def __init__(self) -> None:
        self._ids: list[str] = []
        self._sizes: list[int] = []
        self._holders: defaultdict[int, list[int]] = defaultdict(list)
        self._texts: dict[str, str] = {}

    def add(self, article: Article, sample: frozenset[int]) -> None:
        number = len(self._ids)
        self._ids.append(article.id)
        self._sizes.append(len(sample))
        self._texts.setdefault(article.sha256, article.id)
        if len(sample) < _FEWEST:
            return
        for shingle in sample:
            holders = self._holders[shingle]
            if len(holders) <= _COMMON:
                holders.append(number)

    def copied_by(self, article: Article, sample: frozenset[int]) -> Copy | None:
        """Return the original that most of the smaller sample stands in; the first of equals."""
        same = self._texts.get(article.sha256)
        if same is not None:
            return Copy(same, 1.0)
        if len(sample) < _FEWEST:
            return None
        shared: Counter[int] = Counter()
        for shingle in sample:
            holders = self._holders.get(shingle, ())
            if len(holders) <= _COMMON:
                shared.update(holders)
        best = [
            (-count / min(len(sample), self._sizes[number]), number)
            for number, count in shared.items()
            if count >= CONTAINED * min(len(sample), self._sizes[number])
        ]
        if not best:
            return None
        _, number = min(best)
        return Copy(self._ids[number], shared[number] / len(sample))
