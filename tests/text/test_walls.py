"""Walls before articles are told from articles, and nothing behind one is quoted."""

from __future__ import annotations

import json

import pytest

from digest.model.article import DIGESTIBLE, Document, MediaType, SectionKind
from digest.text.extract import extract

LEAD = "<p>The harbour was closed on Monday after a storm tore two cranes loose, the port said.</p>"
STORY = "".join(
    f"<p>Harbour master Ines Okafor said on day {n} that quay number {n} would open again in the "
    f"spring, once the {n} cranes that the storm tore loose had all been checked and mended.</p>"
    for n in range(2, 12)
)
CONSENT = (
    "<p>We and our partners use cookies and similar technologies to store information.</p>"
    "<p>With your consent, we may process personal data such as your visits to this site.</p>"
    "<p>You can change your privacy settings at any time, or withdraw your consent.</p>"
    "<p>Some vendors may process your data without asking for it, as is their interest.</p>"
)


def wall_of(body: str, **linked: object) -> SectionKind | None:
    """Return the wall that a page with this body is."""
    article = {"@type": "NewsArticle", "headline": "Storm closes the harbour", **linked}
    html = (
        "<html lang=en><head><title>Storm</title><script type='application/ld+json'>"
        f"{json.dumps(article)}</script></head><body><article><h1>Storm closes the harbour</h1>"
        f"{body}</article></body></html>"
    )
    found = extract(Document("a.html", MediaType.HTML, html))
    kinds = {section.kind for section in found.sections}
    walls = kinds & {SectionKind.PAYWALL, SectionKind.CONSENT}
    assert not walls or not kinds & DIGESTIBLE
    return next(iter(walls), None)


@pytest.mark.parametrize("told", [False, "False", "https://schema.org/False"])
def test_a_few_lines_of_an_article_that_is_not_free_are_a_paywall(told: object) -> None:
    """However the page writes that it is not free."""
    assert wall_of(LEAD, isAccessibleForFree=told) is SectionKind.PAYWALL


def test_an_article_that_is_not_free_and_whole_is_an_article() -> None:
    """Many pages send the text and hide it."""
    assert wall_of(LEAD + STORY, isAccessibleForFree=False) is None


def test_a_small_part_of_the_words_that_are_declared_is_a_paywall() -> None:
    """However long the part is."""
    told = {"isAccessibleForFree": False, "wordCount": 2400}
    assert wall_of(LEAD + STORY, **told) is SectionKind.PAYWALL


@pytest.mark.parametrize(
    "words",
    [
        "Subscribe to continue reading",
        "Sign in or create a free account to read the full story",
        "This article is for subscribers. Already one? Log in.",
        "Jetzt weiterlesen mit dem Probeabo",
    ],
)
def test_a_few_lines_and_an_offer_are_a_paywall(words: str) -> None:
    """Though the page declares nothing."""
    assert wall_of(f"{LEAD}<div class='offer'><p>{words}</p></div>") is SectionKind.PAYWALL


def test_a_short_report_is_an_article() -> None:
    """Short and free, on a page that also offers subscriptions."""
    assert wall_of(f"{LEAD}<footer><a href=/s>Subscribe</a> <a>Log in</a></footer>") is None


@pytest.mark.parametrize(
    "words",
    [
        "Click here to read this story in Spanish.",
        "Download the PDF to read the full report of the harbour master.",
        "Story continues below.",
    ],
)
def test_an_offer_of_something_else_is_no_paywall(words: str) -> None:
    """A short report may point to a longer document."""
    assert wall_of(f"{LEAD}<div><p>{words}</p></div>") is None


def test_a_page_of_consent_is_a_cookie_wall() -> None:
    """What it says is no article."""
    assert wall_of(CONSENT) is SectionKind.CONSENT


def test_an_article_on_cookies_is_an_article() -> None:
    """It speaks of other things as well."""
    assert wall_of(LEAD + STORY + "<p>The port's site uses cookies, with consent.</p>") is None
