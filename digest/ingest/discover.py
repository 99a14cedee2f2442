"""The feeds that a page offers.

https://www.rssboard.org/rss-autodiscovery
"""

from __future__ import annotations

import re
from html import unescape
from typing import TYPE_CHECKING
from urllib.parse import urljoin

from digest.model.source import ListedFeed

if TYPE_CHECKING:
    from collections.abc import Iterator

_TYPES = frozenset(
    {"application/rss+xml", "application/atom+xml", "application/feed+json", "application/rdf+xml"}
    | {"text/xml", "application/xml", "application/json"}
)
_ELEMENT = re.compile(r"<(link|a)\s([^<>]{1,2000})>", re.IGNORECASE)
_ATTRIBUTE = re.compile(r"(?<![\w:-])([\w:-]++)\s*+=\s*+(?:\"([^\"]*)\"|'([^']*)'|([^\s\"'>]+))")
_LIKE_A_FEED = re.compile(
    r"(?:^|[/.?=_-])(?:rss|atom|feeds?|rdf)(?:\.xml|\.json|\.rdf|/|$|[?&])", re.IGNORECASE
)
_MOST = 50
_WITHIN = 500_000
"""Characters that are looked through: heads of pages have a tenth of it."""


def find_feeds(html: str, url: str) -> tuple[ListedFeed, ...]:
    """Return the feeds that the page `html` at `url` names, those that it declares first.

    Where it declares none, its links to addresses that look like a feed's are returned.
    """
    elements = list(_elements(html))
    declared = _listed(_declared(elements), url)
    return declared or _listed(_linked(elements), url)


def _declared(elements: list[tuple[str, dict[str, str]]]) -> Iterator[tuple[str, str]]:
    for tag, told in elements:
        rel = told.get("rel", "").lower().split()
        kind = told.get("type", "").partition(";")[0].strip().lower()
        if tag == "link" and "alternate" in rel and kind in _TYPES:
            yield told.get("title", ""), told.get("href", "")


def _linked(elements: list[tuple[str, dict[str, str]]]) -> Iterator[tuple[str, str]]:
    for tag, told in elements:
        if tag == "a" and _LIKE_A_FEED.search(told.get("href", "")):
            yield told.get("title", ""), told["href"]


def _listed(found: Iterator[tuple[str, str]], url: str) -> tuple[ListedFeed, ...]:
    feeds: dict[str, ListedFeed] = {}
    for title, href in found:
        try:
            address = urljoin(url, href.strip())
        except ValueError:
            continue
        if href.strip() and address.startswith(("http://", "https://")):
            feeds.setdefault(address, ListedFeed(" ".join(title.split()) or address, address))
    return tuple(feeds.values())[:_MOST]


def _elements(html: str) -> Iterator[tuple[str, dict[str, str]]]:
    for element in _ELEMENT.finditer(html[:_WITHIN]):
        told: dict[str, str] = {}
        for name, *values in _ATTRIBUTE.findall(element[2]):
            told.setdefault(name.lower(), unescape(next(filter(None, values), "")))
        yield element[1].lower(), told
