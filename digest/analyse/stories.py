"""Stories: the articles on one happening, as a pure function of a set of articles.

Texts are compared by cosine of TF-IDF, each likeness is taken relative to how alike the nearest
texts are (L. Zelnik-Manor and P. Perona, "Self-tuning spectral clustering", 2004), and groups are
joined by average linkage. Relative likeness is what keeps two happenings of one topic apart
and yet joins loose reports of a long one.
"""

from __future__ import annotations

import hashlib
import heapq
import math
from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from digest.analyse.linkage import join
from digest.analyse.similarity import Vector, idf, unit, weights
from digest.model.article import DIGESTIBLE
from digest.text.tokenised import readable
from digest.text.tokens import content_stems

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from digest.analyse.linkage import Pair
    from digest.model.article import Article

# Calibrated on the odd stories of three sets with one setting for all: 50 events told by three
# outlets each, pairs of happenings of one topic, clusters of ten reports. benchmarks/stories.py
# reports both halves.
SAME_STORY = 0.28
"""Mean relative likeness from which two groups are one story."""

_RELATIVE = 0.7
"""How far likeness is relative: 0 takes it as it is, 1 divides it by that of the nearest."""
_NEAREST = 3
_ALIKE = 0.6
"""Likeness beyond which texts are copies: their being near says nothing of others."""
_APART = 0.18
"""Likeness that strangers have: nothing is taken relative to less."""

_ALONE = 0.13
"""A report that is less like any other tells a story of its own: of reports on one event under 1 %
are less like their nearest fellow, of loose clusters 3 %."""

_SAME_DAYS = 3
_DAYS = 30.0
"""Days, after the first `_SAME_DAYS`, by which likeness falls to 1/e."""

_TITLE_WEIGHT = 3
_TERMS = 150
"""The heaviest terms of each text are compared; more change nothing, fewer lose loose reports."""
_COMMON = 400
"""Texts beyond which a term is too common to tell happenings apart; it bounds the work."""
_FAINT = 0.03
"""Likeness below which two texts count as not alike at all; it bounds memory."""


@dataclass(frozen=True, slots=True)
class Report:
    """What grouping reads of an article: `day` is a proleptic ordinal, None when unknown."""

    key: tuple[str, str]
    day: int | None
    title: str
    text: str


def group_stories(articles: Sequence[Article]) -> tuple[tuple[int, ...], ...]:
    """Return the stories as groups of indices into `articles`.

    Any order of the same articles gives the same groups: stories are sorted by their first
    article, articles by (published, sha256). Copies should have been set aside.
    """
    reports = [
        Report(
            (article.published.value or "", article.sha256),
            day_of(article.published.value),
            article.title,
            " ".join(
                article.text[p.start : p.end]
                for section in article.sections
                if section.kind in DIGESTIBLE
                for p in section.paragraphs
            ),
        )
        for article in articles
    ]
    return group(reports)


def group(reports: Sequence[Report]) -> tuple[tuple[int, ...], ...]:
    """Return groups of indices into `reports`, each and all sorted by their keys."""
    order = sorted(range(len(reports)), key=lambda i: reports[i].key)
    sorted_reports = [reports[i] for i in order]
    likeness = _relative(len(order), _likeness(sorted_reports))
    return tuple(
        tuple(order[i] for i in members) for members in join(len(order), likeness, SAME_STORY)
    )


def read_report(record: Mapping[str, object]) -> Report:
    """Return the report of a record {text, title?, published | date | time | dct?}.

    Tokenised text is read as any other; a date coarser than a day counts as none.

    Raises:
        ValueError: there is no text.
    """
    text, title = record.get("text"), record.get("title")
    if not isinstance(text, str):
        raise ValueError("there is no 'text'")  # noqa: TRY004 - the record is wrong, not a call
    values = (record.get(name) for name in ("published", "date", "time", "dct"))
    published = next((value for value in values if isinstance(value, str) and value), "")
    sha256 = hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
    heading = title if isinstance(title, str) else ""
    return Report((published, sha256), day_of(published), heading, readable(text))


def name_stories(reports: Sequence[Report]) -> list[str]:
    """Return the name of the story of each report, after the text of the story's first one."""
    names = [""] * len(reports)
    for members in group(reports):
        name = f"s-{reports[members[0]].key[1][:12]}"
        for index in members:
            names[index] = name
    return names


def day_of(published: str | None) -> int | None:
    """Return the ordinal of an ISO 8601 date or date-time; None for one coarser than a day."""
    try:
        return date.fromisoformat((published or "")[:10]).toordinal()
    except ValueError:
        return None


def _likeness(reports: Sequence[Report]) -> dict[Pair, float]:
    """Return how alike each two reports are, faint pairs left out."""
    postings: defaultdict[str, list[tuple[int, float]]] = defaultdict(list)
    found: dict[Pair, float] = {}
    vectors = _vectors(reports)
    spread = Counter(term for vector in vectors for term in vector)
    for number, vector in enumerate(vectors):
        alike: defaultdict[int, float] = defaultdict(float)
        for term, weight in vector.items():
            if spread[term] > _COMMON:
                continue
            for other, its in postings[term]:
                alike[other] += weight * its
            postings[term].append((number, weight))
        for other, like in sorted(alike.items()):
            if like >= _FAINT:
                timed = like * _in_time(reports[other].day, reports[number].day)
                if timed >= _FAINT:
                    found[other, number] = timed
    return found


def _vectors(reports: Sequence[Report]) -> list[Vector]:
    texts = [content_stems(r.title) * _TITLE_WEIGHT + content_stems(r.text) for r in reports]
    rarity = idf(texts)
    return [_heaviest(weights(stems, rarity)) for stems in texts]


def _heaviest(vector: Vector) -> Vector:
    if len(vector) > _TERMS:
        vector = dict(heapq.nsmallest(_TERMS, vector.items(), key=lambda item: (-item[1], item[0])))
    return unit(vector)


def _in_time(one: int | None, other: int | None) -> float:
    if one is None or other is None:
        return 1.0
    return math.exp(-max(0, abs(one - other) - _SAME_DAYS) / _DAYS)


def _relative(size: int, likeness: Mapping[Pair, float]) -> dict[Pair, float]:
    """Return each likeness relative to how alike the nearest reports of both are.

    Reports that are like no other have none.
    """
    near: list[list[float]] = [[] for _ in range(size)]
    for (one, other), like in likeness.items():
        near[one].append(min(like, _ALIKE))
        near[other].append(min(like, _ALIKE))
    scale = [max(sum(heapq.nlargest(_NEAREST, own)) / _NEAREST, _APART) for own in near]
    return {
        (one, other): like / (scale[one] * scale[other]) ** (_RELATIVE / 2)
        for (one, other), like in likeness.items()
        if max(near[one]) >= _ALONE and max(near[other]) >= _ALONE
    }
