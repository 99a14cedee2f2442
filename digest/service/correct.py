"""A released edition is corrected: composed anew from what its articles say by now.

It keeps its number, its key, its as-of time and its settings, and becomes a new revision; the one
before stays where it stood. Nothing is added to its articles.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from digest.errors import ConflictError
from digest.model.job import JobKind, JobOrder, Priority
from digest.publish.content import headline
from digest.publish.evidence import read_evidence
from digest.publish.templates import Templates
from digest.service.composing import compose
from digest.service.corrections import corrections
from digest.service.errata import note
from digest.service.journal import concerns
from digest.service.produce import Reporter, written_files
from digest.service.release import revise
from digest.store import articles, candidates, digests, editions, errata, jobs
from digest.store.versions import standing

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlalchemy import Connection

    from digest.model.definition import DigestDefinition
    from digest.model.edition import Edition
    from digest.model.job import Job
    from digest.service.context import Context
    from digest.store.articles import Ref
    from digest.store.editions import StoredEdition

NOTHING = "nothing to correct"
"""The result of a correction's job when the edition's articles say what they said."""
_NUMBER = "number"


@dataclass(frozen=True, slots=True)
class _Look:
    """A released edition with what it tells, and its articles as they are now.

    `now` maps each article that stands to its newest version; `changed` are those of which the
    edition shows another text, or that were withdrawn.
    """

    definition: DigestDefinition
    stored: StoredEdition
    told: Edition
    refs: tuple[Ref, ...]
    earlier: tuple[Ref, ...]
    now: Mapping[str, int]
    changed: tuple[str, ...]


def order_correction(context: Context, digest: str, number: int, request: str) -> Job:
    """Accept the wish that an edition be corrected, and return its job; the same request, the same.

    Raises:
        UnknownError: there is no such digest, or no such edition of it.
        GoneError: it was withdrawn.
        ConflictError: the request stands for other work already.
        StoreError: it cannot be stored; nothing was accepted.
    """
    with context.store.read() as connection:
        digests.get(connection, digest)
        editions.get(connection, digest, number)
    order = JobOrder(
        id=request,
        kind=JobKind.CORRECT,
        subject=digest,
        key=f"{number}:{request}",
        priority=Priority.TRIGGERED,
        options={_NUMBER: str(number)},
    )
    accepted = context.store.together(lambda c: jobs.accept(c, order, context.clock()))
    context.ring()
    return accepted.job


def correct_edition(context: Context, job: Job) -> None:
    """Release the corrected revision that `job` asks for, and close the job.

    Its result is the edition's id, or that there is nothing to correct.

    Raises:
        UnknownError: the digest is no longer defined, or the edition was withdrawn.
        UncitedError: a sentence does not stand at its citation; nothing is released.
        TooLargeError: the briefing takes more time or memory than it may.
        LostLeaseError: another attempt has taken the job over; nothing was released.
    """
    while True:
        look = _look(context, job.subject, int(job.options[_NUMBER]))
        concerns(edition=look.stored.id)
        if not look.changed:
            with context.store.write() as connection:
                jobs.finish(connection, job.lease, context.clock(), result=NOTHING)
            return
        for article in look.changed:
            note(context, article)
        try:
            _revise(context, job, look)
        except ConflictError:
            continue  # somebody else corrected it, or took it back
        return


def _look(context: Context, name: str, number: int) -> _Look:
    with context.store.read() as connection:
        definition = digests.get(connection, name).definition
        stored = editions.get(connection, name, number)
        blob = editions.files_of(connection, stored)["edition.json"].blob
        refs = candidates.refs_of(connection, stored.id)
        earlier = candidates.refs_of(connection, stored.id, earlier=True)
    told = read_evidence(context.blobs.get(blob))
    with context.store.read() as connection:
        now = standing(connection, {article for article, _ in (*refs, *earlier)})
    changed = tuple(
        dict.fromkeys(
            source.article
            for source in told.sources
            if source.article not in now or now[source.article].sha256 != source.sha256
        )
    )
    newest = {article: version.number for article, version in now.items()}
    return _Look(definition, stored, told, refs, earlier, newest, changed)


def _revise(context: Context, job: Job, look: _Look) -> None:
    stored = look.stored
    revision = stored.revision + 1
    refs, earlier = _newest(look.refs, look.now), _newest(look.earlier, look.now)
    progress = Reporter(context, job)
    with context.store.read() as connection:
        own = list(articles.read(connection, refs))
        past = list(articles.read(connection, earlier))
        noted = [one for one in errata.of_edition(connection, stored.id) if one.mended is None]
    edition = compose(
        look.definition, look.told.settings, stored, look.told.next_due, own, past, progress
    )
    said = tuple(one for erratum in noted for one in corrections(erratum, stored.number))
    edition = replace(edition, corrections=(*look.told.corrections, *said), revision=revision)
    folder = context.place.templates
    files = written_files(
        edition,
        look.definition,
        templates=Templates(folder if folder.is_dir() else None),
        progress=progress,
    )

    def with_it(connection: Connection) -> None:
        candidates.use(connection, stored.id, refs, earlier)
        errata.mend(connection, [one.id for one in noted], revision)
        jobs.finish(connection, job.lease, context.clock(), result=stored.id)

    progress("releasing", 0, 1)
    revise(context, stored, headline(edition), files, with_it=with_it)


def _newest(refs: tuple[Ref, ...], now: Mapping[str, int]) -> tuple[Ref, ...]:
    """Return the newest version of each article of `refs` that still stands."""
    found = dict.fromkeys(article for article, _ in refs if article in now)
    return tuple((article, now[article]) for article in found)
