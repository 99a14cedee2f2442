"""Pages become text and metadata."""

from __future__ import annotations

import json

import pytest

from digest.errors import InputError
from digest.model.article import Document, MediaType, SectionKind
from digest.text.extract import extract
from digest.text.html import flatten, read_page

PARAGRAPHS = (
    "The harbour was closed on Monday after a storm tore two cranes loose, the port said.",
    "Harbour master Ines Okafor said the quay would reopen in April, once it has been checked.",
    "The last closure was in November 2011, when a ferry ran aground in thick fog off the pier.",
)
LINKED = {
    "@context": "https://schema.org",
    "@graph": [
        {"@type": "WebPage", "headline": "Gazette page"},
        {
            "@type": ["NewsArticle"],
            "headline": "Storm closes  the harbour",
            "datePublished": "2021-03-08T09:30:00+01:00",
            "author": [{"@type": "Person", "name": "Ada Quill"}, "Bo Reed"],
            "publisher": {"name": "Gazette Media"},
        },
    ],
}


def page(head: str = "", body: str = "") -> str:
    """Return a page with three paragraphs of text."""
    text = "".join(f"<p>{p}</p>" for p in PARAGRAPHS)
    return (
        f"<!doctype html><html lang='en-GB'><head><title>T</title>{head}</head><body><nav>Home "
        f"<a href='/'>News</a></nav><article><h1>Storm closes the harbour</h1>{text}{body}"
        "</article><footer>Imprint</footer></body></html>"
    )


def test_json_ld_wins_over_open_graph() -> None:
    """Each field comes from the most reliable place that has it."""
    head = (
        f'<script type="application/ld+json">{json.dumps(LINKED)}</script>'
        '<script type="application/ld+json">{broken</script>'
        '<meta property="og:title" content="Other"><meta property="og:site_name" content="Gazette">'
        '<link rel="canonical" href="https://example.org/storm">'
    )
    found = read_page(page(head)).metadata
    assert found.title == "Storm closes the harbour"
    assert found.published == "2021-03-08T09:30:00+01:00"
    assert found.authors == ("Ada Quill", "Bo Reed")
    assert (found.outlet, found.url) == ("Gazette", "https://example.org/storm")
    assert found.language == "en-GB"


def test_meta_elements_serve_where_json_ld_is_missing() -> None:
    """OpenGraph's title and time, and the author element."""
    head = (
        '<meta property="og:title" content="Storm"><meta name="author" content="Ada Quill">'
        '<meta property="article:published_time" content="2021-03-08">'
    )
    found = read_page(page(head), "https://www.example.org/a").metadata
    assert (found.title, found.published) == ("Storm", "2021-03-08")
    assert (found.authors, found.outlet) == (("Ada Quill",), "example.org")


def test_the_text_is_the_articles_paragraphs() -> None:
    """Navigation and footer stay outside; the headline is its own section."""
    document = Document("a.html", MediaType.HTML, page(), title="Storm closes the harbour")
    found = extract(document)
    body = [s for s in found.sections if s.kind is SectionKind.BODY]
    told = [found.text[p.start : p.end] for s in body for p in s.paragraphs]
    assert told == list(PARAGRAPHS)
    assert found.extractor.startswith("trafilatura/")


def test_a_page_without_text_is_refused() -> None:
    """The message names the page and what to do."""
    for html in ("<html><body></body></html>", " ", "<div>" * 3):
        with pytest.raises(InputError, match=r"a\.html holds no article text"):
            extract(Document("a.html", MediaType.HTML, html))


def test_an_empty_text_is_refused() -> None:
    """White space is no article."""
    with pytest.raises(InputError, match="is empty"):
        extract(Document("a.txt", MediaType.TEXT, " \r\n "))


def test_absurdly_deep_pages_are_flattened() -> None:
    """The text of 100,000 nested elements is kept, their tags are not."""
    deep = "<div>" * 100_000 + "words" + "</div>" * 100_000
    flat = flatten(deep)
    assert "words" in flat
    assert flat.count("<div>") == flat.count("</div>") == 200
    assert flatten(page()) == page()


def test_an_article_inside_a_bottomless_page_is_read() -> None:
    """What the parser alone would drop with all that lies below is kept."""
    deep = page().replace("<article>", "<div>" * 100_000 + "<article>")
    assert PARAGRAPHS[0] in read_page(deep).text
    assert "<article>" in page()
