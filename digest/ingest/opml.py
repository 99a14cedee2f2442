"""Lists of feeds as readers export them. Spec: http://opml.org/spec2.opml (OPML 1.0 and 2.0)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lxml import etree

from digest.errors import InputError
from digest.model.source import ListedFeed

if TYPE_CHECKING:
    from collections.abc import Iterator

MOST_FEEDS = 10_000
_LIMITS = {"resolve_entities": False, "no_network": True, "huge_tree": False, "recover": True}
_WEB = ("http://", "https://")


def read_opml(name: str, content: bytes) -> tuple[ListedFeed, ...]:
    """Return the feeds of a list in its order, each address once; folders are passed through.

    Raises:
        InputError: it is no such list, or names no feed.
    """
    try:
        root = etree.fromstring(content, etree.XMLParser(**_LIMITS))
    except (etree.XMLSyntaxError, ValueError) as error:
        raise InputError(f"{name} is no OPML that can be read ({error}).") from error
    if root is None or etree.QName(root).localname.lower() != "opml":
        raise InputError(f"{name} is no OPML; export the list of feeds from your reader as one.")
    found: dict[str, ListedFeed] = {}
    for feed in _feeds(root):
        found.setdefault(feed.address, feed)
    if not found:
        raise InputError(f"{name} names no feed with an address.")
    if len(found) > MOST_FEEDS:
        raise InputError(f"{name} names {len(found)} feeds; {MOST_FEEDS} are taken.")
    return tuple(found.values())


def _feeds(root: etree._Element) -> Iterator[ListedFeed]:
    for outline in root.iter("outline"):
        told = {key.lower(): " ".join(value.split()) for key, value in outline.items()}
        address = told.get("xmlurl", "")
        if address.startswith(_WEB):
            title = told.get("title") or told.get("text") or address
            yield ListedFeed(title, address, told.get("language") or None)
