"""A list of feeds to subscribe to at once. Spec: http://opml.org/spec2.opml (OPML 2.0)."""

from __future__ import annotations

from email.utils import format_datetime
from typing import TYPE_CHECKING, cast

from lxml import etree

from digest.publish.channel import in_utc
from digest.publish.characters import legal, named

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    from digest.model.source import ListedFeed
    from digest.publish.channel import Channel

_DOCS = "http://opml.org/spec2.opml"


def opml(title: str, channels: Sequence[Channel], updated: datetime) -> bytes:
    """Return an OPML document with one outline for each channel, in their order.

    `updated` is when the list last changed. Outlines name the RSS form, which every reader takes.

    Raises:
        ValueError: `updated` has no zone.
    """
    outlines = []
    for channel in channels:
        name = named(channel.title, channel.link)
        attributes = {
            "type": "rss",
            "text": name,
            "title": name,
            "description": legal(channel.subtitle),
            "language": legal(channel.language),
            "version": "RSS",
            "xmlUrl": legal(channel.self_links.rss),
            "htmlUrl": legal(channel.link),
        }
        outlines.append(attributes)
    return _document(title, outlines, updated)


def source_list(title: str, feeds: Iterable[ListedFeed], updated: datetime) -> bytes:
    """Return an OPML document with one outline for each of the feeds that are read.

    `updated` is when the list was made.

    Raises:
        ValueError: `updated` has no zone.
    """
    outlines = []
    for feed in feeds:
        name = legal(feed.title)
        attributes = {"type": "rss", "text": name, "title": name, "xmlUrl": legal(feed.address)}
        if feed.language:
            attributes["language"] = legal(feed.language)
        outlines.append(attributes)
    return _document(title, outlines, updated)


def _document(title: str, outlines: Iterable[dict[str, str]], updated: datetime) -> bytes:
    root = etree.Element("opml", version="2.0")
    head = etree.SubElement(root, "head")
    etree.SubElement(head, "title").text = legal(title)
    etree.SubElement(head, "dateModified").text = format_datetime(in_utc(updated))
    etree.SubElement(head, "docs").text = _DOCS
    body = etree.SubElement(root, "body")
    for attributes in outlines:
        etree.SubElement(body, "outline", attributes)
    written = etree.tostring(root, encoding="UTF-8", xml_declaration=True, pretty_print=True)
    return cast("bytes", written)
