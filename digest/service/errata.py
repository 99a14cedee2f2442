"""An article no longer says what editions quote: each of those gets an erratum.

A job does this, stored with the newer version or the withdrawal: it compares what the editions
quote with what the article says now, whatever stood there in between.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass
from typing import TYPE_CHECKING

from digest.compose.citations import fold
from digest.errors import GoneError, MovedError
from digest.publish.evidence import read_evidence
from digest.publish.ids import erratum_id
from digest.service.follow import follow
from digest.service.refresh import order_feed
from digest.service.versions import differences
from digest.store import (
    articles,
    digests,
    editions,
    errata,
    feeds,
    jobs,
    takedowns,
    withdrawals,
)
from digest.store.errata import Said, StoredErratum
from digest.store.feeds import ERRATUM
from digest.store.versions import last_version

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from datetime import datetime

    from sqlalchemy import Connection

    from digest.model.article import Article
    from digest.model.edition import Citation, CitedSentence, Edition, TimelineEntry
    from digest.model.job import Job
    from digest.service.context import Context
    from digest.store.editions import StoredEdition
    from digest.store.withdrawals import Withdrawal

log = logging.getLogger(__name__)

_State = tuple[bool, str | None]
"""Whether an article was withdrawn, and what it says in a sentence's place."""


@dataclass(frozen=True, slots=True)
class _Look:
    """An article as it is now, and the editions made of it with what is noted of each."""

    newest: Article
    withdrawal: Withdrawal | None
    older: Mapping[int, Article]
    using: tuple[tuple[StoredEdition, str, tuple[StoredErratum, ...]], ...]


def note_errata(context: Context, job: Job) -> None:
    """Note the errata of the article that is the subject of `job`, and close the job.

    Raises:
        DamagedBlobError: the evidence of an edition is missing.
        LostLeaseError: another attempt has taken the job over; nothing was noted.
    """
    note(context, job.subject, job)


def note(context: Context, article: str, job: Job | None = None) -> None:
    """Note the errata of an article; what is known already is not noted again.

    Raises:
        As `note_errata`.
    """
    while True:
        look = _look(context, article)
        now = context.clock()
        found = [
            (edition, erratum)
            for edition, evidence, known in look.using
            if (erratum := _erratum(context, look, edition, evidence, known, now))
        ]
        if _note(context, job, found, now):
            break
    if not found:
        return
    context.ring()
    for name in sorted({edition.digest for edition, _ in found}):
        try:
            follow(context, name)
        except (GoneError, MovedError) as error:
            log.info("%s", error)


def _look(context: Context, article: str) -> _Look:
    with context.store.read() as connection:
        last = last_version(connection, article)
        every = list(articles.read(connection, [(article, n) for n in range(1, last + 1)]))
        using = tuple(
            (
                edition,
                editions.files_of(connection, edition)["edition.json"].blob,
                errata.of_edition(connection, edition.id),
            )
            for edition in errata.editions_of(connection, article)
            if takedowns.find(connection, article) is None
        )
        withdrawal = withdrawals.find(connection, article)
    return _Look(every[-1], withdrawal, {a.version: a for a in every}, using)


def _erratum(
    context: Context,
    look: _Look,
    edition: StoredEdition,
    evidence: str,
    known: Sequence[StoredErratum],
    now: datetime,
) -> StoredErratum | None:
    """Return what is to be noted of an edition beside what is known; None for nothing."""
    newest = look.newest
    told = read_evidence(context.blobs.get(evidence))
    state: dict[str, _State] = {}
    for one in known:
        if one.article == newest.id and one.mended is None:
            state |= {said.before: (one.newer is None, said.now) for said in one.sentences}
    found = tuple(
        said
        for said in _said(look, told)
        if state.get(said.before, (False, said.before)) != (look.withdrawal is not None, said.now)
    )
    if not found:
        return None
    newer = None if look.withdrawal else newest.version
    return StoredErratum(
        id=f"{edition.id}/{len(known) + 1}",
        edition=edition.id,
        article=newest.id,
        newer=newer,
        title=newest.title,
        outlet=newest.outlet,
        url=newest.canonical_url or newest.url,
        language=newest.language,
        sentences=found,
        noted=now,
        reason=look.withdrawal.reason if look.withdrawal else None,
    )


def _said(look: _Look, told: Edition) -> Iterator[Said]:
    """Yield each sentence that an edition quotes of the article, with what stands there now."""
    quoted: dict[str, Citation] = {}
    for sentence in _sentences(told):
        for citation in sentence.citations:
            if citation.article == look.newest.id and citation.kind == "verbatim":
                quoted.setdefault(sentence.text, citation)
    replaced = {
        version: _replaced(look.older[version], look.newest)
        for version in {citation.version for citation in quoted.values()}
        if version in look.older
    }
    whole = fold(look.newest.text)
    for text, citation in quoted.items():
        if look.withdrawal:
            yield Said(citation.version, text, None)
        elif fold(text) in whole:
            yield Said(citation.version, text, text)
        else:
            changes = replaced.get(citation.version, ())
            now = [n for start, end, n in changes if start < citation.end and citation.start < end]
            yield Said(citation.version, text, " ".join(filter(None, now)) or None)


def _sentences(told: Edition) -> Iterator[CitedSentence | TimelineEntry]:
    for story in told.stories:
        yield from story.sentences
    yield from told.key_points
    yield from told.timeline


def _replaced(old: Article, new: Article) -> tuple[tuple[int, int, str | None], ...]:
    """Return the place of each sentence of an older version with what the newer one has there."""
    return tuple(
        (one.span.start, one.span.end, one.after) for one in differences(old, new) if one.span
    )


def _note(
    context: Context,
    job: Job | None,
    found: Iterable[tuple[StoredEdition, StoredErratum]],
    now: datetime,
) -> bool:
    """Store errata and close the job; false when an edition was corrected in the meantime."""
    noted = 0
    with context.store.write() as connection:
        if any(editions.by_id(connection, edition.id) != edition for edition, _ in found):
            return False
        for edition, erratum in found:
            if not errata.add(connection, erratum):
                continue
            noted += len(erratum.sentences)
            _show(context, connection, edition, erratum, now)
        if job:
            jobs.finish(connection, job.lease, now, result=f"{noted} sentences")
    return True


def _show(
    context: Context,
    connection: Connection,
    edition: StoredEdition,
    erratum: StoredErratum,
    now: datetime,
) -> None:
    """Give an erratum its place in the feeds of its digest, where that is still defined."""
    name = edition.digest
    try:
        digest = digests.get(connection, name)
    except GoneError:
        return
    base, day = context.place.base.base_url, digest.minted.date()
    proposed = erratum_id(base, name, erratum.id, minted=day)
    feeds.mint(connection, name, ERRATUM, erratum.id, proposed)
    generation = digests.next_generation(connection, name)
    order_feed(connection, f"{erratum.id}.feed", name, generation, now)
