"""JSON Feed as it is read: https://www.jsonfeed.org/version/1.1/."""

from __future__ import annotations

import json
from html import escape
from typing import Any
from urllib.parse import urljoin

from digest.model.source import Entry, ReadFeed


def read_json_feed(content: bytes, url: str) -> ReadFeed | None:
    """Return the feed that `content` holds, or None when it is none; never raises."""
    try:
        told = json.loads(content)
    except (ValueError, RecursionError):
        return None
    if not isinstance(told, dict) or "jsonfeed.org" not in str(told.get("version", "")):
        return None
    items = told.get("items")
    entries = [_entry(item, url) for item in items if isinstance(item, dict)] if items else []
    return ReadFeed(
        title=_text(told.get("title")),
        language=_text(told.get("language")),
        entries=tuple(entry for entry in entries if entry is not None),
        hub=_hub(told.get("hubs")),
        topic=_text(told.get("feed_url")) or url,
    )


def _entry(item: dict[str, Any], base: str) -> Entry | None:
    link = _text(item.get("url")) or _text(item.get("external_url"))
    address = _joined(base, link) if link else None
    plain = _text(item.get("content_text"))
    paragraphs = "".join(f"<p>{escape(part)}</p>" for part in (plain or "").split("\n\n") if part)
    html = _text(item.get("content_html")) or paragraphs or _text(item.get("summary")) or ""
    number = item.get("id")
    key = str(number) if isinstance(number, (str, int, float)) and number != "" else address
    if not key:
        return None
    authors = item.get("authors") or [item.get("author")]
    named = [a.get("name") for a in authors if isinstance(a, dict)] if authors else []
    return Entry(
        key=key,
        url=address,
        title=_text(item.get("title")),
        published=_text(item.get("date_published")),
        authors=tuple(name for name in map(_text, named) if name),
        html=html,
    )


def _hub(hubs: object) -> str | None:
    for hub in hubs if isinstance(hubs, list) else ():
        address = _text(hub.get("url")) if isinstance(hub, dict) else None
        if address and address.startswith(("http://", "https://")):
            return address
    return None


def _text(value: object) -> str | None:
    return value.strip() or None if isinstance(value, str) else None


def _joined(base: str, link: str) -> str | None:
    try:
        return urljoin(base, link)
    except ValueError:
        return None
