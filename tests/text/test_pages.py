"""What a page declares of itself helps to find its article, and is held against what it shows."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.model.article import DIGESTIBLE, Document, MediaType, SectionKind
from digest.text.addresses import plain_address
from digest.text.declared import choose_text, foreign_paragraphs
from digest.text.extract import extract

PARAGRAPHS = tuple(
    f"Paragraph {n} tells how the storm tore crane {n} loose, how the quay was closed at hour {n} "
    f"and what harbour master Okafor said to reporter {n} about the repairs of pier {n}."
    for n in range(8)
)
OTHER = (
    "Subscribe to our newsletter and never miss what moves the town, its people and its football "
    "clubs, delivered to your inbox every single morning before breakfast."
)


def page(body: str, **declared: object) -> Document:
    """Return a page with JSON-LD."""
    linked = {"@type": "NewsArticle", "headline": "Storm closes harbour", **declared}
    html = (
        "<html><head><meta property='og:site_name' content='Gazette'>"
        f"<script type='application/ld+json'>{json.dumps(linked)}</script></head>"
        f"<body><article><h1>Storm closes harbour</h1>{body}</article></body></html>"
    )
    return Document("page", MediaType.HTML, html)


def paragraphs(*texts: str) -> str:
    """Return texts as paragraphs of HTML."""
    return "".join(f"<p>{text}</p>" for text in texts)


def test_a_box_that_the_publisher_does_not_count_is_furniture() -> None:
    """A paragraph that a whole declared body knows nothing of stays, as furniture."""
    shown = paragraphs(*PARAGRAPHS[:4], OTHER, *PARAGRAPHS[4:])
    found = extract(page(shown, articleBody=" ".join(PARAGRAPHS)))
    kinds = {found.text[s.start : s.end]: s.kind for s in found.sections}
    assert kinds[OTHER] is SectionKind.FURNITURE
    quoted = "".join(
        found.text[p.start : p.end]
        for s in found.sections
        if s.kind in DIGESTIBLE
        for p in s.paragraphs
    )
    assert quoted == "".join(PARAGRAPHS)


def test_a_declared_body_replaces_an_extraction_that_lost_half() -> None:
    """What the publisher declares is the text where the page showed only a part of it."""
    whole = "".join(f"<p>{p} &amp; more</p>" for p in PARAGRAPHS)
    text = choose_text("\n\n".join(f"{p} & more" for p in PARAGRAPHS[:4]), whole)
    assert text.split("\n\n") == [f"{p} & more" for p in PARAGRAPHS]


@pytest.mark.parametrize("declared", [None, "", "A short teaser.", " ".join([OTHER] * 9)])
def test_a_declared_body_that_is_none_changes_nothing(declared: str | None) -> None:
    """A teaser or another text in the place of a body is not believed."""
    text = "\n\n".join(PARAGRAPHS)
    assert choose_text(text, declared) == text
    assert foreign_paragraphs(text, declared) == ()


def test_a_standfirst_that_is_shown_is_part_of_the_article() -> None:
    """A description that the page also shows begins the text; one that it does not show is none."""
    lead = "A storm has closed the harbour; two cranes are lost, the quay stays shut until April."
    shown = f"<div class='teaser-deck'>{lead}</div>{paragraphs(*PARAGRAPHS)}"
    assert lead in extract(page(shown, description=lead)).text
    assert lead not in extract(page(paragraphs(*PARAGRAPHS), description=lead)).text


@pytest.mark.parametrize(
    ("headline", "title"),
    [
        ("R&uuml;ckbau beginnt", "Rückbau beginnt"),
        ("Storm closes harbour | Gazette", "Storm closes harbour"),
        ("Storm closes harbour - GAZETTE", "Storm closes harbour"),
        ("Storm closes harbour | Opinion", "Storm closes harbour | Opinion"),
        ("Storm – harbour – Gazette", "Storm – harbour – Gazette"),
    ],
)
def test_a_title_is_without_the_outlets_name(headline: str, title: str) -> None:
    """Entities are read, and the site's own name behind the title goes; other endings stay."""
    assert extract(page(paragraphs(*PARAGRAPHS), headline=headline)).title == title


@pytest.mark.parametrize(
    ("url", "plain"),
    [
        ("https://A.example/x?utm_source=a&id=3&fbclid=9#top", "https://a.example/x?id=3"),
        ("http://a.example:80?gclid=1", "http://a.example/"),
        ("https://a.example/x?q=a+b&&c", "https://a.example/x?q=a+b&&c"),
        ("mailto:x@a.example", "mailto:x@a.example"),
        ("http://[bad", "http://[bad"),
    ],
)
def test_an_address_is_without_what_tracks(url: str, plain: str) -> None:
    """Tracking parameters, fragment and default port go; all else keeps its spelling."""
    assert plain_address(url) == plain


@given(st.text())
def test_plain_addresses_stay(url: str) -> None:
    """Nothing raises, and a second pass changes nothing."""
    assert plain_address(plain_address(url)) == plain_address(url)
