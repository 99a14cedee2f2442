"""Articles that earlier editions told: timelines of stories that go on tell their events too."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from digest.analyse.stories import group_stories

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from digest.model.article import Article
    from digest.model.edition import TimelineEntry


def attach(
    groups: Sequence[Sequence[int]], articles: Sequence[Article], earlier: Sequence[Article]
) -> tuple[tuple[Article, ...], ...]:
    """Return for each of `groups` the earlier articles that tell of its story.

    `groups` are indices into `articles`. All are grouped together once more, which moves none of
    `articles`: an earlier one goes to the group that most of its fellows are of, or to none.
    """
    group_of = {articles[i].id: number for number, group in enumerate(groups) for i in group}
    found: list[list[Article]] = [[] for _ in groups]
    together = [*articles, *earlier] if earlier else []
    for group in group_stories(together):
        fellows = Counter(group_of[together[i].id] for i in group if together[i].id in group_of)
        if fellows:
            best = min(fellows, key=lambda number: (-fellows[number], number))
            found[best] += [together[i] for i in group if together[i].id not in group_of]
    return tuple(map(tuple, found))


def cited(earlier: Iterable[Article], entries: Iterable[TimelineEntry]) -> list[Article]:
    """Return those of the earlier articles that entries cite."""
    names = {
        citation.article
        for entry in entries
        for citation in (*entry.citations, *(claim.citation for claim in entry.conflict))
    }
    return [article for article in earlier if article.id in names]
