"""RSS 2.0 and Atom 1.0 documents, through feedgen and around its faults.

Specs: https://www.rssboard.org/rss-specification and https://www.rssboard.org/rss-profile,
RFC 4287 (Atom), RFC 5005 (archives), RFC 6721 (tombstones), https://www.w3.org/TR/websub/.

feedgen 1.0.0 drops `rel`, `type` and `length` of the links of Atom entries, takes the channel's
link from whichever link came last, writes no RSS link but `rel="self"`, drops RSS authors without
an e-mail address, writes an Atom `source` without its id and date, dates feeds with the clock,
puts new entries first, changes the process's locale to write an RSS date, and raises at the first
character that XML forbids. So it gets what it writes well; `Supplement`, the one extension class,
writes the rest. tests/publish/test_feed.py has a test for each fault.
"""

from __future__ import annotations

import html
import re
from dataclasses import dataclass
from email.utils import format_datetime
from typing import TYPE_CHECKING, cast

from feedgen.entry import FeedEntry as Item
from feedgen.ext.base import BaseExtension
from feedgen.feed import FeedGenerator
from lxml import etree

from digest.publish.channel import in_utc
from digest.publish.characters import legal, named, readable

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    from digest.publish.channel import Channel, FeedEntry, Origin, Tombstone

_ATOM = "http://www.w3.org/2005/Atom"
_DC = "http://purl.org/dc/elements/1.1/"
_HISTORY = "http://purl.org/syndication/history/1.0"
_TOMBSTONES = "http://purl.org/atompub/tombstones/1.0"
_RSS_DOCS = "https://www.rssboard.org/rss-specification"
_ATOM_TYPE = "application/atom+xml"
_RSS_TYPE = "application/rss+xml"
_XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
# RSS elements of items whose text is plain; an item's description alone is HTML.
_PLAIN = re.compile(rb"(<(title|category|dc:creator|source)\b[^>]*>)([^<]+)")


def rss(channel: Channel, entries: Sequence[FeedEntry]) -> bytes:
    """Return an RSS 2.0 document with `entries` in their order; a pure function.

    Raises:
        ValueError: a time has no zone.
    """
    generator = _generator(channel, channel.self_links.rss, _RSS_TYPE)
    generator.link(href=legal(channel.link), rel="alternate")  # the last one is the channel's
    generator.docs(_RSS_DOCS)
    namespaces = {"dc": _DC} | ({"fh": _HISTORY} if channel.paging.is_archive else {})
    fills = [Node("lastBuildDate", _rfc822(channel.updated)), *_history(channel)]
    fills += [_link(f"{{{_ATOM}}}link", *link) for link in _channel_links(channel, _RSS_TYPE)]
    _supplement(generator, fills, namespaces)
    generator.entry([_rss_item(entry) for entry in entries])
    return _styled(channel, _profiled(generator.rss_str()))


def atom(
    channel: Channel, entries: Sequence[FeedEntry], tombstones: Iterable[Tombstone] = ()
) -> bytes:
    """Return an Atom document with `entries` in their order; a pure function.

    `tombstones` name entries that were withdrawn.

    Raises:
        ValueError: a time has no zone.
    """
    generator = _generator(channel, channel.self_links.atom, _ATOM_TYPE)
    generator.link(href=legal(channel.link), rel="alternate", type="text/html")
    deleted = [_deleted(stone) for stone in tombstones]
    namespaces = {"fh": _HISTORY} if channel.paging.is_archive else {}
    fills = [*_history(channel)]
    fills += [_link("link", *link) for link in _channel_links(channel, _ATOM_TYPE)]
    _supplement(generator, fills + deleted, namespaces | ({"at": _TOMBSTONES} if deleted else {}))
    generator.entry([_atom_entry(entry) for entry in entries])
    return _styled(channel, cast("bytes", generator.atom_str()))


@dataclass(frozen=True, slots=True)
class Node:
    """An XML element that `Supplement` writes; empty attributes are left out."""

    tag: str
    text: str | None = None
    attributes: tuple[tuple[str, str | None], ...] = ()
    children: tuple[Node, ...] = ()

    def write(self, parent: etree._Element) -> None:
        """Append this element to `parent`."""
        element = etree.SubElement(parent, self.tag)
        element.text = self.text
        for name, value in self.attributes:
            if value:
                element.set(name, value)
        for child in self.children:
            child.write(element)


class Supplement(BaseExtension):  # type: ignore[misc]
    """The feedgen extension that writes what feedgen leaves out, for feeds and entries alike."""

    def __init__(self) -> None:
        """Start empty: feedgen makes extensions itself, without arguments."""
        self.nodes: list[Node] = []
        self.namespaces: dict[str, str] = {}
        self.language: str | None = None

    def extend_ns(self) -> dict[str, str]:
        """Return the prefixes to declare at the document's root."""
        return self.namespaces

    def extend_rss(self, feed: etree._Element) -> etree._Element:
        """Write into an item, or into the channel of a whole document."""
        return self._extend(feed[0] if feed.tag == "rss" else feed)

    def extend_atom(self, feed: etree._Element) -> etree._Element:
        """Write into an entry or a feed."""
        return self._extend(feed)

    def _extend(self, parent: etree._Element) -> etree._Element:
        for node in self.nodes:
            node.write(parent)
        if self.language:
            parent.set(_XML_LANG, self.language)
        return parent


class _Generator(FeedGenerator):  # type: ignore[misc]
    """feedgen's generator, dated by the caller alone."""

    def date(self, moment: datetime) -> None:
        """Set the time of the last change; `Supplement` writes it into RSS."""
        self.updated(moment)
        # Unset again, which no public call does: feedgen would change the locale to write it.
        self._FeedGenerator__rss_lastBuildDate = None


def _generator(channel: Channel, own: str, form: str) -> FeedGenerator:
    generator = _Generator()
    generator.id(legal(channel.id))
    generator.title(named(channel.title, channel.link))
    generator.subtitle(named(channel.subtitle, channel.link))
    generator.description(named(channel.subtitle, channel.link))
    generator.language(legal(channel.language))
    generator.generator(legal(channel.generator))
    generator.author({"name": legal(channel.author)})
    if channel.icon:
        generator.icon(legal(channel.icon))
    generator.date(in_utc(channel.updated))
    generator.link(href=legal(own), rel="self", type=form)
    return generator


def _supplement(generator: FeedGenerator, nodes: list[Node], namespaces: dict[str, str]) -> None:
    generator.register_extension("supplement", Supplement, None)
    generator.supplement.nodes = nodes
    generator.supplement.namespaces = namespaces


def _rss_item(entry: FeedEntry) -> Item:
    item = Item()
    item.guid(legal(entry.id), permalink=False)
    item.title(named(entry.title, entry.link))
    item.link(href=legal(entry.link), rel="alternate")
    # The one element whose text readers take for HTML.
    item.summary(html.escape(_summary(entry), quote=False))
    item.content(legal(entry.content))
    _categories(item, entry)
    if entry.enclosure:
        file = entry.enclosure
        item.enclosure(legal(file.url), str(file.length), file.type)
    if entry.origin:
        item.source(legal(entry.origin.url), legal(entry.origin.title))
    nodes = [Node("pubDate", _rfc822(entry.published))]
    nodes += [Node(f"{{{_DC}}}creator", name) for name in readable(entry.authors)]
    if entry.language:
        nodes.append(Node(f"{{{_DC}}}language", legal(entry.language)))
    item.register_extension("supplement", Supplement)
    item.supplement.nodes = nodes
    return item


def _atom_entry(entry: FeedEntry) -> Item:
    item = Item()
    item.id(legal(entry.id))
    item.title(named(entry.title, entry.link))
    item.updated(in_utc(entry.updated))
    item.published(in_utc(entry.published))
    item.summary(_summary(entry))
    item.content(legal(entry.content), type="html")
    item.author([{"name": name} for name in readable(entry.authors)])
    _categories(item, entry)
    nodes = [_link("link", "alternate", entry.link, "text/html")]
    if entry.enclosure:
        file = entry.enclosure
        nodes.append(_link("link", "enclosure", file.url, file.type, file.length))
    if entry.origin:
        nodes.append(_source(entry.origin))
    item.register_extension("supplement", Supplement)
    item.supplement.nodes = nodes
    item.supplement.language = legal(entry.language) if entry.language else None
    return item


def _summary(entry: FeedEntry) -> str:
    return named(entry.summary, named(entry.title, entry.link))


def _categories(item: Item, entry: FeedEntry) -> None:
    item.category([{"term": name} for name in readable(entry.categories)])


def _channel_links(channel: Channel, form: str) -> Iterable[tuple[str, str, str | None]]:
    """Yield (rel, address, type) of the links that both forms of feed have."""
    paging = channel.paging
    if channel.hub:
        yield "hub", channel.hub, None
    if paging.current:
        yield "current", paging.current, form
    if paging.prev_archive:
        yield "prev-archive", paging.prev_archive, form
    if paging.next_archive:
        yield "next-archive", paging.next_archive, form


def _history(channel: Channel) -> list[Node]:
    return [Node(f"{{{_HISTORY}}}archive")] if channel.paging.is_archive else []


def _link(tag: str, rel: str, href: str, form: str | None, length: int | None = None) -> Node:
    size = str(length) if length is not None else None
    attributes = (("href", legal(href)), ("rel", rel), ("type", form), ("length", size))
    return Node(tag, attributes=attributes)


def _source(origin: Origin) -> Node:
    return Node(
        "source",
        children=(
            Node("id", legal(origin.id)),
            Node("title", named(origin.title, origin.url)),
            Node("updated", in_utc(origin.updated).isoformat()),
            _link("link", "self", origin.atom or origin.url, _ATOM_TYPE),
        ),
    )


def _deleted(stone: Tombstone) -> Node:
    reason = (Node(f"{{{_TOMBSTONES}}}comment", legal(stone.reason)),) if stone.reason else ()
    attributes = (("ref", legal(stone.id)), ("when", in_utc(stone.when).isoformat()))
    return Node(f"{{{_TOMBSTONES}}}deleted-entry", attributes=attributes, children=reason)


def _rfc822(moment: datetime) -> str:
    return format_datetime(in_utc(moment))


def _profiled(document: bytes) -> bytes:
    """Return an RSS document with & and < of plain texts written as the RSS Board asks.

    Some readers decode `&lt;` in a title twice; &#x3C; is the same to XML and safe in them.
    """
    head, item, rest = document.partition(b"<item>")
    return _hexadecimal(head) + item + _PLAIN.sub(lambda m: m[1] + _hexadecimal(m[3]), rest)


def _hexadecimal(text: bytes) -> bytes:
    return text.replace(b"&amp;", b"&#x26;").replace(b"&lt;", b"&#x3C;")


def _styled(channel: Channel, document: bytes) -> bytes:
    """Return `document` with the stylesheet that browsers show a raw feed with, if any."""
    declaration, newline, root = document.partition(b"\n")
    style = b""
    if channel.stylesheet:
        address = html.escape(legal(channel.stylesheet))
        style = f'<?xml-stylesheet type="text/css" href="{address}"?>\n'.encode()
    return declaration + newline + style + root + b"\n"
