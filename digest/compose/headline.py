"""The article that best stands for all of a story: its title is the headline, its lead leads."""

from __future__ import annotations

from typing import TYPE_CHECKING

from digest.text.tokens import content_stems

if TYPE_CHECKING:
    from collections.abc import Sequence

    from digest.model.article import Article


def choose_headline(articles: Sequence[Article]) -> int:
    """Return the index of the article whose title shares most content stems with the others'.

    `articles` are one story's, sorted by publication; of equals the latest stands for all.
    """
    stems = [frozenset(content_stems(a.title)) for a in articles]

    def shared(index: int) -> tuple[float, int]:
        own = stems[index]
        others = [s for i, s in enumerate(stems) if i != index]
        overlap = sum(len(own & other) / max(len(own | other), 1) for other in others)
        return (overlap, index)

    return max(range(len(articles)), key=shared)
