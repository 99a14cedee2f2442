"""A document that was accepted is read: it becomes an article, a new version or a duplicate."""

from __future__ import annotations

import uuid
from dataclasses import asdict
from typing import TYPE_CHECKING

from digest.analyse.selection import judge
from digest.errors import InputError
from digest.model.article import Document, MediaType
from digest.model.job import Priority
from digest.service import furniture, grouping
from digest.service.articles import to_article
from digest.service.doubt import doubt
from digest.service.erase import refuse
from digest.service.journal import concerns
from digest.store import arrivals, articles, digests, jobs, search_due, takedowns
from digest.text.decode import decode

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from digest.model.article import Article
    from digest.model.definition import Selection
    from digest.model.job import Job
    from digest.model.received import StoredDocument
    from digest.service.context import Context


class _TakenDownError(Exception):
    """A document says what was taken down with the `article`."""

    def __init__(self, article: str) -> None:
        super().__init__(article)
        self.article = article


class _NewSelectionError(Exception):
    """A digest was defined while an article was compared with those there were."""


def read_document(context: Context, job: Job) -> None:
    """Read the document that is the subject of `job`, and close the job with what it became.

    In one transaction: the version, the digests that take it, and the windows that it opens.

    Raises:
        InputError: the document cannot be used.
        DamagedBlobError: its bytes are not those that were accepted.
        LostLeaseError: another attempt has taken the job over; nothing was stored.
    """
    with context.store.read() as connection:
        document = articles.get_document(connection, job.subject)
        known = {d.definition.selection for d in digests.live(connection)}
    article = to_article(_decoded(document, context.blobs.get(document.blob)))
    arrived = grouping.arrival(article, context.clock())
    while True:
        taken = {s.fingerprint: judge(s, article).taken for s in known}
        try:
            with context.store.write() as connection:
                _keep(context, connection, job, document, article, taken, arrived)
        except _NewSelectionError:
            with context.store.read() as connection:
                known = {d.definition.selection for d in digests.live(connection)}
        except _TakenDownError as error:
            refuse(context, document.id, error.article)
            raise InputError(
                "This article was taken down here, so it is not taken in again."
            ) from None
        else:
            return


def match_older(context: Context) -> None:
    """Compare all stored versions with the selections that are new since the last time."""
    with context.store.read() as connection:
        fresh = digests.unmatched(connection)
    for mark, selection in fresh.items():
        _match_all(context, mark, selection)


def _match_all(context: Context, mark: str, selection: Selection) -> None:
    last: articles.Ref | None = None
    while True:
        with context.store.read() as connection:
            refs = articles.refs_after(connection, last, articles.PAGE)
            page = list(articles.read(connection, refs))
        found = [(mark, (a.id, a.version)) for a in page if judge(selection, a).taken]
        with context.store.write() as connection:
            digests.note_matches(connection, found)
            if not refs:
                digests.matching_done(connection, mark, context.clock())
                return
        last = refs[-1]


def _decoded(document: StoredDocument, content: bytes) -> Document:
    html = document.media_type is MediaType.HTML
    text = (
        content.decode(document.charset, "replace")
        if document.charset
        else decode(content, document.name, html=html)
    )
    if "\0" in text:
        raise InputError(f"{document.name} has a NUL character, so it is no text.")
    return Document(
        name=document.name,
        media_type=document.media_type,
        content=text,
        **asdict(document.given),
    )


def _keep(
    context: Context,
    connection: Connection,
    job: Job,
    document: StoredDocument,
    article: Article,
    taken: dict[str, bool],
    arrived: grouping.Arrival,
) -> None:
    defined = digests.held(connection)
    if any(digest.definition.selection.fingerprint not in taken for digest in defined):
        raise _NewSelectionError
    identity = articles.identity_of(document, article)
    down = takedowns.of_text(connection, identity, article.sha256)
    if down:
        raise _TakenDownError(down.article)
    is_seen = _is_seen(connection, job, document)
    kept = articles.keep(connection, document, article, is_seen=is_seen)
    concerns(article=kept.article)
    ref = (kept.article, kept.version)
    if kept.fresh:
        digests.note_matches(connection, [(mark, ref) for mark, yes in taken.items() if yes])
        _open_windows(context, connection, defined, taken)
        # A new version tells the same story.
        first = kept.version == 1
        story = grouping.shelve(connection, kept.article, arrived) if first else None
        furniture.settle(connection, article, ref, story)
        if not first:
            doubt(connection, kept.article, f"version-{kept.version}", context.clock())
        search_due.add(connection, kept.article)
    jobs.finish(connection, job.lease, context.clock(), result=f"{ref[0]}/{ref[1]}")


def _is_seen(connection: Connection, job: Job, document: StoredDocument) -> bool:
    """Return whether a document shows its article as it is now: sent alone, or by a source.

    What comes in a file with others, or in bulk, may be of any time.
    """
    if document.source is None and job.priority >= Priority.BULK:
        return False
    file, _, _ = document.id.rpartition(".")
    return job.id != document.id or not articles.known_documents(connection, [file])


def _open_windows(
    context: Context,
    connection: Connection,
    defined: tuple[digests.StoredDigest, ...],
    taken: dict[str, bool],
) -> None:
    for digest in defined:
        definition = digest.definition
        if definition.on_arrival and taken[definition.selection.fingerprint]:
            fresh = uuid.uuid4().hex
            arrivals.arrive(
                connection,
                definition.name,
                definition.on_arrival,
                context.clock(),
                job=fresh,
                not_before=definition.embargo_until,
            )
