"""An edition is composed: numbered, written in all its forms, and handed to `release`."""

from __future__ import annotations

import time
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING

from digest.model.definition import Form, WhenEmpty
from digest.model.job import Progress, slot_of
from digest.publish.calendar import calendar
from digest.publish.content import headline
from digest.publish.epub import epub
from digest.publish.evidence import evidence
from digest.publish.html import page
from digest.publish.pdf import preload
from digest.publish.templates import Templates
from digest.publish.timelinejs import timelinejs
from digest.service.addresses import edition_links, page_links
from digest.service.composing import compose
from digest.service.corrections import corrections
from digest.service.grouping import learn
from digest.service.journal import concerns
from digest.service.press import print_within
from digest.service.release import release
from digest.service.schedule import upcoming_of
from digest.service.trigger import is_expired
from digest.store import articles, candidates, digests, editions, errata, jobs, turns
from digest.store.editions import Busy, EditionState

if TYPE_CHECKING:
    from collections.abc import Callable

    from digest.model.definition import DigestDefinition
    from digest.model.edition import Edition
    from digest.model.job import Job
    from digest.service.context import Context
    from digest.store.digests import StoredDigest
    from digest.store.editions import StoredEdition

NOTHING_NEW = "nothing new"
"""The result of an edition's job when nothing has come in and the digest then makes none."""

_REPORTED_EVERY = 0.5
"""Seconds between two notes of progress: each is a transaction, and people look no faster."""

_MOST_EARLIER = 200
"""Articles of earlier editions that a timeline may go back to, those published last: each takes
5 ms to read."""


@dataclass(frozen=True, slots=True)
class _Begun:
    """An edition that was begun, and the digest it is one of."""

    digest: StoredDigest
    edition: StoredEdition


def make_edition(context: Context, job: Job) -> None:
    """Compose and release the edition that `job` asks for, and close the job.

    The number, the articles and the as-of time are stored first, so that a second attempt makes
    the same edition. While another edition of the digest is composed, the job is put back.

    Raises:
        UnknownError: the digest is no longer defined.
        MissingPartError: a system library that the briefing needs is missing.
        UncitedError: a sentence does not stand at its citation; nothing is released.
        TooLargeError: the briefing takes more time or memory than it may.
        LostLeaseError: another attempt has taken the job over; nothing was released.
    """
    begun = _begin(context, job)
    if begun is None:
        return
    concerns(edition=begun.edition.id)
    progress = Reporter(context, job)
    edition = _compose(context, begun, progress)
    own = context.place.templates
    files = written_files(
        edition,
        begun.digest.definition,
        templates=Templates(own if own.is_dir() else None),
        progress=progress,
    )
    progress("releasing", 0, 1)
    with context.store.write() as connection:
        learn(connection, edition)
    release(context, job, begun.edition, headline(edition), files)


def warm() -> None:
    """Load what editions are printed with, so that a worker's first one is quick.

    Raises:
        MissingPartError: a system library that the briefing needs is missing.
    """
    preload(Templates())


def written_files(
    edition: Edition,
    definition: DigestDefinition,
    *,
    templates: Templates | None = None,
    progress: Callable[[str, int, int], None] = lambda _stage, _done, _all: None,
) -> dict[str, bytes]:
    """Return file name to content of all that an edition is by itself, in the forms asked for.

    The evidence is always among them: feeds are written from it.

    Raises:
        MissingPartError: a system library that the briefing needs is missing.
    """
    templates = templates or Templates()
    forms = definition.forms
    links = edition_links(edition.settings.base_url, edition.digest, edition.number, forms)
    files = {"edition.json": evidence(edition)}
    if Form.PAGE in forms:
        shown = page_links(links, forms, private=definition.private)
        files["index.html"] = page(edition, templates=templates, links=shown)
    if Form.CALENDAR in forms:
        files["timeline.ics"] = calendar(edition, links)
    if Form.TIMELINE in forms:
        files["timeline.json"] = timelinejs(edition)
    if Form.EPUB in forms:
        proof = files["edition.json"]
        files["briefing.epub"] = epub(edition, attachment=proof, templates=templates)
    if Form.PDF in forms:
        progress("briefing", 0, 1)
        proof = files["edition.json"]
        files["briefing.pdf"] = print_within(edition, attachment=proof, templates=templates)
    return files


def _begin(context: Context, job: Job) -> _Begun | None:
    """Reserve the edition of a job; None when the job needs no more work now."""
    now = context.clock()
    with context.store.write() as connection:
        turns.go_behind(connection, job, now)
        if is_expired(job, now):
            jobs.pass_over(connection, job.lease, now, reason="It expired before its turn came.")
            return None
        digest = digests.get(connection, job.subject)
        name = digest.definition.name
        known = editions.find(connection, name, job.key)
        as_of = known.as_of if known else _as_of(job, now)
        refs = () if known else digests.candidates(connection, digest, as_of)
        if not refs and known is None and digest.definition.when_empty is WhenEmpty.SKIP:
            jobs.finish(connection, job.lease, now, result=NOTHING_NEW)
            return None
        earlier = digests.told_before(connection, digest, refs, as_of, _MOST_EARLIER)
        begun = editions.begin(connection, name, job.key, job.id, as_of, refs, earlier)
        if isinstance(begun, Busy):
            jobs.wait_for(connection, job, now)
            return None
        if begun.state is EditionState.RELEASED:
            jobs.finish(connection, job.lease, now, result=begun.id)
            return None
        errata.tell(connection, begun)
    return _Begun(digest, begun)


def _as_of(job: Job, now: datetime) -> datetime:
    """Return the time that an edition stands for: its slot, the wish's, or when it began."""
    wished = job.options.get("as_of")
    if wished:
        return datetime.fromisoformat(wished)
    return slot_of(job.key) or now


def _compose(context: Context, begun: _Begun, progress: Callable[[str, int, int], None]) -> Edition:
    definition, stored = begun.digest.definition, begun.edition
    with context.store.read() as connection:
        found = list(articles.read(connection, candidates.refs_of(connection, stored.id)))
        refs = candidates.refs_of(connection, stored.id, earlier=True)
        earlier = list(articles.read(connection, refs))
        wrong = errata.told_in(connection, stored.id)
    settings = definition.settings(context.place.base)
    next_due = _next_due(definition, stored.as_of)
    edition = compose(definition, settings, stored, next_due, found, earlier, progress)
    told = tuple(one for noted, number in wrong for one in corrections(noted, number))
    return replace(edition, corrections=told)


def _next_due(definition: DigestDefinition, after: datetime) -> datetime | None:
    return next(iter(upcoming_of(definition, after, 1)), None)


class Reporter:
    """Stores the progress of a job, now and then."""

    def __init__(self, context: Context, job: Job) -> None:
        """Store that of `job`."""
        self._context = context
        self._job = job
        self._stage = ""
        self._next = 0.0

    def __call__(self, stage: str, done: int, total: int) -> None:
        """Store how far the job is.

        Raises:
            LostLeaseError: the job is no longer this attempt's, which may as well end.
        """
        now = time.monotonic()
        if stage == self._stage and now < self._next:
            return
        self._stage, self._next = stage, now + _REPORTED_EVERY
        with self._context.store.write() as connection:
            jobs.report(connection, self._job.lease, Progress(stage, done, total))
