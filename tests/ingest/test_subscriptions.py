"""Lists of feeds are read, and the feeds of a page are found."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.errors import InputError
from digest.ingest.discover import find_feeds
from digest.ingest.opml import read_opml

LIST = """<?xml version="1.0"?><opml version="1.0"><head><title>Mine</title></head><body>
<outline text="News"><outline text="Gazette &amp; Co" xmlUrl="https://a.org/feed" language="de"/>
<outline title="Courier" xmlurl="https://b.org/rss"/></outline>
<outline text="Again" xmlUrl="https://a.org/feed"/><outline xmlUrl="file:///etc/passwd"/>
</body></opml>"""


def test_a_list_gives_its_feeds_once_each() -> None:
    """Out of folders, in order, under the first of their titles; other schemes are left."""
    found = [(f.title, f.address, f.language) for f in read_opml("a.opml", LIST.encode())]
    assert found == [
        ("Gazette & Co", "https://a.org/feed", "de"),
        ("Courier", "https://b.org/rss", None),
    ]


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"feeds",
        b"<html></html>",
        b"<opml><body/></opml>",
        b"<opml>" + b"<outline>" * 100_000,
        (
            b'<!DOCTYPE opml [<!ENTITY x SYSTEM "file:///etc/passwd">]><opml><body>'
            b'<outline text="&x;" xmlUrl="&x;"/></body></opml>'
        ),
    ],
)
def test_what_is_no_list_is_refused(content: bytes) -> None:
    """In one sentence that names the file, and without reading another one."""
    with pytest.raises(InputError, match=r"a\.opml"):
        read_opml("a.opml", content)


def test_the_feeds_that_a_page_declares_are_found() -> None:
    """With absolute addresses; other alternates and links are left."""
    html = (
        "<head><link rel='alternate' type='application/rss+xml' title='All' href='/feed?a=1&amp;b'>"
        "<LINK REL=alternate TYPE='application/atom+xml; charset=utf-8' HREF=//c.org/atom>"
        "<link rel=alternate hreflang=de href=/de><link rel=stylesheet type=text/css href=/x>"
        "</head><a href=/rss>RSS</a>"
    )
    found = [(f.title, f.address) for f in find_feeds(html, "https://a.org/news/")]
    assert found == [
        ("All", "https://a.org/feed?a=1&b"),
        ("https://c.org/atom", "https://c.org/atom"),
    ]


def test_links_that_look_like_feeds_are_the_next_best() -> None:
    """Where a page declares none."""
    html = "<a href='/about'>Us</a><a href='rss.xml'>RSS</a><a href='/feeding-cats'>Cats</a>"
    assert [f.address for f in find_feeds(html, "https://a.org/")] == ["https://a.org/rss.xml"]


@pytest.mark.parametrize("part", ["<a ", "<link a='", '<a a="a=', "<link " + "a" * 1990 + ">"])
def test_a_page_of_broken_links_is_looked_through(part: str) -> None:
    """It ends, and finds nothing."""
    assert find_feeds(part * (1_000_000 // len(part)), "https://a.org/") == ()


@given(st.text(alphabet="<>a link='rel\"href=/:[]alternate ", max_size=200))
def test_any_page_is_looked_through(html: str) -> None:
    """Nothing raises, and every address is one of the web."""
    assert all(f.address.startswith("http") for f in find_feeds(f"<a {html}>", "https://a.org/"))
