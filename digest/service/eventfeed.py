"""The timeline feed of a digest: an entry for each event that its newest editions told first.

An event is known by its date and its sentence; the edition that is released with it first keeps
it, so that no event comes twice and none changes its time.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING
from urllib.parse import urljoin

from digest.publish.channel import Paging, SelfLinks
from digest.publish.events import event_entries, event_keys
from digest.publish.ids import event_id
from digest.publish.safe import safe_text
from digest.store import feeds
from digest.store.feeds import EVENTS, FEED

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from sqlalchemy import Connection

    from digest.model.edition import Edition
    from digest.publish.channel import Channel, FeedEntry, Links
    from digest.publish.templates import Templates

FOLDER = "events/"
"""Where the timeline feed stands, beneath its digest's page."""
KEY = "events"
"""The key of the timeline feed's own id."""
MOST = 200
"""Events that the timeline feed holds: about ten for each edition of the current document."""


def mint_events(
    connection: Connection, edition: Edition, key: str, base_url: str, *, minted: date
) -> None:
    """Store the ids of the events that the edition with `key` is the first to tell."""
    name = edition.digest
    feeds.mint(connection, name, FEED, KEY, event_id(base_url, name, KEY, minted=minted))
    ids = {event: event_id(base_url, name, event, minted=minted) for event in event_keys(edition)}
    feeds.mint_new(connection, name, EVENTS + key, ids)


def first_told(
    edition: Edition, ids: Mapping[str, str], templates: Templates, links: Links
) -> list[FeedEntry]:
    """Return the entries of the events of `edition` that `ids` names, the latest event first."""
    if not ids:
        return []
    return list(event_entries(edition, identify=ids.get, templates=templates, links=links))


def event_channel(channel: Channel, identifier: str, entries: Sequence[FeedEntry]) -> Channel:
    """Return the channel of the timeline feed beside the feed of `channel`."""
    here = urljoin(channel.link, FOLDER)
    return replace(
        channel,
        id=identifier,
        title=safe_text(f"{channel.title}: timeline"),
        self_links=SelfLinks(f"{here}rss.xml", f"{here}atom.xml", f"{here}feed.json"),
        updated=max((entry.updated for entry in entries), default=channel.updated),
        paging=Paging(),
    )
