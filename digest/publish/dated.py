"""Timeline entries as templates read them: dates worded, their proofs and conflicts told."""

from __future__ import annotations

from typing import TYPE_CHECKING

from digest.publish.proofs import is_derived, proof_sentence
from digest.publish.safe import safe_text
from digest.publish.sayings import id_part
from digest.publish.shown import Claim, Entry
from digest.publish.wordings import approximate, datetime_attribute, when

if TYPE_CHECKING:
    from collections.abc import Mapping

    from digest.model.edition import ConflictClaim, TimelineEntry
    from digest.publish.sayings import Sayings


def entry_view(entry: TimelineEntry, sayings: Sayings, stories: Mapping[str, str]) -> Entry:
    """Return an entry to show; `stories` are the ids on the page of stories by their own."""
    own = sayings.unique(f"event-{id_part(entry.id)}")
    hows = dict.fromkeys(
        [proof_sentence(entry.proof, entry.edtf)]
        + [proof_sentence(c.proof, entry.edtf) for c in entry.citations if c.proof]
    )
    return Entry(
        id=own,
        edtf=entry.edtf,
        when=when(entry.edtf),
        datetime=datetime_attribute(entry.edtf),
        approx=approximate(entry.edtf),
        future=entry.future,
        earliest=entry.earliest,
        latest=entry.latest,
        story=stories.get(entry.story) if entry.story else None,
        sentence=sayings.sentence(entry, "event", own),
        claims=tuple(_claim(c, sayings) for c in entry.conflict),
        hows=tuple(hows),
        derived=is_derived(entry.proof),
        independent=entry.independent,
    )


def _claim(claim: ConflictClaim, sayings: Sayings) -> Claim:
    proof = claim.citation.proof
    return Claim(
        by=safe_text(claim.by),
        when=when(claim.edtf),
        earliest=claim.earliest,
        latest=claim.latest,
        words=safe_text(claim.words),
        said_on=when(claim.said_on) if claim.said_on else None,
        how=proof_sentence(proof, claim.edtf) if proof else "",
        cites=sayings.cites((claim.citation,)),
    )
