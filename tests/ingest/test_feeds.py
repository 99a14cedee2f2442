"""Feeds are read whatever they are; what can be read of them is."""

from __future__ import annotations

import itertools
import json
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.ingest.feeds import is_whole, read_feed
from digest.model.source import Entry

URL = "https://example.org/news/feed.xml"
TITLES = ("Storm closes harbour", "Café “Ōsaka” & sons", "שלום עולם", "<b>Bold</b> claim")
FORMS = (
    "rss 0.91",
    "rss 0.92",
    "rss 2.0",
    "rdf 0.90",
    "rdf 1.0",
    "atom 0.3",
    "atom 1.0",
    "json 1",
    "json 1.1",
)
ENCODINGS = ("utf-8", "utf-8-sig", "utf-16", "iso-8859-15", "lies")
FAULTS = ("none", "cut", "no dates", "relative", "duplicate ids", "ampersand", "odd dates")


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;")


def _item(form: str, number: int, title: str, fault: str) -> str:
    link = f"/a/{number}" if fault == "relative" else f"https://example.org/a/{number}"
    key = "same" if fault == "duplicate ids" else link
    shown = title if fault == "ampersand" else _escaped(title)
    date = {"no dates": "", "odd dates": "yesterday at noon"}.get(
        fault, "2026-03-01T08:00:00Z" if "rss" not in form else "Sun, 01 Mar 2026 08:00:00 GMT"
    )
    if form.startswith("atom"):
        name = "modified" if form == "atom 0.3" else "updated"
        dated = f"<{name}>{date}</{name}>" if date else ""
        return (
            f"<entry><title>{shown}</title><id>{key}</id><link href='{link}'/>{dated}"
            f"<content type='html'>&lt;p&gt;Text {number}&lt;/p&gt;</content></entry>"
        )
    dated = f"<pubDate>{date}</pubDate>" if date else ""
    guid = f"<guid isPermaLink='false'>{key}</guid>" if form == "rss 2.0" else ""
    about = f" rdf:about='{key}'" if form == "rdf 1.0" else ""
    if form.startswith("rdf"):
        dated = f"<dc:date>{date}</dc:date>" if date else ""
    return (
        f"<item{about}><title>{shown}</title><link>{link}</link>{guid}{dated}"
        f"<description>Text {number}</description></item>"
    )


def made(form: str, encoding: str, fault: str) -> bytes:
    """Return a feed of four entries in a form, an encoding and with a fault."""
    if form.startswith("json"):
        version = form.split()[1]
        items = [
            {
                "id": "same" if fault == "duplicate ids" else f"https://example.org/a/{n}",
                "url": f"/a/{n}" if fault == "relative" else f"https://example.org/a/{n}",
                "title": title,
                "content_html": f"<p>Text {n}</p>",
                **({} if fault == "no dates" else {"date_published": "2026-03-01T08:00:00Z"}),
            }
            for n, title in enumerate(TITLES)
        ]
        whole = {"version": f"https://jsonfeed.org/version/{version}", "title": "G", "items": items}
        told = json.dumps(whole).encode()
        return told[: len(told) // 2] if fault == "cut" else told
    items = "".join(_item(form, n, title, fault) for n, title in enumerate(TITLES))
    declared = {"lies": "utf-8", "utf-8-sig": "utf-8"}.get(encoding, encoding)
    head = f"<?xml version='1.0' encoding='{declared}'?>"
    spaces = (
        "xmlns='http://purl.org/rss/1.0/' "
        "xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#' "
        "xmlns:dc='http://purl.org/dc/elements/1.1/'"
    )
    bodies = {
        "rss": f"<rss version='{form[4:]}'><channel><title>G</title>{items}</channel></rss>",
        "rdf": f"<rdf:RDF {spaces}><channel><title>G</title></channel>{items}</rdf:RDF>",
        "atom": f"<feed xmlns='http://www.w3.org/2005/Atom'><title>G</title>{items}</feed>",
    }
    body = bodies[form.split(maxsplit=1)[0]]
    if form == "atom 0.3":
        body = body.replace("http://www.w3.org/2005/Atom", "http://purl.org/atom/ns#")
    if fault == "cut":
        body = body[: len(body) * 3 // 4]
    codec = "iso-8859-15" if encoding == "lies" else encoding
    return (head + body).encode(codec, "xmlcharrefreplace")


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("encoding", ENCODINGS)
def test_a_feed_of_any_form_gives_its_entries(form: str, encoding: str) -> None:
    """Every form in every encoding with every fault is read: 9 × 5 × 7 feeds."""
    for fault in FAULTS:
        feed = read_feed(made(form, encoding, fault), URL, "application/xml")
        if form.startswith("json") and fault == "cut":
            assert feed.problem
            continue
        fewest = {"cut": 2, "duplicate ids": 1 if form not in {"rss 0.91", "rss 0.92"} else 4}
        assert len(feed.entries) >= fewest.get(fault, 4), (fault, feed)
        assert all(re.match(r"https://example\.org/a/\d$", e.url or "") for e in feed.entries)
        assert feed.entries[0].title == TITLES[0]
        assert "Text 0" in feed.entries[0].html
        assert feed.title == "G"
        if fault == "none":
            assert {e.published for e in feed.entries} == {"2026-03-01T08:00:00Z"}
        if fault in {"no dates", "odd dates"} and not form.startswith("json"):
            assert {e.published for e in feed.entries} == {None}


def test_the_feeds_that_are_made_are_many() -> None:
    """The bar is three hundred feeds."""
    assert len(list(itertools.product(FORMS, ENCODINGS, FAULTS))) >= 300


@given(content=st.binary(max_size=400))
def test_any_bytes_are_read(content: bytes) -> None:
    """Nothing raises; what gives no entries says why, unless it is an empty feed."""
    for prefix in (
        b"",
        b"<rss version='2.0'><channel><item>",
        b"{",
        b"<?xml version='1.0'?><feed>",
    ):
        feed = read_feed(prefix + content, URL, "text/xml")
        assert all(entry.key for entry in feed.entries)


@pytest.mark.parametrize(
    "content",
    [
        b"<rss><channel>" + b"<a>" * 200_000,
        b"<rss><channel>" + b"<" * 2_000_000,
        b"[" * 200_000,
        b'{"version": "https://jsonfeed.org/version/1", "items": ' + b"[" * 100_000,
    ],
)
def test_a_bottomless_feed_is_refused(content: bytes) -> None:
    """Depth and number of elements are bounded before a parser sees them."""
    feed = read_feed(content, URL, "text/xml")
    assert feed.entries == ()
    assert feed.problem


def test_entities_are_not_expanded() -> None:
    """Neither a billion laughs nor a file of this machine gets into an entry."""
    laughs = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    content = (
        f'<?xml version="1.0"?><!DOCTYPE r [<!ENTITY l0 "ha"><!ENTITY f SYSTEM "file:///etc/passwd">'
        f'{laughs}]><rss version="2.0"><channel><item><title>a&l9;&f;z</title>'
        "<link>https://example.org/a/1</link></item></channel></rss>"
    )
    (entry,) = read_feed(content.encode(), URL, "text/xml").entries
    assert len(entry.title or "") < 40
    assert "root:" not in (entry.title or "")


def test_bytes_that_name_a_file_do_not_open_it() -> None:
    """The parser takes paths and addresses too; it never gets one from a stranger."""
    assert read_feed(b"/etc/passwd", URL).entries == ()
    assert read_feed(b"http://127.0.0.1:1/feed", URL).entries == ()


def test_the_pace_that_a_feed_asks_for_is_read() -> None:
    """ttl, skipHours, skipDays and syndication periods; hour 24 is midnight."""
    feed = read_feed(
        b"<rss version='2.0'><channel><ttl>120</ttl><skipHours><hour>3</hour><hour>24</hour>"
        b"</skipHours><skipDays><day>Sunday</day></skipDays></channel></rss>",
        URL,
    )
    assert feed.pace.at_least.total_seconds() == 7200
    assert feed.pace.skip_hours == {0, 3}
    assert feed.pace.skip_days == {6}


@pytest.mark.parametrize(
    ("html", "whole"),
    [
        ("<p>" + "A long report. " * 100 + "</p>", True),
        ("<p>A teaser.</p>", False),
        ("<p>" + "A long report. " * 100 + " [...]</p>", False),
        ("<p>" + "A long report. " * 100 + "</p><p><a href='/a'>Read more</a></p>", False),
        ("", False),
    ],
)
def test_a_teaser_is_told_from_an_article(html: str, whole: bool) -> None:  # noqa: FBT001
    """Length and the way it ends decide whether the page is fetched."""
    assert is_whole(Entry("k", None, None, None, (), html)) is whole
