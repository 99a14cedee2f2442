"""A document becomes a text with a title and sections."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from digest.errors import InputError
from digest.model.article import MediaType
from digest.text.addresses import plain_address
from digest.text.declared import set_aside
from digest.text.html import read_page
from digest.text.sections import find_sections, find_title
from digest.text.walls import behind

if TYPE_CHECKING:
    from digest.model.article import Document, Section

_PLAIN = "text/1"


@dataclass(frozen=True, slots=True)
class Extracted:
    """What a document holds; `published` is as its metadata writes it, unchecked."""

    title: str
    text: str
    sections: tuple[Section, ...]
    extractor: str
    published: str | None = None
    authors: tuple[str, ...] = ()
    outlet: str | None = None
    url: str | None = None
    canonical_url: str | None = None
    language: str | None = None


def extract(document: Document) -> Extracted:
    """Return the text, title and sections of `document`; a plain text is kept whole.

    Raises:
        InputError: there is no text in it.
    """
    if document.media_type is MediaType.HTML:
        return _from_html(document)
    text = document.content.replace("\r\n", "\n").replace("\r", "\n")
    if not text.strip():
        raise InputError(f"{document.name} is empty; give an article with text.")
    title = document.title or find_title(text)
    return Extracted(" ".join(title.split()), text, find_sections(text, title), _PLAIN)


def _from_html(document: Document) -> Extracted:
    page = read_page(document.content, document.url)
    if not page.text:
        raise InputError(
            f"{document.name} holds no article text that could be found; save the page with its "
            "text, or give the text as .txt."
        )
    declared = page.metadata
    title = " ".join((document.title or declared.title or find_title(page.text)).split())
    return Extracted(
        title=title,
        text=page.text,
        sections=page.posts
        or behind(set_aside(find_sections(page.text, title), page.foreign), page.wall),
        extractor=page.extractor,
        published=declared.published,
        authors=declared.authors,
        outlet=declared.outlet,
        url=document.url or declared.url,
        canonical_url=plain_address(declared.url) if declared.url else None,
        language=declared.language,
    )
