"""All feeds of a service as one list that readers import (OPML)."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urljoin

import digest
from digest.model.definition import Form
from digest.publish.channel import Channel, SelfLinks
from digest.publish.content import SUBTITLE
from digest.publish.opml import opml
from digest.publish.safe import safe_text
from digest.service.addresses import digest_page
from digest.service.shelf import shown_digests
from digest.store import feeds
from digest.store.feeds import FEED

if TYPE_CHECKING:
    from datetime import datetime

    from digest.model.definition import DigestDefinition
    from digest.service.context import Context

MEDIA_TYPE = "text/x-opml; charset=utf-8"


def feed_list(context: Context) -> bytes:
    """Return an OPML document with the RSS feed of every digest that has an edition.

    It is as new as the newest of them.
    """
    base = context.place.base
    found = [
        (shown.definition, shown.latest.updated)
        for shown in shown_digests(context)
        if shown.latest is not None and Form.RSS in shown.definition.forms
    ]
    with context.store.read() as connection:
        names = [definition.name for definition, _ in found]
        ids = {name: feeds.ids_of(connection, name, FEED, [""]) for name in names}
    channels = [
        _channel(context, definition, ids[definition.name].get("", ""), updated)
        for definition, updated in found
    ]
    newest = max((channel.updated for channel in channels), default=context.clock())
    return opml(base.brand, channels, newest)


def _channel(
    context: Context, definition: DigestDefinition, identifier: str, updated: datetime
) -> Channel:
    base = context.place.base
    home = digest_page(base.base_url, definition.name)
    own = (urljoin(home, file) for file in ("rss.xml", "atom.xml", "feed.json"))
    return Channel(
        id=identifier,
        title=safe_text(definition.title),
        subtitle=SUBTITLE,
        link=home,
        self_links=SelfLinks(*own),
        language=definition.language,
        updated=updated,
        author=safe_text(base.brand),
        generator=f"article-digest {digest.__version__}",
    )
