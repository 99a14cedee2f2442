"""No sentence without its source: an edition with an uncited sentence is refused."""

from __future__ import annotations

from typing import TYPE_CHECKING

from digest.errors import UncitedError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from digest.model.edition import Citation, Edition


def check_citations(edition: Edition) -> None:
    """Pass when every sentence stands at each of its verbatim citations.

    A sentence needs at least one verbatim citation; white space is folded on both sides; every
    other citation must lie inside the text of a source of the edition.

    Raises:
        UncitedError: a sentence does not stand where it says.
    """
    texts = {(s.article, s.version): s.text for s in edition.sources}
    for words, citations in _cited(edition):
        verbatim = [c for c in citations if c.kind == "verbatim"]
        if not verbatim:
            raise UncitedError(f"A sentence has no verbatim citation: {words[:80]!r}.")
        for citation in citations:
            text = texts.get((citation.article, citation.version))
            if text is None or not 0 <= citation.start < citation.end <= len(text):
                raise UncitedError(f"A citation points at no text: {_where(citation)}.")
        for citation in verbatim:
            found = texts[citation.article, citation.version][citation.start : citation.end]
            if fold(found) != fold(words):
                raise UncitedError(f"{words[:80]!r} does not stand at {_where(citation)}.")


def fold(text: str) -> str:
    """Return `text` with every run of white space as one space."""
    return " ".join(text.split())


def _where(citation: Citation) -> str:
    return f"{citation.article}, version {citation.version}, {citation.start}–{citation.end}"


def _cited(edition: Edition) -> Iterator[tuple[str, Iterable[Citation]]]:
    for story in edition.stories:
        for sentence in story.sentences:
            yield sentence.text, sentence.citations
    for sentence in edition.key_points:
        yield sentence.text, sentence.citations
    for entry in edition.timeline:
        yield entry.text, entry.citations
