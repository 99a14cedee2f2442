"""JSON Feed documents keep to https://www.jsonfeed.org/version/1.1/."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING, Any

import pytest

from digest.publish.characters import legal
from digest.publish.jsonfeed import jsonfeed

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import ModuleType

    from digest.publish.channel import Channel, FeedEntry

_DATE = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(Z|[+-]\d\d:\d\d)")
_FEED = {"version", "title", "home_page_url", "feed_url", "description", "icon", "favicon"}
_FEED |= {"authors", "language", "hubs", "items", "next_url", "user_comment", "expired"}
_ITEM = {"id", "url", "external_url", "title", "content_html", "content_text", "summary"}
_ITEM |= {"image", "banner_image", "date_published", "date_modified", "authors", "tags"}
_ITEM |= {"language", "attachments"}


def feed_faults(document: dict[str, Any]) -> Iterator[str]:
    """Yield what is wrong with a JSON Feed."""
    if document.get("version") != "https://jsonfeed.org/version/1.1":
        yield "not version 1.1"
    if unknown := set(document) - _FEED:
        yield f"unknown fields {unknown}"
    if not document.get("title"):
        yield "no title"
    for name in ("home_page_url", "feed_url", "icon"):
        if name in document and not document[name].startswith("https://"):
            yield f"{name} is not an address"
    for hub in document.get("hubs", []):
        if set(hub) != {"type", "url"}:
            yield "a hub needs type and url"
    yield from _author_faults(document)
    for item in document["items"]:
        yield from _item_faults(item)
    ids = [item["id"] for item in document["items"]]
    if len(ids) != len(set(ids)):
        yield "an id stands twice"


def _item_faults(item: dict[str, Any]) -> Iterator[str]:
    if unknown := set(item) - _ITEM:
        yield f"unknown fields {unknown}"
    if not isinstance(item.get("id"), str) or not item["id"]:
        yield "an item has no id"
    if "content_html" not in item and "content_text" not in item:
        yield "an item has no content"
    for name in ("date_published", "date_modified"):
        if not _DATE.fullmatch(item[name]):
            yield f"{name} is not RFC 3339"
    if not all(isinstance(tag, str) for tag in item.get("tags", [])):
        yield "a tag is not a text"
    for file in item.get("attachments", []):
        if not {"url", "mime_type"} <= set(file):
            yield "an attachment needs url and mime_type"
        if not isinstance(file.get("size_in_bytes", 1), int):
            yield "size_in_bytes is not a number"
    yield from _author_faults(item)


def _author_faults(parent: dict[str, Any]) -> Iterator[str]:
    for author in parent.get("authors", []):
        if not any(author.get(name) for name in ("name", "url", "avatar")):
            yield "an author is empty"


@pytest.mark.parametrize("count", [0, 1, 3])
def test_json_feeds_are_valid(
    count: int, channel: Channel, feed_entries: list[FeedEntry], rules: ModuleType
) -> None:
    """No rule of JSON Feed 1.1 is broken, and the HTML is fit for readers."""
    hubbed = replace(channel, hub="https://hub.example.org/", icon="https://a.example/i.png")
    document = json.loads(jsonfeed(hubbed, feed_entries[:count]))
    assert list(feed_faults(document)) == []
    assert len(document["items"]) == count
    assert all(rules.html_faults(item["content_html"]) == [] for item in document["items"])


def test_every_field_is_carried(channel: Channel, feed_entries: list[FeedEntry]) -> None:
    """An item says all that its entry says."""
    item = json.loads(jsonfeed(channel, feed_entries))["items"][0]
    entry = feed_entries[0]
    assert item == {
        "id": entry.id,
        "url": entry.link,
        "title": entry.title,
        "summary": entry.summary,
        "content_html": entry.content,
        "date_published": "2021-03-11T06:00:00+00:00",
        "date_modified": "2021-03-11T07:00:00+00:00",
        "authors": [{"name": "Example Gazette"}, {"name": "The Courier"}],
        "tags": ["harbour", "R&D"],
        "language": "en-GB",
        "attachments": [
            {
                "url": "https://news.example.org/3.pdf",
                "mime_type": "application/pdf",
                "size_in_bytes": 12345,
            }
        ],
    }


def test_what_is_not_known_is_left_out(channel: Channel, feed_entries: list[FeedEntry]) -> None:
    """Nothing is null or empty: readers differ in what they make of that."""
    bare = replace(feed_entries[0], authors=(), categories=(), language=None, enclosure=None)
    document = json.loads(jsonfeed(channel, [bare]))
    assert not {"authors", "tags", "language", "attachments"} & set(document["items"][0])
    assert not {"hubs", "icon"} & set(document)


@pytest.mark.parametrize("text", ["\x00\x1b", "\ud800", "\ufffe", "😀\u202e<b>", 'a"\\b\u2028'])
def test_odd_characters_leave_valid_json(
    text: str, channel: Channel, feed_entries: list[FeedEntry]
) -> None:
    """The document is strict UTF-8, and a title loses what it loses in XML."""
    data = jsonfeed(channel, [replace(feed_entries[0], title=f"t{text}")])
    assert json.loads(data.decode("utf-8"))["items"][0]["title"] == legal(f"t{text}")


def test_the_same_feed_gives_the_same_json(channel: Channel, feed_entries: list[FeedEntry]) -> None:
    """Two runs differ in nothing."""
    assert jsonfeed(channel, feed_entries) == jsonfeed(channel, feed_entries)


def test_json_times_need_a_zone(channel: Channel, feed_entries: list[FeedEntry]) -> None:
    """As in the other forms, no zone is guessed."""
    naive = replace(feed_entries[0], updated=datetime(2021, 3, 8))  # noqa: DTZ001
    with pytest.raises(ValueError, match="need a zone"):
        jsonfeed(channel, [naive])
