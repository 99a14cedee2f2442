"""Documents as they arrive, before anything reads them: bytes with what was said beside them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime

    from digest.model.article import MediaType


@dataclass(frozen=True, slots=True)
class Given:
    """What the sender said about a document; nothing of it is checked yet."""

    id: str | None = None
    title: str | None = None
    published: str | None = None
    outlet: str | None = None
    url: str | None = None
    authors: tuple[str, ...] = ()
    language: str | None = None


_NOTHING = Given()


@dataclass(frozen=True, slots=True)
class Received:
    """One document: `name` says where it came from, for messages.

    `charset` is set when it is known, so that a page's own declaration is not believed. `source`
    names the source that brought it, None for what was sent.
    """

    name: str
    media_type: MediaType
    content: bytes
    given: Given = Given()
    charset: str | None = None
    source: str | None = None


@dataclass(frozen=True, slots=True)
class StoredDocument:
    """A received document as it is stored; its bytes lie in the blob with that sha256."""

    id: str
    blob: str
    size: int
    name: str
    media_type: MediaType
    charset: str | None
    given: Given
    accepted: datetime
    source: str | None = None


@dataclass(frozen=True, slots=True)
class Link:
    """A page that is still to be fetched, with what was said beside it."""

    url: str
    given: Given = _NOTHING


@dataclass(frozen=True, slots=True)
class Refused:
    """A document that cannot be used, and why; what stands beside it can be."""

    name: str
    reason: str
