"""Sources get their numbers by first citation, and their names."""

from __future__ import annotations

from typing import TYPE_CHECKING

from digest.publish.safe import host_of, safe_text, safe_url

if TYPE_CHECKING:
    from collections.abc import Iterator

    from digest.model.edition import Citation, Edition, Source

    Place = tuple[str, int]


def numbered_sources(edition: Edition) -> dict[Place, int]:
    """Number the sources by first citation in reading order; uncited ones follow."""
    known = {(s.article, s.version) for s in edition.sources}
    cited = ((c.article, c.version) for c in _citations(edition) if (c.article, c.version) in known)
    order = dict.fromkeys(cited) | dict.fromkeys((s.article, s.version) for s in edition.sources)
    return {place: number for number, place in enumerate(order, 1)}


def source_name(source: Source) -> str:
    """Return what a source is called: its outlet, else its host, its title or its id."""
    if source.outlet:
        return safe_text(source.outlet)
    return host_of(safe_url(source.url)) or safe_text(source.title) or source.article


def _citations(edition: Edition) -> Iterator[Citation]:
    for point in edition.key_points:
        yield from point.citations
    for story in edition.stories:
        for sentence in story.sentences:
            yield from sentence.citations
        for entry in edition.timeline:
            if entry.story == story.id:
                yield from entry.citations
    for entry in edition.timeline:
        yield from entry.citations
