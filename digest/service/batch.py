"""Batch tools over JSON Lines: records in, plain values out, no service needed."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from digest.analyse.dated import DatedText
from digest.analyse.stories import name_stories, read_report
from digest.compose.abstract import abstract_record
from digest.compose.choice import Length
from digest.compose.chronicle import chronicle
from digest.errors import InputError, UsageError
from digest.ingest.files import open_input
from digest.ingest.jsonl import document, records
from digest.model.article import DIGESTIBLE
from digest.model.published import as_moment, parse_published
from digest.text.extract import extract

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence


def timeline_of(
    path: str,
    *,
    dates: int,
    sentences: int,
    first: str | None = None,
    last: str | None = None,
    keywords: Sequence[str] = (),
) -> dict[str, list[str]]:
    """Return day ("YYYY-MM-DD") to sentences for the topic of a JSON Lines file.

    Raises:
        UsageError: a number is below 1, or a bound is no day.
        InputError: a line is no article.
    """
    if dates < 1 or sentences < 1:
        raise UsageError("--dates and --sentences must be 1 or more.")
    return chronicle(
        _dated_texts(path),
        dates=dates,
        sentences=sentences,
        first=_day("--from", first),
        last=_day("--to", last),
        keywords=keywords,
    )


def summaries_of(
    path: str, *, sentences: int | None = None, words: int | None = None
) -> Iterator[dict[str, object]]:
    """Yield {id, summary} for each record {id, text | sentences | documents} of a JSON Lines file.

    A summary has at most so many `sentences`, or so many `words`; one of the two is given.

    Raises:
        UsageError: both lengths are given, or none, or one below 1.
        InputError: a line holds nothing that can be summarised.
    """
    try:
        length = Length(sentences, words)
    except ValueError:
        raise UsageError("Give one of --sentences and --words, 1 or more.") from None
    with open_input(path) as source:
        for where, record in records(source):
            try:
                yield abstract_record(record, length)
            except ValueError as error:
                raise InputError(f"{where} cannot be summarised: {error}.") from None


def stories_of(path: str) -> Iterator[dict[str, object]]:
    """Yield {id, story} for each record {id, text, title?, published?} of a JSON Lines file.

    All records are read before the first is yielded; they come in the file's order.

    Raises:
        InputError: a line is no article.
    """
    ids: list[object] = []
    reports = []
    with open_input(path) as source:
        for where, record in records(source):
            try:
                reports.append(read_report(record))
            except ValueError as error:
                raise InputError(f"{where} is no article: {error}.") from None
            ids.append(record.get("id"))
    for identifier, story in zip(ids, name_stories(reports), strict=True):
        yield {"id": identifier, "story": story}


def extract_records(path: str) -> Iterator[dict[str, object]]:
    """Yield {id, title, authors, published, text} for each record {id, html, url?}.

    Only the page itself is read: what else a record holds is passed over. `text` is the body's
    headings and paragraphs, one a line. A page without text gives an empty one.

    Raises:
        InputError: a line is no article.
    """
    with open_input(path) as source:
        for where, record in records(source):
            page = document(where, {name: record.get(name) for name in ("id", "html", "url")})
            try:
                found = extract(page)
            except InputError:
                yield {"id": page.id, "title": None, "authors": [], "published": None, "text": ""}
                continue
            paragraphs = (
                found.text[p.start : p.end]
                for section in found.sections
                if section.kind in DIGESTIBLE
                for p in (*filter(None, [section.heading]), *section.paragraphs)
            )
            yield {
                "id": page.id,
                "title": found.title,
                "authors": list(found.authors),
                "published": found.published,
                "text": "\n".join(paragraphs),
            }


def _dated_texts(path: str) -> Iterator[DatedText]:
    with open_input(path) as source:
        for where, record in records(source):
            given = document(where, record)
            yield DatedText(
                id=given.id or where,
                published=_published_day(where, given.published),
                text=given.content,
                title=given.title,
                language=given.language or "en",
            )


def _published_day(where: str, value: str | None) -> date | None:
    """Return the day in the offset it was written in; None when it is coarser than a day."""
    if not value:
        return None
    try:
        published = parse_published(value, "given")
    except ValueError:
        raise InputError(f"{where}: {value!r} is no date; write it like 2014-12-01.") from None
    if published.precision in {"year", "month"} or not published.value:
        return None
    return date.fromisoformat(published.value[: len("2014-12-01")])


def _day(option: str, value: str | None) -> date | None:
    if value is None:
        return None
    try:
        return as_moment(value).date()
    except ValueError:
        raise UsageError(f"{option} {value!r} is no date; write it like 2014-12-01.") from None
