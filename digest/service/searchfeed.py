"""A search as a feed: whoever subscribes to it hears of what is found from now on."""

from __future__ import annotations

from datetime import UTC, datetime
from html import escape
from typing import TYPE_CHECKING
from urllib.parse import urlencode, urljoin

import digest
from digest.errors import UnknownError
from digest.publish.channel import Channel, FeedEntry, SelfLinks
from digest.publish.ids import found_id
from digest.publish.safe import safe_text
from digest.publish.shorten import shortened
from digest.service.addresses import feed_style, icon
from digest.service.entries import FILES, MEDIA_TYPES, written

if TYPE_CHECKING:
    from digest.service.context import Context
    from digest.service.search import Hit, Results

_TITLE = 120
_NEVER = datetime(2026, 1, 1, tzinfo=UTC)
"""When a feed changed in which nothing was ever found."""


def feed_of_search(context: Context, results: Results, file: str) -> tuple[bytes, str]:
    """Return the hits of a search as a feed in the form of `file`, with its media type.

    Raises:
        UnknownError: there is no such form.
    """
    if file not in FILES.values():
        raise UnknownError(f"A feed has no form {file!r}; there is {', '.join(FILES.values())}.")
    base = context.place.base
    asked = urlencode({"q": results.asked})
    page = urljoin(base.base_url, f"search?{asked}")
    forms = (urljoin(base.base_url, f"search/{name}?{asked}") for name in _FORMS)
    languages = [hit.language for hit in results.hits]
    channel = Channel(
        id=found_id("search", page),
        title=safe_text(f"{base.brand}: {shortened(results.asked, _TITLE)}"),
        subtitle="What is found for this search, the newest first.",
        link=page,
        self_links=SelfLinks(*forms),
        language=min(languages, default="en"),
        updated=max((hit.updated for hit in results.hits), default=_NEVER),
        author=safe_text(base.brand),
        generator=f"article-digest {digest.__version__}",
        icon=icon(base.base_url),
        stylesheet=feed_style(base.base_url),
    )
    entries = [_entry(hit, base.base_url) for hit in results.hits]
    return written(channel, entries, (), file), MEDIA_TYPES[file]


_FORMS = ("rss.xml", "atom.xml", "feed.json")


def _entry(hit: Hit, root: str) -> FeedEntry:
    link = urljoin(root, hit.address)
    of = f"{hit.of}, no. {hit.edition}" if hit.of else hit.outlet
    whence = f"<p>{escape(of)}</p>" if of else ""
    return FeedEntry(
        id=hit.id,
        title=shortened(hit.title, _TITLE),
        summary=hit.text,
        content=f'<p>{escape(hit.text)}</p>{whence}<p><a href="{escape(link)}">Read on</a></p>',
        link=link,
        published=hit.came,
        updated=hit.updated,
        authors=(hit.outlet,) if hit.outlet else (),
        categories=(hit.of,) if hit.of else (),
        language=hit.language,
    )
