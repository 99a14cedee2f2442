"""The list of feeds keeps to OPML 2.0, and newsboat's kind of import finds every feed."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING

import pytest
from lxml import etree

from digest.publish.opml import opml

if TYPE_CHECKING:
    from digest.publish.channel import Channel

MOMENT = datetime(2021, 3, 8, 6, tzinfo=UTC)


def test_every_feed_has_an_outline(channel: Channel) -> None:
    """Each subscription has the attributes that OPML 2.0 asks for, in the given order."""
    second = replace(channel, title='Ships & "sails" <3')
    root = etree.fromstring(opml("All digests", [channel, second], MOMENT))
    assert (root.tag, root.get("version")) == ("opml", "2.0")
    assert [child.tag for child in root] == ["head", "body"]
    assert root.findtext("head/title") == "All digests"
    assert parsedate_to_datetime(root.findtext("head/dateModified") or "") == MOMENT
    outlines = root.findall("body/outline")
    assert [outline.get("text") for outline in outlines] == [channel.title, second.title]
    for outline in outlines:
        assert outline.get("type") == "rss"
        assert outline.get("version") == "RSS"
        assert outline.get("xmlUrl") == channel.self_links.rss
        assert outline.get("htmlUrl") == channel.link


def test_an_empty_list_is_a_document() -> None:
    """No feeds is not an error."""
    root = etree.fromstring(opml("None yet", [], MOMENT))
    assert root.find("body") is not None
    assert root.findall("body/outline") == []


def test_illegal_characters_are_lost(channel: Channel) -> None:
    """One odd title does not cost the reader the whole list."""
    odd = replace(channel, title="a\x00b\ud800", subtitle="\ufffe")
    outline = etree.fromstring(opml("\x01x", [odd], MOMENT)).find("body/outline")
    assert outline is not None
    assert outline.get("text") == "ab"


def test_the_same_list_gives_the_same_bytes(channel: Channel) -> None:
    """Two runs differ in nothing; a time without a zone is refused."""
    assert opml("x", [channel], MOMENT) == opml("x", [channel], MOMENT)
    with pytest.raises(ValueError, match="need a zone"):
        opml("x", [channel], datetime(2021, 3, 8))  # noqa: DTZ001
