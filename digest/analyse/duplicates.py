"""Near-duplicates: copies of one text, whole, edited or cut, under other names.

Containment of sampled shingles: A. Broder, "On the resemblance and containment of documents"
(1997). Containment and not resemblance, because wire copy is cut from the end.
"""

from __future__ import annotations

import zlib
from collections import Counter, defaultdict
from typing import TYPE_CHECKING

from digest.text.tokens import words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from digest.model.article import Article

CONTAINED = 0.4
"""Share of the smaller sample that must stand in the other: finds edits of 15 % and copies of
60 %, while reports of one event by two outlets share under .2 (ours, on Wikinews articles)."""

_SHINGLE = 3
_KEEP_ONE_IN = 4
_FEWEST = 6
"""Sampled shingles below which two texts are called copies only when they are equal."""


def find_copies(articles: Sequence[Article]) -> dict[str, str]:
    """Return the id of each copy with the id of its original.

    `articles` are sorted by (published, sha256): the first of several copies is the original.
    A copy of a copy has the first as its original. Ids are unique.
    """
    holders: defaultdict[int, list[int]] = defaultdict(list)
    samples: list[frozenset[int]] = []
    originals: dict[str, str] = {}
    texts: dict[str, str] = {}
    for index, article in enumerate(articles):
        sample = shingles(article.text)
        samples.append(sample)
        original = texts.get(article.sha256) or _original(sample, samples, holders, articles)
        if original is None:
            texts[article.sha256] = article.id
        else:
            originals[article.id] = originals.get(original, original)
            texts.setdefault(article.sha256, originals[article.id])
        for shingle in sample:
            holders[shingle].append(index)
    return originals


def shingles(text: str) -> frozenset[int]:
    """Return a sample of the text's runs of three words, as hashes that every process shares."""
    tokens = [word.encode("utf-8", "surrogatepass") for word in words(text)]
    runs = (b" ".join(tokens[i : i + _SHINGLE]) for i in range(len(tokens) - _SHINGLE + 1))
    hashes = (zlib.crc32(run) for run in runs)
    return frozenset(h for h in hashes if h % _KEEP_ONE_IN == 0)


def _original(
    sample: frozenset[int],
    samples: Sequence[frozenset[int]],
    holders: dict[int, list[int]],
    articles: Sequence[Article],
) -> str | None:
    if len(sample) < _FEWEST:
        return None
    shared = Counter(i for shingle in sorted(sample) for i in holders.get(shingle, ()))
    best = [
        (-count / min(len(sample), len(samples[i])), i)
        for i, count in shared.items()
        if len(samples[i]) >= _FEWEST and count >= CONTAINED * min(len(sample), len(samples[i]))
    ]
    return articles[min(best)[1]].id if best else None
