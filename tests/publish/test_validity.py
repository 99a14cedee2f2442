"""A hundred hostile texts, in every place of an edition, leave every kind of feed valid."""

from __future__ import annotations

import importlib.util
import json
import unicodedata
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import NAMESPACE_URL, uuid5

import pytest
from lxml import etree

from digest.publish.channel import Links, Origin, links_beneath
from digest.publish.content import edition_channel, edition_entry
from digest.publish.events import event_entries
from digest.publish.feed import atom, rss
from digest.publish.jsonfeed import jsonfeed
from digest.publish.opml import opml
from digest.publish.safe import safe_text
from digest.publish.shorten import shortened
from digest.publish.tellings import telling
from digest.publish.templates import Templates

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import ModuleType

    from digest.model.edition import Edition
    from digest.publish.channel import FeedEntry

TEMPLATES = Templates()
LINKS: Links = links_beneath("https://news.example.org/")
MOMENT = datetime(2021, 3, 8, 6, tzinfo=UTC)
UUID = "urn:uuid:00000000-0000-0000-0000-{:012d}"


def hostile() -> Iterator[str]:
    """Yield texts that have broken feeds, by rule: characters, markup, encodings, lengths."""
    for code in (*range(0x20), *range(0x7F, 0xA0, 4)):  # controls of ASCII and of ISO 8859-1
        yield f"a{chr(code)}b"
    for code in (0xD800, 0xDBFF, 0xDC00, 0xDFFF, 0xFFFE, 0xFFFF, 0xFDD0, 0x1FFFE, 0x10FFFF):
        yield f"a{chr(code)}b"
    for code in (*range(0x202A, 0x202F), *range(0x2066, 0x206A), 0x200E, 0x200F, 0xFEFF, 0x2028):
        yield f"left {chr(code)}right"
    for markup in ("<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "<svg/onload=x>"):
        yield markup
        yield markup.replace("<", "&lt;")
        yield markup.replace("<", "&amp;lt;")
        yield f'"{markup}'
        yield f"--><!--{markup}"
    yield from ("]]>", "<![CDATA[", "<![CDATA[ ]]> ]]>", "<!--", "-->", "<?xml version='1.0'?>")
    yield from ("<!DOCTYPE x [<!ENTITY y SYSTEM 'file:///etc/passwd'>]>&y;", "&nbsp;", "&#0;", "&")
    yield from ("&#xD800;", "{{ 7 * 7 }}", "{% raw %}", "${7*7}", "%0d%0aSet-Cookie: a=b", "\r\n.")
    yield from ("w" * 10_000, "語" * 5_000, "e\u0301" * 2_000, "'\"><b", "</item></channel></rss>")
    yield from ("</content></entry>", "http://example.org/?a=1&b=<2>", "javascript:alert(1)")
    yield from (
        "👩‍👩‍👧‍👦",
        "🏴\U000e0067\U000e0062\U000e007f",
        "\u05d0\u05d1 a \u0627\u0644",
        "",
        " ",
        "\u3000",
    )


TEXTS = list(hostile())


def edition_of(edition: Edition, number: int, text: str) -> Edition:
    """Return an edition that says `text` wherever articles say something."""
    sources = tuple(
        replace(source, title=text, outlet=text, authors=(text,), url="javascript:alert(1)")
        for source in edition.sources
    )
    stories = tuple(
        replace(
            story,
            title=text,
            sentences=tuple(replace(sentence, text=text) for sentence in story.sentences),
        )
        for story in edition.stories
    )
    return replace(
        edition,
        number=number,
        key=f"at:{number}",
        as_of=MOMENT + timedelta(minutes=number),
        title=text,
        settings=replace(edition.settings, title=text, brand=text or "x"),
        stories=stories,
        timeline=tuple(replace(entry, text=text) for entry in edition.timeline),
        sources=sources,
    )


def entries_of(edition: Edition) -> list[FeedEntry]:
    """Return an entry for each text, of all kinds in turn: editions, events, stories."""
    origin = Origin(UUID.format(0), "A & <b>", LINKS.rss, MOMENT, LINKS.atom)
    found: list[FeedEntry] = []
    for number, text in enumerate(TEXTS, 1):
        shown = edition_of(edition, number, text)
        found.append(
            edition_entry(
                shown,
                identifier=UUID.format(number),
                templates=TEMPLATES,
                links=LINKS,
                pdf_length=1234,
                origin=origin,
            )
        )
        told = telling(
            shown,
            shown.stories[0].id,
            identifier=UUID.format(1000 + number),
            templates=TEMPLATES,
            links=LINKS,
            published=shown.as_of,
            updated=shown.as_of + timedelta(seconds=20),
        )
        assert told is not None
        found.append(told)
        (event, *_) = event_entries(
            shown,
            identify=lambda _, n=number: UUID.format(2000 + n),
            templates=TEMPLATES,
            links=LINKS,
        )
        found.append(replace(event, updated=event.updated + timedelta(seconds=40)))
    return found


@pytest.fixture
def entries(edition: Edition) -> list[FeedEntry]:
    """An entry for each text, of each kind."""
    return entries_of(edition)


def test_there_are_a_hundred_texts() -> None:
    """Each another one."""
    assert len(set(TEXTS)) == len(TEXTS) >= 100


def test_hostile_texts_leave_feeds_valid(
    entries: list[FeedEntry], edition: Edition, rules: ModuleType, list_rules: ModuleType
) -> None:
    """No rule of RSS, its profile, Atom or JSON Feed is broken by any of them."""
    channel = edition_channel(edition, identifier=UUID.format(0), links=LINKS)
    assert rules.rss_faults(rss(channel, entries)) == []
    assert rules.atom_faults(atom(channel, entries)) == []
    assert list_rules.json_faults(jsonfeed(channel, entries)) == []


def test_hostile_channels_are_valid(
    edition: Edition, rules: ModuleType, list_rules: ModuleType
) -> None:
    """A digest called so has valid feeds, and a place in the list of feeds."""
    channels = [
        replace(
            edition_channel(
                edition_of(edition, number, text), identifier=UUID.format(number), links=LINKS
            ),
            self_links=replace(
                edition_channel(edition, identifier=UUID.format(0), links=LINKS).self_links,
                rss=f"https://news.example.org/{number}/rss.xml",
            ),
        )
        for number, text in enumerate(TEXTS, 1)
    ]
    assert list_rules.opml_faults(opml("All & <more>", channels, MOMENT)) == []
    for channel in channels:
        assert rules.rss_faults(rss(channel, [])) == []
        assert rules.atom_faults(atom(channel, [])) == []
        assert list_rules.json_faults(jsonfeed(channel, [])) == []


def test_only_illegal_characters_are_lost(entries: list[FeedEntry], edition: Edition) -> None:
    """Each text comes back from each form as it is told on pages, cut where headlines are."""
    channel = edition_channel(edition, identifier=UUID.format(0), links=LINKS)
    editions = [entry for entry in entries if entry.enclosure]
    titles = [shortened(safe_text(text), 110) for text in TEXTS]
    written = json.loads(jsonfeed(channel, editions))["items"]
    root = etree.fromstring(rss(channel, editions))
    for title, item, element in zip(titles, written, root.iter("item"), strict=True):
        assert item["title"] == element.findtext("title")
        if title:
            assert item["title"] == title
        assert not any(unicodedata.category(c) in {"Cc", "Cs"} for c in item["title"])


@pytest.mark.pdf  # six seconds, most of them to compose the samples
def test_every_sample_is_valid(rules: ModuleType, list_rules: ModuleType) -> None:
    """Of one story and of thirty, of none, of 2,000 events, in right-to-left and dense scripts."""
    spec = importlib.util.spec_from_file_location("samples", Path(__file__).with_name("samples.py"))
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    for name, edition in module.samples().items():
        channel = edition_channel(edition, identifier=UUID.format(0), links=LINKS)
        entry = edition_entry(
            edition,
            identifier=UUID.format(1),
            templates=TEMPLATES,
            links=LINKS,
            pdf_length=1234,
        )
        events = event_entries(
            edition,
            identify=lambda event: uuid5(NAMESPACE_URL, event).urn,
            templates=TEMPLATES,
            links=LINKS,
        )
        for entries in ([entry], list(events)):
            assert rules.rss_faults(rss(channel, entries)) == [], name
            assert rules.atom_faults(atom(channel, entries)) == [], name
            assert list_rules.json_faults(jsonfeed(channel, entries)) == [], name
