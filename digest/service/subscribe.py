"""Feeds that a user finds become sources: from a reader's list, or from the page of a site."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

from digest.errors import FetchError, InputError
from digest.ingest.discover import find_feeds
from digest.ingest.feeds import read_feed
from digest.ingest.files import open_input
from digest.ingest.opml import read_opml
from digest.model.definition import SourceDefinition, SourceKind
from digest.model.source import ListedFeed
from digest.publish.opml import source_list
from digest.service.outside import fetcher, is_feed
from digest.text.decode import decode

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from digest.service.context import Context

_FOUND = 200
_NO_LETTERS = re.compile(r"[^a-z0-9]+")
_TAG = re.compile(r"[A-Za-z]{2,8}(?:-[A-Za-z0-9]{1,8})*")
_LONGEST_NAME = 60
_TITLE = "Sources"


def listed_feeds(path: str) -> tuple[ListedFeed, ...]:
    """Return the feeds of a list as readers export them, OPML; "-" is standard input.

    Raises:
        InputError: it cannot be read, or names no feed.
    """
    with open_input(path) as opened:
        return read_opml(opened.name, opened.read_document())


def offered_feeds(context: Context, url: str) -> tuple[ListedFeed, ...]:
    """Return the feeds that the page at `url` offers, or the feed itself that lies there.

    Raises:
        FetchError: it cannot be fetched.
        InputError: there is none.
    """
    found = fetcher(context).get(url, wants=is_feed)
    if found.status != _FOUND:
        raise FetchError(f"{url} answers {found.status}; check the address.")
    feed = read_feed(found.content, found.url, found.headers.get("content-type", ""))
    if feed.entries:
        return (ListedFeed(feed.title or found.url, found.url, feed.language),)
    feeds = find_feeds(decode(found.content, found.url, html=True), found.url)
    if not feeds:
        raise InputError(f"{url} offers no feed; look for one on the site, and give its address.")
    return feeds


def as_sources(
    feeds: Iterable[ListedFeed], known: Sequence[SourceDefinition]
) -> tuple[SourceDefinition, ...]:
    """Return a source for each of `feeds` that is not among `known`, under a name of its own."""
    addresses = {source.address for source in known}
    names = {source.name for source in known}
    found: list[SourceDefinition] = []
    for feed in feeds:
        if feed.address in addresses:
            continue
        name = _name(feed, names)
        addresses.add(feed.address)
        names.add(name)
        outlet = feed.title if feed.title != feed.address else None
        language = feed.language if _TAG.fullmatch(feed.language or "") else None
        found.append(SourceDefinition(name, SourceKind.FEED, feed.address, outlet, language))
    return tuple(found)


def exported(context: Context, sources: Sequence[SourceDefinition]) -> bytes:
    """Return the feeds among `sources` as a list that readers import, OPML."""
    feeds = [
        ListedFeed(source.outlet or source.name, source.address, source.language)
        for source in sources
        if source.kind is SourceKind.FEED
    ]
    return source_list(_TITLE, feeds, context.clock())


def _name(feed: ListedFeed, taken: set[str]) -> str:
    plain = unicodedata.normalize("NFKD", feed.title.removeprefix("https://")).lower()
    stem = _NO_LETTERS.sub("-", plain.encode("ascii", "ignore").decode()).strip("-")
    stem = stem[: _LONGEST_NAME - 5].strip("-") or "feed"
    name, number = stem, 2
    while name in taken:
        name, number = f"{stem}-{number}", number + 1
    return name
