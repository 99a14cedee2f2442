"""The ledger: every part of every source that the edition does not quote, with the reason."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter, defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from digest.analyse.passages import same_fact
from digest.dates import has_rules
from digest.model.article import DIGESTIBLE, SectionKind, Span
from digest.model.edition import LedgerLine
from digest.text.tokens import content_stems

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

    from digest.compose.reading import Reading
    from digest.model.article import Article
    from digest.model.edition import CitedSentence, TimelineEntry

FURNITURE = "furniture"
DUPLICATE = "duplicate"
OVER_LENGTH = "over length"
HYPOTHETICAL = "hypothetical"
NEEDS_CONTEXT = "needs context"
OFF_TOPIC = "off topic"
OUT_OF_LOOK_BACK = "out of look-back"
REDUNDANT = "redundant"
TOLD_BEFORE = "told before"
UNDATED = "undated"
NO_RULES = "language without rules"
WALLED = {SectionKind.PAYWALL: "paywalled", SectionKind.CONSENT: "cookie wall"}

_SECTION_REASONS = {SectionKind.FURNITURE: FURNITURE}


@dataclass(frozen=True, slots=True)
class Accounted:
    """An article that was read, and what its story is about: stems, see `themes`.

    One that was `told_before` is of an earlier edition: no more of it is wanted than what the
    timeline tells.
    """

    reading: Reading
    themes: frozenset[str]
    told_before: bool = False


def themes(title: str, readings: Iterable[Reading]) -> frozenset[str]:
    """Return the stems of a story's title, and those that two of its sentences share."""
    counts = Counter(stem for r in readings for p in r.passages for stem in p.stems)
    return frozenset(content_stems(title)) | {stem for stem, n in counts.items() if n > 1}


def account(
    articles: Sequence[Article],
    set_aside: Mapping[str, str],
    read: Mapping[str, Accounted],
    told: Sequence[CitedSentence | TimelineEntry],
    events: Iterable[tuple[Article, Span, str]],
) -> tuple[LedgerLine, ...]:
    """Return what of `articles` was left out, in their order.

    `set_aside` says why, under the ids of those that were set aside whole; the others are in
    `read` under their id. `told` is all that the edition tells, `events` names dated sentences
    that the timeline left out, with the reason.
    """
    used: defaultdict[str, set[Span]] = defaultdict(set)
    for one in told:
        for citation in one.citations:
            used[citation.article].add(Span(citation.start, citation.end))
    reasons: defaultdict[str, dict[Span, str]] = defaultdict(dict)
    for article, span, why in events:
        reasons[article.id][span] = why
    lines: list[LedgerLine] = []
    for article in articles:
        reason = set_aside.get(article.id)
        if reason:
            lines.append(LedgerLine(article.id, article.version, 0, len(article.text), reason))
        else:
            lines += _lines(read[article.id], used[article.id], reasons[article.id])
    return tuple(lines)


def _lines(
    read: Accounted, used: Collection[Span], reasons: Mapping[Span, str]
) -> list[LedgerLine]:
    """Return what of an article was left out, in text order.

    Neighbours with the same reason are one line.
    """
    article = read.reading.article
    lines: list[LedgerLine] = []
    for span, reason in sorted(_left_out(read, used, reasons)):
        last = lines[-1] if lines else None
        if last and last.reason == reason and not article.text[last.end : span.start].strip():
            span = Span(lines.pop().start, span.end)  # noqa: PLW2901 - the neighbours become one
        lines.append(LedgerLine(article.id, article.version, span.start, span.end, reason))
    return lines


def _left_out(
    read: Accounted, used: Collection[Span], reasons: Mapping[Span, str]
) -> Iterator[tuple[Span, str]]:
    reading = read.reading
    for section in reading.article.sections:
        reason = _SECTION_REASONS.get(section.kind)
        if reason and section.kind not in DIGESTIBLE:
            yield Span(section.start, section.end), reason
    own = [p for s, p in zip(reading.sentences, reading.passages, strict=True) if s.span in used]
    undated = _undated(reading)
    for sentence, passage in zip(reading.sentences, reading.passages, strict=True):
        if sentence.span in used:
            continue
        if read.told_before:
            yield sentence.span, TOLD_BEFORE
            continue
        reason = reasons.get(sentence.span) or passage.flaw
        if reason is None and sentence.span in undated:
            reason = UNDATED
        if reason in {None, OVER_LENGTH} and any(same_fact(passage, other) for other in own):
            reason = REDUNDANT
        if reason is None and not has_rules(reading.article.language):
            reason = NO_RULES
        if reason is None and passage.stems and read.themes.isdisjoint(passage.stems):
            reason = OFF_TOPIC
        yield sentence.span, reason or OVER_LENGTH


def _undated(reading: Reading) -> frozenset[Span]:
    """Return the sentences that name a day which cannot be known: no day counts from nothing."""
    if reading.article.published.value is not None:
        return frozenset()
    starts = [sentence.start for sentence in reading.sentences]
    found = set()
    for expression in reading.expressions:
        if expression.type in {"DATE", "TIME"} and expression.edtf is None:
            place = bisect_right(starts, expression.start) - 1
            if place >= 0 and expression.start < reading.sentences[place].end:
                found.add(reading.sentences[place].span)
    return frozenset(found)
