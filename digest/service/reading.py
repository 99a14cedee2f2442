"""An article as it was read: all its text, part by part, with what each part was taken for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from digest.errors import GoneError
from digest.model.article import SectionKind, Span
from digest.store import articles, takedowns, withdrawals
from digest.store.versions import last_version

if TYPE_CHECKING:
    from collections.abc import Iterator

    from digest.model.article import Article, Section
    from digest.service.context import Context
    from digest.store.withdrawals import Withdrawal


@dataclass(frozen=True, slots=True)
class Part:
    """A heading or a paragraph, and the kind of section that it stands in."""

    kind: SectionKind
    text: str
    heading: bool = False


@dataclass(frozen=True, slots=True)
class ReadArticle:
    """A version of an article in its parts; `versions` is how many there are."""

    article: Article
    versions: int
    parts: tuple[Part, ...]
    withdrawal: Withdrawal | None = None


def read_article(context: Context, article: str, version: int | None = None) -> ReadArticle:
    """Return a version of an article, the newest by default.

    Raises:
        GoneError: it was taken down.
        UnknownError: there is no such article, or no such version of it.
        StoreError: the database cannot be used.
    """
    with context.store.read() as connection:
        last = last_version(connection, article)
        down = takedowns.find(connection, article)
        if down:
            raise GoneError(f"The article {article!r} was taken down {down.at:%Y-%m-%d}.")
        (found,) = articles.read(connection, [(article, version or last)])
        withdrawal = withdrawals.find(connection, article)
    parts = tuple(part for section in found.sections for part in _parts(found, section))
    return ReadArticle(found, last, parts, withdrawal)


def _parts(article: Article, section: Section) -> Iterator[Part]:
    if section.heading:
        yield Part(section.kind, article.quote(section.heading), heading=True)
    for span in section.paragraphs or (Span(section.start, section.end),):
        yield Part(section.kind, article.quote(span))
