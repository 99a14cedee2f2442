"""The main job without a service: articles in; feeds, page, calendar, data and briefing out."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from digest.compose.edition import Slot, compose_edition, manual_key
from digest.errors import DateNeededError, UsageError
from digest.model.published import as_moment, parse_published
from digest.publish.templates import Templates
from digest.service.articles import newest_versions, to_article
from digest.service.bundle import bundle
from digest.service.documents import load_documents
from digest.service.output import check_writable, write_files
from digest.service.sample import SAMPLE_TITLE, sample_path

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from datetime import datetime
    from pathlib import Path

    from digest.model.article import Article, Published
    from digest.model.edition import Edition
    from digest.model.settings import Settings


@dataclass(frozen=True, slots=True)
class MakeOrder:
    """What `digest make` was asked for; times as the user wrote them."""

    paths: tuple[str, ...]
    out: Path
    settings: Settings
    published: str | None = None
    as_of: str | None = None
    sample: bool = False
    templates: Path | None = None
    book: bool = False


@dataclass(frozen=True, slots=True)
class Made:
    """What was made: the edition, and the files in the order they were written."""

    edition: Edition
    files: tuple[Path, ...]


def make(
    order: MakeOrder,
    *,
    progress: Callable[[str, int, int], None] = lambda _stage, _done, _all: None,
) -> Made:
    """Compose the edition of an order's articles and write its eight files, and a book if asked.

    Nothing is written unless everything could be made. Same order, same bytes, in any process,
    time zone and locale.

    Raises:
        UsageError: a date does not exist, or nothing was named.
        InputError: an article cannot be read.
        DateNeededError: no article is dated and no as-of time was given.
        OutputError: the folder cannot be written.
        MissingPartError: a system library is missing.
    """
    check_writable(order.out)
    edition = compose(order, progress=progress)
    templates = Templates(order.templates)
    content = bundle(edition, templates=templates, book=order.book, progress=progress)
    write_files(order.out, content)
    return Made(edition, tuple(order.out / name for name in content))


def compose(
    order: MakeOrder,
    *,
    progress: Callable[[str, int, int], None] = lambda _stage, _done, _all: None,
) -> Edition:
    """Return the edition of an order's articles.

    Raises:
        UsageError: a date does not exist, or nothing was named.
        InputError: an article cannot be read.
        DateNeededError: no article is dated and no as-of time was given.
    """
    published = _given(order.published)
    paths = (sample_path(),) if order.sample else order.paths
    settings = order.settings
    if order.sample and settings.title is None:
        settings = replace(settings, title=SAMPLE_TITLE)
    articles = _articles(paths, published, progress)
    return compose_edition(
        articles,
        settings,
        Slot(1, manual_key(settings, articles), _as_of(order.as_of, articles)),
        progress=progress,
    )


def _given(value: str | None) -> Published | None:
    if value is None:
        return None
    try:
        return parse_published(value, "given")
    except ValueError:
        raise UsageError(
            f"--published {value!r} is no date; write it like 2014-12-01 or 2014-12-01T18:30+01:00."
        ) from None


def _articles(
    paths: Sequence[str], published: Published | None, progress: Callable[[str, int, int], None]
) -> tuple[Article, ...]:
    if not paths:
        raise UsageError("No article was named; give files, '-', or --sample.")
    articles: list[Article] = []
    for document in load_documents(paths):
        progress("loading", len(articles), 0)
        articles.append(to_article(document, published=published))
    return newest_versions(articles)


def _as_of(value: str | None, articles: Iterable[Article]) -> datetime:
    if value is not None:
        try:
            return as_moment(value)
        except ValueError:
            raise UsageError(
                f"--as-of {value!r} is no time; write it like 2014-12-01 or 2014-12-01T18:30Z."
            ) from None
    known = [as_moment(a.published.value) for a in articles if a.published.value]
    if not known:
        raise DateNeededError(
            "No article says when it was published; give --published DATE for the articles, or "
            "--as-of TIME for the edition."
        )
    return max(known)
