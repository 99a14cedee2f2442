"""A feed and its entries as values, before any form of feed is written.

All texts are plain text but `FeedEntry.content`, which is sanitised HTML with absolute links. All
times are aware; feeds show them in UTC.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from urllib.parse import urljoin


@dataclass(frozen=True, slots=True)
class Enclosure:
    """A file that comes with an entry; `length` is its true size in bytes."""

    url: str
    type: str
    length: int


@dataclass(frozen=True, slots=True)
class Origin:
    """The feed that an entry was first published in: `url` and `atom` are where it stands.

    `url` is the form that RSS names. `atom` is the feed in Atom, None where it is `url` too.
    """

    id: str
    title: str
    url: str
    updated: datetime
    atom: str | None = None


@dataclass(frozen=True, slots=True)
class FeedEntry:
    """One item of a feed. `id` and `published` never change; `updated` only with the content."""

    id: str
    title: str
    summary: str
    content: str
    link: str
    published: datetime
    updated: datetime
    authors: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    language: str | None = None
    enclosure: Enclosure | None = None
    origin: Origin | None = None


@dataclass(frozen=True, slots=True)
class Tombstone:
    """An entry that was withdrawn, and when (RFC 6721); only Atom can say so."""

    id: str
    when: datetime
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class SelfLinks:
    """Where the document itself stands in each form of feed."""

    rss: str
    atom: str
    json: str


@dataclass(frozen=True, slots=True)
class Paging:
    """The neighbours of one form of a feed's document (RFC 5005, section 4).

    The current document knows `prev_archive` alone. An archive document knows the `current` one
    too and has `is_archive` set.
    """

    prev_archive: str | None = None
    next_archive: str | None = None
    current: str | None = None
    is_archive: bool = False


@dataclass(frozen=True, slots=True)
class Channel:
    """A feed without its entries; `link` is the page that people read, `author` who makes it."""

    id: str
    title: str
    subtitle: str
    link: str
    self_links: SelfLinks
    language: str
    updated: datetime
    author: str
    generator: str
    icon: str | None = None
    hub: str | None = None
    stylesheet: str | None = None
    paging: Paging = Paging()


@dataclass(frozen=True, slots=True)
class Links:
    """Absolute addresses of the files of one edition; `pdf` is None where there is no briefing."""

    page: str
    pdf: str | None
    rss: str
    atom: str
    json: str
    calendar: str
    timeline: str
    evidence: str


def links_beneath(base_url: str) -> Links:
    """Return the addresses of an edition's files beneath `base_url`, which ends with a slash."""
    return Links(
        page=urljoin(base_url, "index.html"),
        pdf=urljoin(base_url, "briefing.pdf"),
        rss=urljoin(base_url, "rss.xml"),
        atom=urljoin(base_url, "atom.xml"),
        json=urljoin(base_url, "feed.json"),
        calendar=urljoin(base_url, "timeline.ics"),
        timeline=urljoin(base_url, "timeline.json"),
        evidence=urljoin(base_url, "edition.json"),
    )


def in_utc(moment: datetime) -> datetime:
    """Return `moment` in UTC.

    Raises:
        ValueError: it has no zone, and guessing one could move an entry by half a day.
    """
    if moment.utcoffset() is None:
        raise ValueError(f"a feed's times need a zone: {moment.isoformat()}")
    return moment.astimezone(UTC)
