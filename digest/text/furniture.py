"""Blocks at the edges of an article that may be the page's and not the article's own.

What recurs over the articles of one outlet, whatever they tell, is furniture: offers of letters,
notes on the author, appeals. Told by the whole block, so that what only looks alike stays.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from digest.model.article import DIGESTIBLE, Section, Span
from digest.text.declared import set_aside

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

_EDGE = 4
"""Paragraphs from the beginning and from the end that are looked at: what stands in between, an
author put there."""
_SHORTEST, _LONGEST = 12, 600
"""Characters: shorter ones are headings of a series, longer ones are an article's own."""
_DIGITS = 20


def edge_blocks(text: str, sections: Sequence[Section]) -> Mapping[str, tuple[Span, ...]]:
    """Return the blocks at the edges of an article: mark, the same for the same words, to spans."""
    paragraphs = [p for s in sections if s.kind in DIGESTIBLE for p in s.paragraphs]
    edges = dict.fromkeys([*paragraphs[:_EDGE], *paragraphs[-_EDGE:]])
    found: dict[str, tuple[Span, ...]] = {}
    for span in edges:
        words = " ".join(text[span.start : span.end].casefold().split())
        if _SHORTEST <= len(words) <= _LONGEST:
            mark = hashlib.sha256(words.encode("utf-8", "replace")).hexdigest()[:_DIGITS]
            found[mark] = (*found.get(mark, ()), span)
    return found


def without_blocks(
    text: str, sections: Sequence[Section], marks: Collection[str]
) -> tuple[Section, ...]:
    """Return `sections` with the edge blocks that bear `marks` as furniture; none is dropped."""
    blocks = edge_blocks(text, sections)
    return set_aside(sections, [span for mark in marks for span in blocks.get(mark, ())])
