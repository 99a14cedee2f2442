"""Documents as they arrive and the articles they become.

Offsets everywhere are code points of `Article.text`, which is kept whole: headline copies,
furniture and captions are kinds of section, never deletions.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from datetime import datetime

PublishedOrigin = Literal["given", "metadata", "inferred", "unknown"]


class MediaType(StrEnum):
    """How a document's content is written."""

    TEXT = "text/plain"
    HTML = "text/html"


class SectionKind(StrEnum):
    """What a section of an article is; only `DIGESTIBLE` kinds are quoted from."""

    HEADLINE = "headline"
    DATELINE = "dateline"
    BODY = "body"
    SLIDESHOW = "slideshow"
    FURNITURE = "furniture"
    PAYWALL = "paywall"  # what a paywall leaves of an article
    CONSENT = "consent"  # what a cookie wall shows in the place of an article


DIGESTIBLE = frozenset({SectionKind.BODY, SectionKind.SLIDESHOW})
WALLS = frozenset({SectionKind.PAYWALL, SectionKind.CONSENT})


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A half-open range [start, end) of code points of a text."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Section:
    """A part of an article; sections are sorted, and do not overlap.

    `paragraphs` are the spans of its running text, without headings. A slide or live-blog post
    is one section with its own `heading`; a body is one section with many paragraphs.
    """

    kind: SectionKind
    start: int
    end: int
    paragraphs: tuple[Span, ...] = ()
    heading: Span | None = None


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence's span, with the index of its section and its paragraph's running number."""

    start: int
    end: int
    section: int
    paragraph: int

    @property
    def span(self) -> Span:
        """Where the sentence stands."""
        return Span(self.start, self.end)


@dataclass(frozen=True, slots=True)
class Published:
    """When an article was published, and how that is known.

    `value` is an ISO 8601 date or date-time (with offset when one is known), or None when
    unknown; `precision` is its grain. `candidates` are further dates that fit the text.
    """

    value: str | None
    precision: Literal["second", "minute", "day", "month", "year"] | None
    origin: PublishedOrigin
    reasons: tuple[str, ...] = ()
    candidates: tuple[str, ...] = ()


UNKNOWN_DATE = Published(value=None, precision=None, origin="unknown")


@dataclass(frozen=True, slots=True)
class Document:
    """What arrived, decoded: one text or one HTML page with the metadata given beside it.

    `name` says where it came from, for messages. `published` is as given, not yet checked.
    """

    name: str
    media_type: MediaType
    content: str
    id: str | None = None
    title: str | None = None
    published: str | None = None
    outlet: str | None = None
    url: str | None = None
    authors: tuple[str, ...] = ()
    language: str | None = None


@dataclass(frozen=True, slots=True)
class Article:
    """One version of one published text.

    `id` and `version` name it in citations. `text` is the decoded document (for HTML: the
    extractor's text) with newlines normalised and nothing removed; `sha256` is of `text` in
    UTF-8. `accepted` is aware UTC, None for articles that no service accepted.
    """

    id: str
    version: int
    title: str
    text: str
    sha256: str
    published: Published
    sections: tuple[Section, ...]
    outlet: str | None = None
    url: str | None = None
    canonical_url: str | None = None
    authors: tuple[str, ...] = ()
    language: str = "en"
    extractor: str = "text/1"
    accepted: datetime | None = None

    @property
    def wall(self) -> SectionKind | None:
        """What stands before the article, so that nothing of it is told; None for nothing."""
        kinds = {section.kind for section in self.sections}
        return next((kind for kind in sorted(WALLS) if kind in kinds), None)

    def quote(self, span: Span) -> str:
        """Return the text at `span` with white space folded to single spaces."""
        return " ".join(self.text[span.start : span.end].split())
