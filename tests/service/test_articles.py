"""Documents become articles with a settled date."""

from __future__ import annotations

import hashlib

import pytest

from digest.errors import InputError
from digest.model.article import Document, MediaType, Published
from digest.service.articles import newest_versions, to_article

TEXT = "Storm closes harbour\n\nThe harbour was closed on Monday after a storm.\n"
PAGE = (
    "<html lang='en'><head><title>T</title><meta property='article:published_time' "
    "content='{}'></head><body><article><p>The harbour of Port Alder was closed on Monday after a "
    "storm tore two cranes loose.</p><p>The harbour master said the quay would reopen in April, "
    "once it has been checked.</p></article></body></html>"
)
ENGLISH = (
    "The harbour of Port Alder was closed on Monday after a storm tore two cranes loose, and it is "
    "not known when the quay will be open to ships again, the port said."
)
FRENCH = (
    "Le port a été fermé lundi après une tempête qui a arraché deux grues, et il est difficile de "
    "dire quand les navires pourront revenir dans le port, selon la ville."
)


def test_an_article_keeps_the_whole_text_and_is_named_by_it() -> None:
    """Without an id, the hash of the text gives one."""
    article = to_article(Document("a.txt", MediaType.TEXT, TEXT))
    assert article.text == TEXT
    assert article.sha256 == hashlib.sha256(TEXT.encode()).hexdigest()
    assert article.id == f"a-{article.sha256[:12]}"
    assert (article.title, article.version) == ("Storm closes harbour", 1)


def test_the_best_known_date_wins() -> None:
    """What the user gives, then the document's own, then the page's metadata, then the text."""
    given = Published("2021-03-08", "day", "given")
    own = Document("a", MediaType.HTML, PAGE.format("2021-03-09"), published="2021-03-10")
    assert to_article(own, published=given).published == given
    assert to_article(own).published.value == "2021-03-10"
    page = to_article(Document("a", MediaType.HTML, PAGE.format("2021-03-09")))
    assert (page.published.value, page.published.origin) == ("2021-03-09", "metadata")
    broken = to_article(Document("a", MediaType.HTML, PAGE.format("no date")))
    assert broken.published.origin in {"metadata", "inferred", "unknown"}
    assert broken.published.value != "no date"


def test_a_date_that_does_not_exist_names_its_document() -> None:
    """It is the user's to mend, not ours to guess."""
    with pytest.raises(InputError, match=r"b\.jsonl, line 2: '2021-02-30' is no date"):
        to_article(Document("b.jsonl, line 2", MediaType.TEXT, TEXT, published="2021-02-30"))


def test_of_several_versions_the_last_published_stays() -> None:
    """One article for each id, and one for each text, whatever the order."""
    old = to_article(Document("a", MediaType.TEXT, TEXT, id="x", published="2021-03-08"))
    new = to_article(Document("a", MediaType.TEXT, TEXT + "More.", id="x", published="2021-03-09"))
    twin = to_article(Document("b", MediaType.TEXT, TEXT + "More.", id="y", published="2021-03-09"))
    for order in ([old, new, twin], [twin, new, old]):
        assert [(a.id, a.text) for a in newest_versions(order)] == [("x", TEXT + "More.")]


@pytest.mark.parametrize(
    ("given", "declared", "text", "language"),
    [
        ("de", "fr", ENGLISH, "de"),
        ("English", None, ENGLISH, "en"),
        (None, "en_GB", ENGLISH, "en-GB"),
        (None, "fr", ENGLISH, "en"),
        (None, "english", "Storm.", "en"),
        (None, "fr", "Storm.", "fr"),
        (None, None, FRENCH, "fr"),
    ],
)
def test_the_language_is_what_the_text_is_in(
    given: str | None, declared: str | None, text: str, language: str
) -> None:
    """What was given wins; a page's declaration is believed unless its words are clear."""
    lang = f' lang="{declared}"' if declared else ""
    html = f"<html{lang}><body><article><h1>Storm</h1><p>{text}</p></article></body></html>"
    article = to_article(Document("a", MediaType.HTML, html, language=given))
    assert article.language == language


def test_no_date_is_read_into_a_text_in_another_language() -> None:
    """Without rules for it a publication date is not inferred either."""
    text = f"Tempête\n\n8 March 2021\n\n{FRENCH}"
    assert to_article(Document("a", MediaType.TEXT, text)).published.value is None
