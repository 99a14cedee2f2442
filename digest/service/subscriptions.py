"""All feeds of a service as one list that readers import (OPML)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import digest
from digest.model.definition import Form
from digest.publish.channel import Channel
from digest.publish.content import SUBTITLE
from digest.publish.opml import opml
from digest.publish.safe import safe_text
from digest.service.addresses import digest_page, feeds_beneath
from digest.service.shelf import shown_digests
from digest.store import feeds, tellings
from digest.store.feeds import FEED
from digest.store.tellings import ALL

if TYPE_CHECKING:
    from datetime import datetime

    from digest.service.context import Context

MEDIA_TYPE = "text/x-opml; charset=utf-8"


def feed_list(context: Context) -> bytes:
    """Return an OPML document with the RSS feed of every digest that has an edition.

    Where there are several, the feed over all of them comes last. The list is as new as the
    newest of them.
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
        of_all = tellings.id_of(connection, ALL)
    channels = [
        _channel(
            context,
            ids[definition.name].get("", ""),
            definition.title,
            digest_page(base.base_url, definition.name),
            definition.language,
            updated,
        )
        for definition, updated in found
    ]
    newest = max((channel.updated for channel in channels), default=context.clock())
    if of_all is not None and len(channels) > 1:
        language = min(channel.language for channel in channels)
        channels.append(_channel(context, of_all, base.brand, base.base_url, language, newest))
    return opml(base.brand, channels, newest)


def _channel(
    context: Context, identifier: str, title: str, home: str, language: str, updated: datetime
) -> Channel:
    return Channel(
        id=identifier,
        title=safe_text(title),
        subtitle=SUBTITLE,
        link=home,
        self_links=feeds_beneath(home),
        language=language,
        updated=updated,
        author=safe_text(context.place.base.brand),
        generator=f"article-digest {digest.__version__}",
    )
