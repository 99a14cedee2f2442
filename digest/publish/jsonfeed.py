"""JSON Feed 1.1 documents. Spec: https://www.jsonfeed.org/version/1.1/."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from digest.publish.channel import in_utc
from digest.publish.characters import legal, named, readable

if TYPE_CHECKING:
    from collections.abc import Sequence

    from digest.publish.channel import Channel, FeedEntry

_VERSION = "https://jsonfeed.org/version/1.1"

_Json = dict[str, object]


def jsonfeed(channel: Channel, entries: Sequence[FeedEntry]) -> bytes:
    """Return a JSON Feed with `entries` in their order, in UTF-8; a pure function.

    Texts lose the same characters as in XML, so that all forms say the same. What is not known
    is left out; nothing is null.

    Raises:
        ValueError: a time has no zone.
    """
    document = _filled(
        version=_VERSION,
        title=named(channel.title, channel.link),
        home_page_url=legal(channel.link),
        feed_url=legal(channel.self_links.json),
        description=legal(channel.subtitle),
        icon=channel.icon,
        authors=_authors((channel.author,)),
        language=legal(channel.language),
        hubs=[{"type": "WebSub", "url": legal(channel.hub)}] if channel.hub else None,
    )
    document["items"] = [_item(entry) for entry in entries]
    return (json.dumps(document, ensure_ascii=False, indent=1) + "\n").encode()


def _item(entry: FeedEntry) -> _Json:
    file = entry.enclosure
    attachment = (
        {"url": legal(file.url), "mime_type": file.type, "size_in_bytes": file.length}
        if file
        else None
    )
    item = _filled(
        id=legal(entry.id),
        url=legal(entry.link),
        title=named(entry.title, entry.link),
        summary=named(entry.summary, entry.title),
        date_published=in_utc(entry.published).isoformat(),
        date_modified=in_utc(entry.updated).isoformat(),
        authors=_authors(entry.authors),
        tags=readable(entry.categories),
        language=legal(entry.language) if entry.language else None,
        attachments=[attachment] if attachment else None,
    )
    item["content_html"] = legal(entry.content)  # required, even when empty
    return item


def _filled(**fields: object) -> _Json:
    return {name: value for name, value in fields.items() if value}


def _authors(names: Sequence[str]) -> list[_Json]:
    return [{"name": name} for name in readable(names)]
