"""RSS and Atom documents are valid, pure, and free of the faults of the library beneath."""

from __future__ import annotations

import io
import locale
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from html import unescape
from typing import TYPE_CHECKING

import feedparser
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import etree

from digest.publish.channel import Channel, Enclosure, FeedEntry, Origin, Paging, Tombstone
from digest.publish.characters import legal
from digest.publish.feed import atom, rss

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import ModuleType

    Write = Callable[[Channel, list[FeedEntry]], bytes]

ATOM = "{http://www.w3.org/2005/Atom}"
BASE = "https://news.example.org/rss.xml"
MOMENT = datetime(2021, 3, 8, 6, tzinfo=UTC)
HOSTILE = (
    "<script>alert(1)</script>",
    "]]>",
    "<![CDATA[ x ]]>",
    "&lt;b&gt; &amp;amp; &#x3C;",
    "\x00\x01\x08\x0b\x0c\x0e\x1f",
    "\ufffe\uffff",
    "\ud800 \udfff",
    "\u202eevil\u202c \u2066x",
    "👩‍👩‍👧‍👦 🏴\U000e0067\U000e0062\U000e007f",
    "w" * 10_000,
    "\u0000",
    "a\r\nb\tc\rd",
    "' onmouseover='alert(1)\"",
    "<?xml-stylesheet href='x'?><!DOCTYPE x [<!ENTITY y SYSTEM 'file:///etc/passwd'>]>&y;",
    "",
    " ",
)


def parse(document: bytes) -> feedparser.FeedParserDict:
    """Return what the library reader makes of `document`."""
    return feedparser.parse(io.BytesIO(document))


def channel_of(document: bytes) -> etree._Element:
    """Return the channel element of an RSS document."""
    return etree.fromstring(document)[0]


def many(entry: FeedEntry, count: int) -> list[FeedEntry]:
    """Return `count` entries like `entry`, each with its own id and time."""
    return [
        replace(entry, id=f"{entry.id}/{n}", updated=entry.updated + timedelta(minutes=n))
        for n in range(count)
    ]


@pytest.mark.parametrize("count", [0, 1, 10, 1000])
def test_feeds_of_any_length_are_valid(
    count: int, channel: Channel, feed_entries: list[FeedEntry], rules: ModuleType
) -> None:
    """No rule of RSS 2.0, its profile or Atom is broken by 0 to 1,000 entries."""
    entries = many(feed_entries[0], count)
    assert rules.rss_faults(rss(channel, entries)) == []
    assert rules.atom_faults(atom(channel, entries)) == []


def test_a_feed_with_every_feature_is_valid(
    channel: Channel, feed_entries: list[FeedEntry], rules: ModuleType
) -> None:
    """Hub, icon, stylesheet, archives, tombstones and origins break no rule."""
    full = replace(
        channel,
        hub="https://hub.example.org/",
        icon="https://news.example.org/icon.png",
        stylesheet="https://news.example.org/feed.css?a=1&b=2",
        paging=Paging(
            prev_archive="https://news.example.org/2.xml",
            next_archive="https://news.example.org/4.xml",
            current="https://news.example.org/atom.xml",
            is_archive=True,
        ),
    )
    origin = Origin("urn:uuid:" + "0" * 8 + "-0000" * 3 + "-" + "0" * 12, "A & B", BASE, MOMENT)
    entries = [replace(entry, origin=origin) for entry in feed_entries]
    stone = Tombstone("tag:news.example.org,2021-03-08:harbour/edition/0", MOMENT, "a <mistake>")
    assert rules.rss_faults(rss(full, entries)) == []
    assert rules.atom_faults(atom(full, entries, [stone])) == []


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        (b'rel="self"', b'rel="via"', "does not link to itself"),
        (b"</guid>", b"</guid><guid>1</guid>", "guid 2 times"),
        (b'length="12345"', b'length="0"', "no length"),
        (b"Thu, 11 Mar", b"Fri, 11 Mar", "day of the week"),
        (b"&#x26;", b"&amp;", "written as"),
        (b"<channel>", b"<channel><item/>", "before metadata"),
        (b"&lt;p&gt;", b"&lt;script&gt;", "not kept"),
        (b'href="https://news.example.org/a?', b'href="/a?', "not an absolute address"),
    ],
)
def test_the_rules_of_rss_find_planted_faults(
    old: bytes,
    new: bytes,
    fault: str,
    channel: Channel,
    feed_entries: list[FeedEntry],
    rules: ModuleType,
) -> None:
    """The rules of this test suite are not blind: a broken document is told to be."""
    broken = rss(channel, feed_entries)
    assert old in broken
    faults = rules.rss_faults(broken.replace(old, new))
    assert any(fault in found for found in faults)


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        (b'rel="self"', b'rel="via"', "does not link to itself"),
        (b"+00:00</published>", b"</published>", "not an RFC 3339 date"),
        (b'type="html"', b'type="text"', "not declared"),
        (b"<summary>", b"<rights>", "Opening and ending"),
        (b"tag:news.example.org,2021-03-08:harbour/edition/3", b"three", "not an absolute IRI"),
        (b'<category term="harbour"/>', b"<category/>", "no term"),
    ],
)
def test_the_rules_of_atom_find_planted_faults(
    old: bytes,
    new: bytes,
    fault: str,
    channel: Channel,
    feed_entries: list[FeedEntry],
    rules: ModuleType,
) -> None:
    """The rules of this test suite are not blind: a broken document is told to be."""
    broken = atom(channel, feed_entries)
    assert old in broken
    try:
        faults = rules.atom_faults(broken.replace(old, new))
    except etree.XMLSyntaxError as error:
        faults = [str(error)]
    assert any(fault in found for found in faults)


@pytest.mark.parametrize("write", [rss, atom])
def test_a_reader_finds_every_field(
    write: Write, channel: Channel, feed_entries: list[FeedEntry]
) -> None:
    """The library reader gives back ids, titles, links, times, authors, files and texts."""
    found = parse(write(channel, feed_entries))
    assert not found.bozo
    assert (found.feed.title, found.feed.link) == (channel.title, channel.link)
    for read, entry in zip(found.entries, feed_entries, strict=True):
        assert (read.id, read.title, read.link) == (entry.id, entry.title, entry.link)
        assert datetime(*read.published_parsed[:6], tzinfo=UTC) == entry.published
        assert {author.name for author in read.authors} >= {"The Courier"}
        assert [tag.term for tag in read.tags] == list(entry.categories)
        assert [(f.href, f.type, f.length) for f in read.enclosures] == [
            (entry.enclosure.url, "application/pdf", "12345") if entry.enclosure else None
        ]
        assert "1 &lt; 2" in read.content[0].value


def test_summaries_keep_their_signs(channel: Channel, feed_entries: list[FeedEntry]) -> None:
    """A plain "3 < 4 & 5" stays so: escaped as HTML in RSS, as plain text in Atom."""
    assert parse(rss(channel, feed_entries)).entries[0].summary == (
        "Day 3: 3 &lt; 4 cranes &amp; no ships."
    )
    assert parse(atom(channel, feed_entries)).entries[0].summary == feed_entries[0].summary


def test_the_same_feed_gives_the_same_bytes(
    channel: Channel, feed_entries: list[FeedEntry]
) -> None:
    """Two runs differ in nothing, and no time but the given ones stands in a document."""
    assert rss(channel, feed_entries) == rss(channel, feed_entries)
    assert atom(channel, feed_entries) == atom(channel, feed_entries)
    built = channel_of(rss(channel, feed_entries)).findtext("lastBuildDate")
    assert built == "Mon, 08 Mar 2021 06:00:00 +0000"
    updated = etree.fromstring(atom(channel, feed_entries)).findtext(f"{ATOM}updated")
    assert updated == "2021-03-08T06:00:00+00:00"


@pytest.mark.parametrize("write", [rss, atom])
def test_the_locale_is_left_alone(
    write: Write,
    channel: Channel,
    feed_entries: list[FeedEntry],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """No thread sees another locale: feedgen's change of it for each date is never reached."""

    def refuse(*_: object) -> None:
        raise AssertionError("the locale was changed")

    monkeypatch.setattr(locale, "setlocale", refuse)
    assert write(channel, feed_entries)


def test_atom_links_of_entries_keep_relation_type_and_length(
    channel: Channel, feed_entries: list[FeedEntry]
) -> None:
    """A briefing is an enclosure, not an alternate page, as feedgen alone would have it."""
    entry = etree.fromstring(atom(channel, feed_entries)).find(f"{ATOM}entry")
    assert entry is not None
    assert [dict(link.attrib) for link in entry.findall(f"{ATOM}link")] == [
        {"href": "https://news.example.org/3.html", "rel": "alternate", "type": "text/html"},
        {
            "href": "https://news.example.org/3.pdf",
            "rel": "enclosure",
            "type": "application/pdf",
            "length": "12345",
        },
    ]


def test_rss_writes_links_of_every_relation(
    channel: Channel, feed_entries: list[FeedEntry]
) -> None:
    """Hub and archive links reach RSS too, where feedgen writes the link to itself alone."""
    paged = replace(channel, hub="https://hub.example.org/", paging=Paging("https://a.example/1"))
    links = channel_of(rss(paged, feed_entries)).findall(f"{ATOM}link")
    assert {link.get("rel") for link in links} == {"self", "hub", "prev-archive"}


def test_the_channel_links_to_its_page(channel: Channel, feed_entries: list[FeedEntry]) -> None:
    """Neither the hub nor the feed itself takes the place of the page that people read."""
    hubbed = replace(channel, hub="https://hub.example.org/")
    assert channel_of(rss(hubbed, feed_entries)).findtext("link") == channel.link
    assert parse(atom(hubbed, feed_entries)).feed.link == channel.link


def test_entries_keep_their_order(channel: Channel, feed_entries: list[FeedEntry]) -> None:
    """The first entry given is the first one written."""
    wanted = [entry.id for entry in feed_entries]
    assert [read.id for read in parse(rss(channel, feed_entries)).entries] == wanted
    assert [read.id for read in parse(atom(channel, feed_entries)).entries] == wanted


def test_rss_names_authors_without_an_address(
    channel: Channel, feed_entries: list[FeedEntry]
) -> None:
    """Outlets have names and no e-mail addresses; feedgen would drop them."""
    item = channel_of(rss(channel, feed_entries)).find("item")
    assert item is not None
    creators = item.findall("{http://purl.org/dc/elements/1.1/}creator")
    assert [element.text for element in creators] == ["Example Gazette", "The Courier"]
    assert item.find("author") is None


def test_an_origin_is_whole(channel: Channel, feed_entries: list[FeedEntry]) -> None:
    """An Atom source has the id and the time that RFC 4287 asks for, an RSS source its address."""
    origin = Origin("urn:uuid:0", "Other & more", BASE, MOMENT)
    entries = [replace(feed_entries[0], origin=origin)]
    source = etree.fromstring(atom(channel, entries)).find(f"{ATOM}entry/{ATOM}source")
    assert source is not None
    assert source.findtext(f"{ATOM}id") == "urn:uuid:0"
    assert source.findtext(f"{ATOM}title") == "Other & more"
    assert source.findtext(f"{ATOM}updated") == "2021-03-08T06:00:00+00:00"
    told = channel_of(rss(channel, entries)).find("item/source")
    assert told is not None
    assert (told.get("url"), told.text) == (BASE, "Other & more")


def test_plain_texts_of_rss_use_hexadecimal_references(
    channel: Channel, feed_entries: list[FeedEntry]
) -> None:
    """Titles and categories write & and < as the RSS Board asks; their text is the same."""
    document = rss(replace(channel, title="A <b> & c"), feed_entries)
    assert b"<title>A &#x3C;b&gt; &#x26; c</title>" in document
    assert b"<category>R&#x26;D</category>" in document
    assert channel_of(document).findtext("title") == "A <b> & c"


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_texts_are_harmless(
    text: str, channel: Channel, feed_entries: list[FeedEntry]
) -> None:
    """Whatever a title, summary, author or category holds, only illegal characters are lost."""
    shown = replace(feed_entries[0], title=text, summary=text, authors=(text,), categories=(text,))
    hostile = replace(channel, title=text, subtitle=text)
    kept = legal(text) if legal(text).strip() else None
    for document, path in (
        (rss(hostile, [shown]), "channel/item/title"),
        (atom(hostile, [shown]), f"{ATOM}entry/{ATOM}title"),
    ):
        root = etree.fromstring(document)
        assert root.findtext(path) == (kept or shown.link)
        assert not parse(document).bozo


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    title=st.text(st.characters(codec=None), max_size=40),
    content=st.text(st.characters(codec=None), max_size=80),
)
def test_any_text_comes_back(
    title: str, content: str, channel: Channel, feed_entries: list[FeedEntry]
) -> None:
    """A parser reads the very text that was given, less what XML cannot carry."""
    entry = replace(feed_entries[0], title=title, content=content)
    item = channel_of(rss(channel, [entry])).find("item")
    assert item is not None
    wanted = legal(title) if legal(title).strip() else entry.link
    assert item.findtext("title") == wanted
    told = etree.fromstring(atom(channel, [entry])).find(f"{ATOM}entry")
    assert told is not None
    assert told.findtext(f"{ATOM}title") == wanted
    assert (told.findtext(f"{ATOM}content") or "") == legal(content)


def test_times_are_shown_in_utc(channel: Channel, feed_entries: list[FeedEntry]) -> None:
    """A time of any zone is the same moment in every form; RSS knows no fractions of a second."""
    local = datetime(2021, 3, 9, 1, 30, 15, 999, tzinfo=timezone(timedelta(hours=-5)))
    entry = replace(feed_entries[0], published=local, updated=local)
    item = channel_of(rss(channel, [entry])).find("item")
    assert item is not None
    assert item.findtext("pubDate") == "Tue, 09 Mar 2021 06:30:15 +0000"
    told = etree.fromstring(atom(channel, [entry])).find(f"{ATOM}entry")
    assert told is not None
    assert told.findtext(f"{ATOM}published") == "2021-03-09T06:30:15.000999+00:00"


@pytest.mark.parametrize("write", [rss, atom])
def test_a_time_without_a_zone_is_refused(
    write: Write, channel: Channel, feed_entries: list[FeedEntry]
) -> None:
    """Guessing a zone would move entries: the caller is told."""
    naive = replace(feed_entries[0], published=datetime(2021, 3, 8))  # noqa: DTZ001
    with pytest.raises(ValueError, match="need a zone"):
        write(channel, [naive])


def test_an_entry_without_extras_is_written(channel: Channel, rules: ModuleType) -> None:
    """Authors, categories, language and file are optional."""
    bare = FeedEntry(
        "urn:uuid:" + "a" * 8 + "-0000" * 3 + "-" + "0" * 12,
        "T",
        "S",
        "<p>C</p>",
        "https://news.example.org/1",
        MOMENT,
        MOMENT,
    )
    assert rules.rss_faults(rss(channel, [bare])) == []
    assert rules.atom_faults(atom(channel, [bare])) == []


def test_withdrawn_entries_leave_tombstones(
    channel: Channel, feed_entries: list[FeedEntry]
) -> None:
    """Atom tells readers which entry to drop, when it was withdrawn, and why (RFC 6721)."""
    stones = [Tombstone("urn:uuid:0", MOMENT, "mistaken identity"), Tombstone("urn:uuid:1", MOMENT)]
    root = etree.fromstring(atom(channel, feed_entries, stones))
    at = "{http://purl.org/atompub/tombstones/1.0}"
    found = root.findall(f"{at}deleted-entry")
    assert [(s.get("ref"), s.get("when"), s.findtext(f"{at}comment")) for s in found] == [
        ("urn:uuid:0", "2021-03-08T06:00:00+00:00", "mistaken identity"),
        ("urn:uuid:1", "2021-03-08T06:00:00+00:00", None),
    ]


def test_archives_are_marked(channel: Channel, feed_entries: list[FeedEntry]) -> None:
    """An archive document says so and knows its neighbours; the current one does not say so."""
    page = Paging("https://a.example/1", "https://a.example/3", "https://a.example/now", True)  # noqa: FBT003
    archive = "{http://purl.org/syndication/history/1.0}archive"
    paged = replace(channel, paging=page)
    for root in (etree.fromstring(atom(paged, feed_entries)), channel_of(rss(paged, feed_entries))):
        assert root.find(archive) is not None
        rels = {link.get("rel") for link in root.findall(f"{ATOM}link")}
        assert rels >= {"prev-archive", "next-archive", "current", "self"}
    assert etree.fromstring(atom(channel, feed_entries)).find(archive) is None


def test_a_stylesheet_dresses_the_raw_feed(channel: Channel, feed_entries: list[FeedEntry]) -> None:
    """Browsers that open the feed itself are told of a CSS file."""
    styled = replace(channel, stylesheet='https://a.example/f.css?a&b"')
    for document in (rss(styled, feed_entries), atom(styled, feed_entries)):
        root = etree.fromstring(document)
        instruction = root.getprevious()
        assert instruction is not None
        # A pseudo-attribute: the parser leaves its references to whoever follows it.
        assert unescape(instruction.attrib["href"]) == 'https://a.example/f.css?a&b"'
    assert b"xml-stylesheet" not in rss(channel, feed_entries)


def test_files_of_unusual_addresses_are_escaped(
    channel: Channel, feed_entries: list[FeedEntry]
) -> None:
    """Quotes and ampersands of an address stay inside their attribute."""
    url = "https://a.example/?a=1&b=%22'"
    entry = replace(feed_entries[0], enclosure=Enclosure(url, "application/pdf", 1), link=url)
    assert parse(rss(channel, [entry])).entries[0].enclosures[0].href == url
    assert parse(atom(channel, [entry])).entries[0].link == url
