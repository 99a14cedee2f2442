"""Articles on several pages are followed by number, and live blogs are read post by post."""

from __future__ import annotations

import json

import pytest

from digest.dates import find_dates
from digest.model.article import Document, MediaType, SectionKind
from digest.model.published import parse_published
from digest.text.extract import extract
from digest.text.pages import join_pages, next_page, part_pages

HERE = "https://example.org"


@pytest.mark.parametrize(
    ("url", "link", "found"),
    [
        ("/storm", "<link rel='next' href='/storm?page=2'>", "/storm?page=2"),
        ("/storm?id=7", '<a href="?id=7&amp;page=2" rel=next>', "/storm?id=7&page=2"),
        ("/storm/page/2/", '<a rel="nofollow next" href=/storm/page/3/>', "/storm/page/3/"),
        ("/storm-2021", "<link rel=next href=/storm-2021/2>", "/storm-2021/2"),
        ("/2021/03/08", "<link rel=next href=/2021/03/08/2>", "/2021/03/08/2"),
        ("/storm.html", "<link rel=next href=/storm-2.html>", "/storm-2.html"),
        ("/storm", "<link rel='next' href='/flood'>", None),
        ("/storm?page=2", "<link rel='next' href='/storm?page=2'>", None),
        ("/storm?page=2", "<link rel='next' href='/storm?page=4'>", None),
        ("/storm", "<link rel='prev' href='/storm?page=2'>", None),
        ("/storm", "<link rel=next href='https://other.example/storm?page=2'>", None),
        ("/storm", "<link rel=next href='http://[bad?page=2'>", None),
    ],
)
def test_a_page_goes_on_at_its_own_address(url: str, link: str, found: str | None) -> None:
    """With the next number; links to other articles are not followed."""
    assert next_page(f"<head>{link}</head>", HERE + url) == (found and HERE + found)


@pytest.mark.parametrize("part", ["<a ", "<a rel=", "<a " + "rel=next " * 200 + ">"])
def test_a_page_of_broken_links_goes_on_nowhere(part: str) -> None:
    """It ends, and finds nothing."""
    assert next_page(part * (1_000_000 // len(part)), HERE) is None


def page(*paragraphs: str) -> str:
    """Return a page of an article."""
    text = "".join(f"<p>{p}</p>" for p in paragraphs)
    return f"<html lang=en><body><article><h1>Storm</h1>{text}</article></body></html>"


def test_joined_pages_are_one_text() -> None:
    """Each adds its paragraphs, but for what the others have said already."""
    lead = "The harbour was closed on Monday after a storm tore two cranes loose, the port said."
    first = "Harbour master Ines Okafor said the quay would reopen in April, once it is checked."
    second = "The last closure was in November 2011, when a ferry ran aground in thick fog here."
    joined = join_pages([page(lead, first), page(lead, second)])
    assert part_pages(joined) == [page(lead, first), page(lead, second)]
    text = extract(Document("a.html", MediaType.HTML, joined)).text
    assert [text.count(words) for words in (lead, first, second)] == [1, 1, 1]


def test_a_live_blog_is_its_posts_each_under_its_own_day() -> None:
    """What a post calls yesterday counts from the day of the post."""
    updates = [
        {
            "@type": "BlogPosting",
            "headline": "Cranes secured",
            "datePublished": "2021-03-10T08:15:00+01:00",
            "articleBody": "<p>The cranes that broke loose yesterday have been secured.</p>",
        },
        {
            "@type": "BlogPosting",
            "headline": "Harbour closed",
            "datePublished": "2021-03-08T18:40:00+01:00",
            "articleBody": "The harbour master closed the port yesterday. Ships wait outside.",
        },
    ]
    linked = {"@type": "LiveBlogPosting", "headline": "Storm live", "liveBlogUpdate": updates}
    script = f"<script type='application/ld+json'>{json.dumps(linked)}</script>"
    shown = "".join(f"<p>{u['articleBody']}</p>" for u in updates)
    found = extract(Document("a.html", MediaType.HTML, script + page(shown)))
    posts = [s for s in found.sections if s.kind is SectionKind.SLIDESHOW]
    headings = [found.text[s.heading.start : s.heading.end] for s in posts if s.heading]
    assert headings == ["2021-03-10 08:15 Cranes secured", "2021-03-08 18:40 Harbour closed"]
    dates = find_dates(
        found.text, parse_published("2021-03-11", "metadata"), sections=found.sections
    )
    told = [d.edtf for d in dates if found.text[d.start : d.end] == "yesterday"]
    assert told == ["2021-03-09", "2021-03-07"]


def test_posts_that_are_only_teasers_do_not_replace_the_text() -> None:
    """The text of the page has far more words than the posts that it declares."""
    updates = [{"headline": str(n), "articleBody": "A storm."} for n in range(3)]
    linked = {"@type": "LiveBlogPosting", "headline": "Storm", "liveBlogUpdate": updates}
    long = [f"On day {n} the port said that the storm had torn crane {n} loose." for n in range(9)]
    html = f"<script type='application/ld+json'>{json.dumps(linked)}</script>{page(*long)}"
    assert long[8] in extract(Document("a.html", MediaType.HTML, html)).text
