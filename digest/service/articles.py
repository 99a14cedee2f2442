"""A document becomes an article: text extracted, sections found, publication date settled."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from digest.dates import has_rules, infer_published
from digest.errors import InputError
from digest.model.article import UNKNOWN_DATE, Article
from digest.model.published import parse_published
from digest.text.extract import extract
from digest.text.language import find_language, language_tag, same_language

if TYPE_CHECKING:
    from collections.abc import Iterable

    from digest.model.article import Document, Published
    from digest.text.extract import Extracted


def to_article(document: Document, *, published: Published | None = None) -> Article:
    """Return version 1 of the article that `document` holds.

    The publication date is, in this order: `published`, the document's own, the page's metadata,
    one inferred from the text, unknown. The id is the document's, else minted from its text.

    Raises:
        InputError: there is no text in it, or its date is no date.
    """
    found = extract(document)
    sha256 = hashlib.sha256(found.text.encode("utf-8", "surrogatepass")).hexdigest()
    return Article(
        id=document.id or f"a-{sha256[:12]}",
        version=1,
        title=found.title,
        text=found.text,
        sha256=sha256,
        published=published or _published(document, found),
        sections=found.sections,
        outlet=document.outlet or found.outlet,
        url=document.url or found.url,
        canonical_url=found.canonical_url,
        authors=document.authors or found.authors,
        language=_language(document, found),
        extractor=found.extractor,
    )


def newest_versions(articles: Iterable[Article]) -> tuple[Article, ...]:
    """Return the articles with each id once, and each text once.

    Of several texts under one id the newest version stays, else the last published; of the same
    text under several ids the one whose id sorts first.
    """
    by_id: dict[str, Article] = {}
    for article in articles:
        known = by_id.get(article.id)
        if known is None or _version_order(article) > _version_order(known):
            by_id[article.id] = article
    by_text: dict[str, Article] = {}
    for article in sorted(by_id.values(), key=lambda a: a.id):
        by_text.setdefault(article.sha256, article)
    return tuple(by_text.values())


def _version_order(article: Article) -> tuple[int, str, str]:
    return (article.version, article.published.value or "", article.sha256)


def _published(document: Document, found: Extracted) -> Published:
    if document.published:
        try:
            return parse_published(document.published, "given")
        except ValueError:
            raise InputError(
                f"{document.name}: {document.published!r} is no date; write it like 2014-12-01."
            ) from None
    if found.published:
        try:
            return parse_published(found.published, "metadata")
        except ValueError:
            pass  # a page's broken metadata is no reason to refuse its text
    language = _language(document, found)
    if not has_rules(language):
        return UNKNOWN_DATE
    return infer_published(found.text, found.sections, language=language)


def _language(document: Document, found: Extracted) -> str:
    """Return the language that was given, else that of the text, as its page declares it or not.

    A declaration is a template's as often as an article's, so a text that is clearly in another
    language is in that one.
    """
    given = language_tag(document.language)
    if given:
        return given
    told, declared = find_language(found.text), language_tag(found.language)
    if declared and (told is None or same_language(told, declared)):
        return declared
    return told or "en"
