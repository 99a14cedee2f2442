"""The dates of one text, each with how it was reached in a sentence."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from digest.dates import annotate, find_dates
from digest.errors import InputError, UsageError
from digest.ingest.files import open_input
from digest.ingest.jsonl import records
from digest.model.edtf import wording
from digest.model.published import parse_published
from digest.publish.proofs import proof_sentence
from digest.service.articles import to_article
from digest.service.documents import load_documents

if TYPE_CHECKING:
    from collections.abc import Iterator

    from digest.model.article import Article
    from digest.model.event import TimeExpression


@dataclass(frozen=True, slots=True)
class Explained:
    """A time expression with its value in words and how it was reached."""

    expression: TimeExpression
    wording: str
    proof: str


def explain_dates(
    path: str, *, published: str | None, narrative: bool
) -> Iterator[tuple[Article, tuple[Explained, ...]]]:
    """Yield each article of `path` with its time expressions in text order.

    Raises:
        UsageError: `published` is no date.
        InputError: an article cannot be read.
    """
    given = None
    if published is not None:
        try:
            given = parse_published(published, "given")
        except ValueError:
            raise UsageError(
                f"--published {published!r} is no date; write it like 2014-12-01."
            ) from None
    for document in load_documents([path]):
        article = to_article(document, published=given)
        found = find_dates(
            article.text,
            article.published,
            sections=article.sections,
            language=article.language,
            narrative=narrative,
        )
        yield article, tuple(_explained(e) for e in found)


def annotate_records(path: str, *, narrative: bool) -> Iterator[dict[str, object]]:
    """Yield {id, timexes} for each record {id, dct or published, text} of a JSON Lines file.

    Raises:
        InputError: a line is no JSON object, or its text or date is none.
    """
    with open_input(path) as source:
        for where, record in records(source):
            try:
                yield annotate(record, narrative=narrative)
            except ValueError as error:
                raise InputError(f"{where}: {error}.") from None


def _explained(expression: TimeExpression) -> Explained:
    words = wording(expression.edtf) if expression.edtf else expression.value
    return Explained(expression, words, proof_sentence(expression.proof, expression.edtf or ""))
