"""Entries of a timeline: a happening with its date, proof and citations."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from typing import TYPE_CHECKING

from digest.analyse.corroboration import Teller, count_independent
from digest.model.edition import Citation, ConflictClaim, TimelineEntry
from digest.model.edtf import sort_key
from digest.model.event import Modality
from digest.text.attribution import find_attribution

if TYPE_CHECKING:
    from collections.abc import Mapping

    from digest.compose.happenings import Happening, Telling


def entry_order(entry: TimelineEntry) -> tuple[object, ...]:
    """Return the key that sorts entries: by EDTF, then by id for equals."""
    return (*sort_key(entry.edtf), entry.id)


def made_entry(happening: Happening, story: str, originals: Mapping[str, str]) -> TimelineEntry:
    """Return the entry that tells `happening` in `story`, with all who tell it.

    `originals` maps the ids of articles to those of the articles whose text they repeat.
    """
    head = happening.head
    expression = head.event.expression
    edtf = expression.edtf or ""
    citations = [_citation(head, head)]
    citations += [_citation(t, head) for t in happening.tellings if t is not head]
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
        independent=count_independent(_teller(t, originals) for t in happening.tellings),
    )
    return replace(entry, conflict=_conflict(head))


def _teller(telling: Telling, originals: Mapping[str, str]) -> Teller:
    article = telling.article
    said = find_attribution(telling.text, article.language)
    return Teller(
        text=originals.get(article.id, article.id),
        outlet=article.outlet,
        origin=said.by if said and said.secondhand else None,
    )


def _citation(telling: Telling, head: Telling) -> Citation:
    span = telling.event.sentence
    return Citation(
        telling.article.id,
        telling.article.version,
        span.start,
        span.end,
        "verbatim" if telling.text == head.text else "supports",
        telling.event.expression.proof,
    )


def _conflict(head: Telling) -> tuple[ConflictClaim, ...]:
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
