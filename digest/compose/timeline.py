"""The timeline: events become entries, one for a happening, each with its proof and citations."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import TYPE_CHECKING

from digest.analyse.corroboration import Teller, count_independent
from digest.analyse.fitness import unfit
from digest.compose.ledger import HYPOTHETICAL, OVER_LENGTH
from digest.model.edition import Citation, ConflictClaim, TimelineEntry
from digest.model.edtf import extent, sort_key
from digest.model.event import AnchorKind, Modality
from digest.text.attribution import find_attribution
from digest.text.tokens import content_stems

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from digest.compose.reading import Reading
    from digest.model.article import Article, Span
    from digest.model.event import Event, TimeExpression

SAME_FACT = 0.7
"""Share of the shorter sentence's content stems that must stand in the longer one for the two to
tell the same fact: copies with a word changed share over .8, other sentences of one story under
.5 (counted on the stories of the bundled sample)."""

_MIN_STEMS = 5
_FINENESS = {"day": 4, "range": 3, "month": 3, "season": 2, "quarter": 2, "half": 2, "year": 1}


@dataclass(frozen=True, slots=True)
class _Happening:
    """An event with what is needed to compare and to rank it."""

    article: Article
    event: Event
    text: str
    stems: frozenset[str]


@dataclass(frozen=True, slots=True)
class Timeline:
    """Entries sorted by EDTF, and (article, sentence, reason) for each event left out."""

    entries: tuple[TimelineEntry, ...]
    left_out: tuple[tuple[Article, Span, str], ...]


def build_timeline(
    readings: Sequence[Reading],
    *,
    story: str,
    limit: int,
    originals: Mapping[str, str] = MappingProxyType({}),
) -> Timeline:
    """Return the timeline of one story's readings, given in (published, sha256) order.

    `originals` maps the ids of articles to those of the articles whose text they repeat.

    A sentence becomes one entry, under its finest date. Sentences that repeat each other on
    overlapping dates are one entry with all citations: the others cite it "verbatim" where
    they are the same words, else as "supports". When there are more than `limit` entries, those
    best supported, finest dated and nearest to publication stay.
    """
    left_out: list[tuple[Article, Span, str]] = []
    groups: list[list[_Happening]] = []
    for happening in _happenings(readings):
        event = happening.event
        reason: str | None = unfit(happening.text, happening.article.language)
        if event.modality is Modality.HYPOTHETICAL:
            reason = HYPOTHETICAL
        if reason:
            left_out.append((happening.article, event.sentence, reason))
            continue
        group = next((g for g in groups if _same(g[0], happening)), None)
        if group is None:
            groups.append([happening])
        else:
            group.append(happening)
    ranked = sorted(groups, key=_rank)
    for group in ranked[limit:]:
        left_out += [(h.article, h.event.sentence, OVER_LENGTH) for h in group]
    entries = [_entry(group, story, originals) for group in ranked[:limit]]
    return Timeline(tuple(sorted(entries, key=entry_order)), tuple(left_out))


def entry_order(entry: TimelineEntry) -> tuple[object, ...]:
    """Return the key that sorts entries: by EDTF, then by id for equals."""
    return (*sort_key(entry.edtf), entry.id)


def _happenings(readings: Iterable[Reading]) -> Iterator[_Happening]:
    for reading in readings:
        best: dict[Span, Event] = {}
        for event in reading.events:
            known = best.get(event.sentence)
            if known is None or _worth(event.expression) > _worth(known.expression):
                best[event.sentence] = event
        for event in best.values():
            text = reading.article.quote(event.sentence)
            yield _Happening(reading.article, event, text, frozenset(content_stems(text)))


def _worth(expression: TimeExpression) -> tuple[int, bool]:
    """Rank a sentence's dates: the finest, of equals one that is written out."""
    return (_fineness(expression), expression.proof.anchor.kind is AnchorKind.NONE)


def _fineness(expression: TimeExpression) -> int:
    return _FINENESS.get(extent(expression.edtf).grain, 0) if expression.edtf else 0


def _same(first: _Happening, other: _Happening) -> bool:
    if not _overlap(first.event.expression, other.event.expression):
        return False
    if first.text == other.text:
        return True
    fewer = min(len(first.stems), len(other.stems))
    return fewer >= _MIN_STEMS and len(first.stems & other.stems) >= SAME_FACT * fewer


def _overlap(one: TimeExpression, other: TimeExpression) -> bool:
    if one.edtf == other.edtf:
        return True
    if not (one.earliest and one.latest and other.earliest and other.latest):
        return False
    return one.earliest <= other.latest and other.earliest <= one.latest


def _rank(group: list[_Happening]) -> tuple[object, ...]:
    """Sort key: most articles first, then finest date, then nearest to publication."""
    head = group[0]
    expression = head.event.expression
    published = head.article.published.value
    day = extent(published[:10]).earliest if published else None
    away = abs((day - expression.earliest).days) if day and expression.earliest else 1 << 30
    return (
        -len({h.article.id for h in group}),
        -_fineness(expression),
        away,
        head.article.id,
        head.event.sentence,
    )


def _entry(group: list[_Happening], story: str, originals: Mapping[str, str]) -> TimelineEntry:
    head = max(group, key=lambda h: _fineness(h.event.expression))
    expression = head.event.expression
    edtf = expression.edtf or ""
    citations = [_citation(head, head)]
    citations += [_citation(h, head) for h in group if h is not head]
    mark = hashlib.sha256(f"{edtf}\n{head.text}".encode("utf-8", "surrogatepass")).hexdigest()
    entry = TimelineEntry(
        id=f"e-{mark[:12]}",
        edtf=edtf,
        earliest=expression.earliest,
        latest=expression.latest,
        text=head.text,
        citations=tuple(citations),
        proof=expression.proof,
        future=head.event.modality is Modality.FUTURE,
        story=story,
        language=head.article.language,
        attribution=find_attribution(head.text, head.article.language),
        independent=count_independent(_teller(h, originals) for h in group),
    )
    return replace(entry, conflict=_conflict(head))


def _teller(happening: _Happening, originals: Mapping[str, str]) -> Teller:
    article = happening.article
    said = find_attribution(happening.text, article.language)
    return Teller(
        text=originals.get(article.id, article.id),
        outlet=article.outlet,
        origin=said.by if said and said.secondhand else None,
    )


def _citation(happening: _Happening, head: _Happening) -> Citation:
    span = happening.event.sentence
    return Citation(
        happening.article.id,
        happening.article.version,
        span.start,
        span.end,
        "verbatim" if happening.text == head.text else "supports",
        happening.event.expression.proof,
    )


def _conflict(head: _Happening) -> tuple[ConflictClaim, ...]:
    return tuple(
        ConflictClaim(
            by=claim.by,
            edtf=claim.expression.edtf or "",
            earliest=claim.expression.earliest,
            latest=claim.expression.latest,
            said_on=claim.said_on,
            words=claim.expression.text,
            citation=replace(_citation(head, head), proof=claim.expression.proof),
        )
        for claim in head.event.claims
    )
