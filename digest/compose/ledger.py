"""The ledger: every part of every source that the edition does not quote, with the reason."""

from __future__ import annotations

from typing import TYPE_CHECKING

from digest.model.article import DIGESTIBLE, SectionKind, Span
from digest.model.edition import LedgerLine

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping

    from digest.compose.reading import Reading
    from digest.model.article import Article

FURNITURE = "furniture"
DUPLICATE = "duplicate"
OVER_LENGTH = "over length"
HYPOTHETICAL = "hypothetical"

_SECTION_REASONS = {SectionKind.FURNITURE: FURNITURE}


def copy_lines(article: Article) -> tuple[LedgerLine, ...]:
    """Return the line of an article that is a copy of another: all of it was left out."""
    return (LedgerLine(article.id, article.version, 0, len(article.text), DUPLICATE),)


def reading_lines(
    reading: Reading, used: Collection[Span], reasons: Mapping[Span, str]
) -> tuple[LedgerLine, ...]:
    """Return what of `reading` was left out, in text order.

    `used` are the cited sentences; `reasons` name why a sentence was dropped, all others fell to
    the length of the digest. Neighbours with the same reason are one line.
    """
    article = reading.article
    lines: list[LedgerLine] = []
    for span, reason in sorted(_left_out(reading, used, reasons)):
        last = lines[-1] if lines else None
        if last and last.reason == reason and not article.text[last.end : span.start].strip():
            span = Span(lines.pop().start, span.end)  # noqa: PLW2901 - the neighbours become one
        lines.append(LedgerLine(article.id, article.version, span.start, span.end, reason))
    return tuple(lines)


def _left_out(
    reading: Reading, used: Collection[Span], reasons: Mapping[Span, str]
) -> Iterator[tuple[Span, str]]:
    for section in reading.article.sections:
        reason = _SECTION_REASONS.get(section.kind)
        if reason and section.kind not in DIGESTIBLE:
            yield Span(section.start, section.end), reason
    for sentence in reading.sentences:
        if sentence.span not in used:
            yield sentence.span, reasons.get(sentence.span, OVER_LENGTH)
