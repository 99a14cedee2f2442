"""JSON Feed documents keep to https://www.jsonfeed.org/version/1.1/."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

import pytest

from digest.publish.characters import legal
from digest.publish.jsonfeed import jsonfeed

if TYPE_CHECKING:
    from types import ModuleType

    from digest.publish.channel import Channel, FeedEntry


@pytest.mark.parametrize("count", [0, 1, 10, 1000])
def test_json_feeds_are_valid(
    count: int, channel: Channel, feed_entries: list[FeedEntry], list_rules: ModuleType
) -> None:
    """No rule of JSON Feed 1.1 is broken, and the HTML is fit for readers."""
    hubbed = replace(channel, hub="https://hub.example.org/", icon="https://a.example/i.png")
    entries = [replace(feed_entries[0], id=f"{feed_entries[0].id}/{n}") for n in range(count)]
    written = jsonfeed(hubbed, entries)
    assert list_rules.json_faults(written) == []
    assert len(json.loads(written)["items"]) == count


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        (b"version/1.1", b"version/1", "not version 1.1"),
        (b'"feed_url": "https:', b'"feed_url": "', "feed_url is not an address"),
        (b'"items"', b'"entries"', "unknown fields"),
        (b"edition/2", b"edition/1", "stands twice"),
        (b"T06:00:00+00:00", b"T06:00:00", "not RFC 3339"),
        (b"<p>", b"<script>", "not kept"),
    ],
)
def test_the_rules_of_json_feed_find_planted_faults(
    old: bytes,
    new: bytes,
    fault: str,
    channel: Channel,
    feed_entries: list[FeedEntry],
    list_rules: ModuleType,
) -> None:
    """A fault of each kind is told."""
    document = jsonfeed(channel, feed_entries).replace(old, new)
    assert any(fault in found for found in list_rules.json_faults(document))


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
