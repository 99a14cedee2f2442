"""The articles that an edition's sources are compared with: of a folder, or of a service."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from digest.errors import InputError
from digest.service.articles import to_article
from digest.service.documents import load_documents
from digest.store import articles

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path

    from digest.model.article import Article
    from digest.model.edition import Edition, Source
    from digest.service.context import Context

_KINDS = (".txt", ".text", ".html", ".htm", ".xhtml", ".jsonl", ".ndjson")


def from_folder(folder: Path) -> dict[str, tuple[Article, ...]]:
    """Return the articles of all files below `folder` by the SHA-256 of their text.

    Raises:
        InputError: there is no such folder, no article in it, or one cannot be read.
    """
    if not folder.is_dir():
        raise InputError(f"{folder} is no folder; name one that holds the articles.")
    files = [
        str(file)
        for file in sorted(folder.rglob("*"))
        if file.is_file() and file.name.lower().removesuffix(".gz").endswith(_KINDS)
    ]
    if not files:
        raise InputError(f"There is no article in {folder}; name the folder that holds them.")
    return _by_text(to_article(document) for document in load_documents(files))


def from_store(context: Context, edition: Edition) -> dict[str, tuple[Article, ...]]:
    """Return the stored articles that have a text of `edition`'s sources, by its SHA-256."""
    with context.store.read() as connection:
        refs = articles.refs_with(connection, {source.sha256 for source in edition.sources})
        return _by_text(articles.read(connection, refs))


def source_differences(edition: Edition, known: Mapping[str, tuple[Article, ...]]) -> Iterator[str]:
    """Tell which sources are none of the articles, and which are told otherwise than those are.

    A publication date that was given with the edition's order is none of the article's own, and
    is not compared.
    """
    for source in edition.sources:
        name = f"{source.article}, version {source.version}"
        same = known.get(source.sha256, ())
        if not any(article.text == source.text for article in same):
            yield f"the text of source {name} is that of no article"
        elif not any(_told_alike(source, article) for article in same):
            yield f"source {name} differs from its article in title, origin or date"


def _told_alike(source: Source, article: Article) -> bool:
    dated = source.published.origin == "given" != article.published.origin
    return (
        (source.title, source.url, source.outlet, source.authors, source.language)
        == (article.title, article.url, article.outlet, article.authors, article.language)
    ) and (dated or source.published.value == article.published.value)


def _by_text(found: Iterable[Article]) -> dict[str, tuple[Article, ...]]:
    known: defaultdict[str, list[Article]] = defaultdict(list)
    for article in found:
        known[article.sha256].append(article)
    return {sha256: tuple(same) for sha256, same in known.items()}
