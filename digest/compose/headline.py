"""The headline of a story: the title of the article that best stands for all of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from digest.text.tokens import content_stems

if TYPE_CHECKING:
    from collections.abc import Sequence

    from digest.model.article import Article


def choose_headline(articles: Sequence[Article]) -> str:
    """Return the title that shares most content stems with the other titles; the latest of equals.

    `articles` are one story's, sorted by publication.
    """
    stems = [frozenset(content_stems(a.title)) for a in articles]

    def shared(index: int) -> tuple[float, int]:
        own = stems[index]
        others = [s for i, s in enumerate(stems) if i != index]
        overlap = sum(len(own & other) / max(len(own | other), 1) for other in others)
        return (overlap, index)

    return articles[max(range(len(articles)), key=shared)].title
