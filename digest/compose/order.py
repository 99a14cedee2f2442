"""The order of stories: what most articles tell first, then what lies nearest to the whole."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from digest.text.tokens import content_stems

if TYPE_CHECKING:
    from collections.abc import Sequence


def relevance(texts: Sequence[str]) -> tuple[float, ...]:
    """Return for each text how much of its vocabulary the other texts share, 0 to 1.

    `texts` hold what each story is about: its title and its summary. Of a digest on one topic
    the stories that only touch it come out lowest.
    """
    stems = [frozenset(content_stems(text)) for text in texts]
    spread = Counter(stem for own in stems for stem in own)
    others = max(len(texts) - 1, 1)
    return tuple(
        sum(spread[stem] - 1 for stem in own) / (others * len(own)) if own else 0.0 for own in stems
    )
