"""Who and what a story names, over all its articles."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from digest.model.article import DIGESTIBLE
from digest.model.named import Named, NameKind
from digest.text.cast import cast

if TYPE_CHECKING:
    from collections.abc import Iterable

    from digest.model.article import Article

_OF_EACH_KIND = 6
"""Names of people, of places and of organisations that are told: a line each."""


def cast_of(articles: Iterable[Article]) -> tuple[Named, ...]:
    """Return those that a story names most often: people first, then places, organisations.

    A name has the kind that most of the articles' mentions give it. A last name that an article
    tells alone counts for the person of that name whom the others name most.
    """
    counts: Counter[tuple[str, NameKind]] = Counter()
    for article in articles:
        if article.language.split("-")[0] != "en":
            continue  # the rules are of English
        paragraphs = (
            article.text[p.start : p.end]
            for section in article.sections
            if section.kind in DIGESTIBLE
            for p in section.paragraphs
        )
        for one in cast(paragraphs):
            counts[one.name, one.kind] += one.mentions
    _join(counts)
    kinds: dict[str, NameKind] = {}
    for name, kind in sorted(counts, key=lambda key: (-counts[key], key)):
        kinds.setdefault(name, kind)
    return tuple(
        Named(name, kind, counts[name, kind])
        for kind in NameKind
        for name in sorted(
            (n for n, own in kinds.items() if own is kind), key=lambda n: (-counts[n, kind], n)
        )[:_OF_EACH_KIND]
    )


def _join(counts: Counter[tuple[str, NameKind]]) -> None:
    persons = [name for name, kind in counts if kind is NameKind.PERSON]
    for alone in [name for name in persons if " " not in name]:
        full = [n for n in persons if n.endswith(f" {alone}")]
        if full:
            most = min(full, key=lambda n: (-counts[n, NameKind.PERSON], n))
            counts[most, NameKind.PERSON] += counts.pop((alone, NameKind.PERSON))
