"""What is wrong with an edition that was handed over, told from the edition alone.

Each function yields one sentence for each fault, and nothing for an edition as it was composed.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from digest.compose.citations import fold
from digest.compose.entries import entry_order
from digest.dates import replay_edtf
from digest.model.edtf import extent
from digest.model.event import AnchorKind
from digest.text.attribution import find_attribution

if TYPE_CHECKING:
    from collections.abc import Iterator

    from digest.model.edition import (
        Citation,
        CitedSentence,
        ConflictClaim,
        Edition,
        Source,
        TimelineEntry,
    )
    from digest.model.edtf import Extent
    from digest.model.event import Proof

    Place = tuple[str, int]

_QUOTED = 60


def source_faults(edition: Edition) -> Iterator[str]:
    """Tell which sources are not the text that they bear the SHA-256 of, or stand twice."""
    seen: set[Place] = set()
    for source in edition.sources:
        if (source.article, source.version) in seen:
            yield f"source {_name(source)} stands there twice"
        seen.add((source.article, source.version))
        if hashlib.sha256(source.text.encode("utf-8", "surrogatepass")).hexdigest() != (
            source.sha256
        ):
            yield f"the text of source {_name(source)} does not have its SHA-256"


def citation_faults(edition: Edition) -> Iterator[str]:
    """Tell which sentences do not stand, white space folded, where their citations say."""
    sources = _sources(edition)
    for told in _told(edition):
        if not any(c.kind == "verbatim" for c in told.citations):
            yield f"no source is cited for {_quote(told.text)}"
        for citation in told.citations:
            found = _passage(sources, citation)
            if found is None:
                yield f"{_quote(told.text)} cites a place that is in no source"
            elif citation.kind == "verbatim" and found != fold(told.text):
                yield f"{_quote(told.text)} does not stand where it cites {citation.article}"
    for entry in edition.timeline:
        for claim in entry.conflict:
            found = _passage(sources, claim.citation)
            if found is None or fold(claim.words) not in found:
                yield f"the words {_quote(claim.words)} do not stand where they are cited"


def proof_faults(edition: Edition) -> Iterator[str]:
    """Tell which dates their proofs do not give when they are replayed.

    A proof's words must stand in the passage that it dates, and where it starts from the day of
    publication, that must be its source's.
    """
    sources = _sources(edition)
    for entry in edition.timeline:
        first = entry.citations[0] if entry.citations else None
        if first is None or first.proof != entry.proof:
            yield f"the proof of {_entry(entry)} is not that of its first citation"
        if not _covers(entry):
            yield f"{_entry(entry)} does not reach from its earliest to its latest day"
        for number, citation in enumerate(entry.citations):
            source = sources.get((citation.article, citation.version))
            if citation.proof is None or source is None:
                yield f"a citation of {_entry(entry)} has no proof"
                continue
            given = _replayed(citation.proof, source.language)
            if given is None or (number == 0 and given != entry.edtf):
                yield f"the proof of {_entry(entry)} gives {given or 'no date'}"
            yield from _misplaced(citation.proof, citation, source)
        for claim in entry.conflict:
            yield from _claim_faults(entry, claim, sources)


def voice_faults(edition: Edition) -> Iterator[str]:
    """Tell which sentences are given to another voice than their words name.

    For editions of this very version: what is known of voices grows with the program.
    """
    sources = _sources(edition)
    for told in _told(edition):
        first = next((c for c in told.citations if c.kind == "verbatim"), None)
        source = sources.get((first.article, first.version)) if first else None
        if source and told.attribution != find_attribution(told.text, source.language):
            yield f"{_quote(told.text)} is given to another voice than its words name"
    for entry in edition.timeline:
        if not 0 <= entry.independent <= len(entry.citations):
            yield f"{_entry(entry)} is told by fewer outlets than it says"


def order_faults(edition: Edition) -> Iterator[str]:
    """Tell which parts of the edition do not fit each other."""
    names = {source.article for source in edition.sources}
    lengths = {(s.article, s.version): len(s.text) for s in edition.sources}
    readable = all(_extent(entry.edtf) for entry in edition.timeline)
    if not readable or list(edition.timeline) != sorted(edition.timeline, key=entry_order):
        yield "the timeline is not in the order of its dates"
    today = edition.as_of.date()
    for entry in edition.timeline:
        if entry.future and entry.latest is not None and entry.latest < today:
            yield f"{_entry(entry)} is called future and lies before the edition's day"
    said = {sentence for story in edition.stories for sentence in story.sentences}
    if any(point not in said for point in edition.key_points):
        yield "a key point is a sentence of no story"
    if any(not names.issuperset(story.articles) for story in edition.stories):
        yield "a story names an article that is no source"
    known = {story.id for story in edition.stories}
    if any(entry.story not in {None, *known} for entry in edition.timeline):
        yield "an entry of the timeline names a story that is not there"
    for line in edition.ledger:
        if not 0 <= line.start < line.end <= lengths.get((line.article, line.version), 0):
            yield f"a line of the ledger names a place that is in no source: {line.article}"
    yield from _period_faults(edition)


def _period_faults(edition: Edition) -> Iterator[str]:
    covered = [_extent(s.published.value[:10]) for s in edition.sources if s.published.value]
    first = min((e.earliest for e in covered if e and e.earliest), default=None)
    last = max((e.latest for e in covered if e and e.latest), default=None)
    if (first, last) != (edition.period.start, edition.period.end):
        yield "the period covered is not that of the sources"


def _claim_faults(
    entry: TimelineEntry, claim: ConflictClaim, sources: dict[Place, Source]
) -> Iterator[str]:
    source = sources.get((claim.citation.article, claim.citation.version))
    proof = claim.citation.proof
    given = _replayed(proof, source.language) if proof and source else None
    if given != claim.edtf:
        yield f"the proof of what {claim.by} says of {_entry(entry)} gives {given or 'no date'}"
    if not _covers(claim):
        yield f"what {claim.by} says of {_entry(entry)} does not reach from first to last day"


def _misplaced(proof: Proof, citation: Citation, source: Source) -> Iterator[str]:
    """Tell whether a proof's words or its anchor stand elsewhere than it says."""
    length, span = len(source.text), proof.anchor.span
    if not 0 <= citation.start < citation.end <= length:
        return  # told with the citations
    if fold(proof.words) not in fold(source.text[citation.start : citation.end]):
        yield f"the words {_quote(proof.words)} do not stand in the passage they date"
    if span is not None and not 0 <= span.start < span.end <= length:
        yield f"the proof by {_quote(proof.words)} starts from a place that is in no source"
    value = proof.anchor.value
    published = source.published.value or ""
    if proof.anchor.kind is AnchorKind.PUBLISHED and not published.startswith(value or "?"):
        yield f"the proof by {_quote(proof.words)} starts from another day than {_name(source)}"


def _replayed(proof: Proof, language: str) -> str | None:
    try:
        return replay_edtf(proof, language=language)
    except (ValueError, OverflowError):
        return None


def _covers(dated: TimelineEntry | ConflictClaim) -> bool:
    found = _extent(dated.edtf)
    return found is not None and (found.earliest, found.latest) == (dated.earliest, dated.latest)


def _extent(edtf: str) -> Extent | None:
    try:
        return extent(edtf)
    except ValueError:
        return None


def _sources(edition: Edition) -> dict[Place, Source]:
    return {(source.article, source.version): source for source in edition.sources}


def _passage(sources: dict[Place, Source], citation: Citation) -> str | None:
    """Return the cited words, white space folded, or None when there is no such place."""
    source = sources.get((citation.article, citation.version))
    if source is None or not 0 <= citation.start < citation.end <= len(source.text):
        return None
    return fold(source.text[citation.start : citation.end])


def _told(edition: Edition) -> Iterator[CitedSentence | TimelineEntry]:
    for story in edition.stories:
        yield from story.sentences
    yield from edition.key_points
    yield from edition.timeline


def _name(source: Source) -> str:
    return f"{source.article}, version {source.version}"


def _entry(entry: TimelineEntry) -> str:
    return f"{entry.edtf} ({_quote(entry.text)})"


def _quote(text: str) -> str:
    short = text if len(text) <= _QUOTED else f"{text[: _QUOTED - 1]}…"
    return f"“{short}”"
