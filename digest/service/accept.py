"""A document is accepted: its bytes are durable, and so is the job that will read it.

Only then is the sender answered. What happens next depends on nothing but the database.
"""

from __future__ import annotations

import re
from dataclasses import asdict, astuple, dataclass
from typing import TYPE_CHECKING, TypeVar

from digest.errors import ConflictError, InputError, UnknownError, UsageError
from digest.ingest import jsonl
from digest.ingest.documents import is_article
from digest.ingest.files import open_raw, read_raw
from digest.ingest.limits import MAX_DOCUMENT_BYTES, MAX_IMPORT_BYTES
from digest.model.article import MediaType
from digest.model.job import JobKind, JobOrder, Priority, request_key
from digest.model.received import Given, Received, StoredDocument
from digest.store import articles, joblist, jobs

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from sqlalchemy import Connection

    from digest.model.job import Job
    from digest.service.context import Context

_Text = TypeVar("_Text", str, str | None)
_UNSTORABLE = re.compile("[\ud800-\udfff]")

_MOST_ID = 200
"""Characters of a public id: a UUID has 36, and few idempotency keys are longer."""


@dataclass(frozen=True, slots=True)
class Request:
    """A document under the id that its sender knows its job by; the same id is the same request."""

    id: str
    document: Received
    kind: JobKind = JobKind.INGEST
    priority: Priority = Priority.TRIGGERED


def accept(context: Context, request: Request) -> Job:
    """Accept a document and return its job; a request that was accepted before has its own.

    Calls from several threads share one commit.

    Raises:
        InputError: the document is empty or too large.
        UsageError: the id cannot be one.
        ConflictError: the id stands for other work already.
        StoreError: it cannot be stored; nothing was accepted.
    """
    check(request)
    blob = context.blobs.put(request.document.content)
    stored = _stored(context, request, blob)
    job = context.store.together(lambda connection: _accept(connection, request, stored))
    context.ring()
    return job


def accept_all(context: Context, requests: Sequence[Request]) -> tuple[Job, ...]:
    """Accept documents in one commit, all or none, and return their jobs in order.

    Raises:
        As `accept`.
    """
    for request in requests:
        check(request)
    blobs = context.blobs.put_all([request.document.content for request in requests])
    stored = [_stored(context, r, blob) for r, blob in zip(requests, blobs, strict=True)]
    with context.store.write(durable=True) as connection:
        found = [_accept(connection, r, s) for r, s in zip(requests, stored, strict=True)]
    context.ring()
    return tuple(found)


def accept_file(context: Context, path: Path, request: str) -> Job:
    """Accept the file `path`, of any form that is read, and return its job.

    Raises:
        UsageError: it lies in none of the folders that files may be taken from.
        InputError: it cannot be read, is empty or too large.
        ConflictError, StoreError: as `accept`.
    """
    place = path.resolve()
    allowed = (context.place.inbox, *context.place.imports)
    if not any(place.is_relative_to(folder.resolve()) for folder in allowed):
        folders = ", ".join(map(str, allowed))
        raise UsageError(
            f"{path} lies in no folder that files are taken from ({folders}); move it there, or "
            "name its folder in DIGEST_IMPORTS."
        )
    try:
        raw = read_raw(place)
    except FileNotFoundError:
        raise InputError(f"There is no file {path}; check the path.") from None
    return accept(context, of_file(path.name, raw, request))


def refuse(context: Context, kind: JobKind, subject: str, request: str, error: str) -> None:
    """Store what a request asked for as a dead job, for senders that nobody can answer.

    Raises:
        StoreError: it cannot be stored.
    """
    order = JobOrder(request, kind, subject, request_key(request))
    with context.store.write(durable=True) as connection:
        jobs.refuse(connection, order, context.clock(), error=error)


def received(where: str, record: Mapping[str, object]) -> Received:
    """Return the document that a JSON object holds; `where` names it in messages.

    Raises:
        InputError: it holds neither text nor HTML, or a field of a wrong type.
    """
    return jsonl.received(where, record)


def of_file(name: str, raw: bytes, request: str) -> Request:
    """Return the request for the bytes of a file; what is no plain text or page has an own job.

    That job takes out what the file holds, so nothing of strangers' making is parsed here.

    Raises:
        InputError: it cannot be unpacked, is empty or too large.
    """
    with open_raw(name, raw) as opened:
        content = opened.read_document()
        plain = is_article(opened, content)
        html = opened.form == "html"
        return Request(
            request,
            Received(
                name=opened.name,
                media_type=MediaType.HTML if html else MediaType.TEXT,
                content=content,
            ),
            JobKind.INGEST if plain else JobKind.IMPORT,
            Priority.BULK if opened.form == "jsonl" else Priority.TRIGGERED,
        )


def check(request: Request) -> None:
    """Pass when a document can be accepted under its id.

    Raises:
        InputError: it is empty, too large, or has a NUL character.
        UsageError: the id cannot be one.
    """
    name, content = request.document.name, request.document.content
    imported = request.kind is JobKind.IMPORT
    if not content.strip():
        raise InputError(f"{name} is empty; send an article.")
    most = MAX_IMPORT_BYTES if imported else MAX_DOCUMENT_BYTES
    if len(content) > most:
        cure = "split it" if imported else "split it, or send several articles as JSON Lines"
        raise InputError(f"{name} is larger than {most // 1_000_000} MB; {cure}.")
    if any("\0" in (value or "") for value in _said(request.document.given)):
        raise InputError(f"{name} has a NUL character; send text.")
    if not 0 < len(request.id) <= _MOST_ID or not request.id.isprintable():
        raise UsageError(
            f"The id {request.id[:20]!r} cannot be one: give 1 to {_MOST_ID} printable characters."
        )


def _said(given: Given) -> tuple[str | None, ...]:
    return (*(value for value in astuple(given) if not isinstance(value, tuple)), *given.authors)


def _stored(context: Context, request: Request, blob: str) -> StoredDocument:
    given = request.document
    return StoredDocument(
        id=request.id,
        blob=blob,
        size=len(given.content),
        name=_storable(given.name),
        media_type=given.media_type,
        charset=given.charset,
        given=_whole(given.given),
        accepted=context.clock(),
        source=given.source,
    )


def _whole(given: Given) -> Given:
    """Return what was said about a document as it can be stored."""
    said = {name: _storable(value) for name, value in asdict(given).items() if name != "authors"}
    return Given(**said, authors=tuple(_storable(name) for name in given.authors))


def _storable(text: _Text) -> _Text:
    """Return `text` without halves of characters, which no database takes."""
    return _UNSTORABLE.sub("\N{REPLACEMENT CHARACTER}", text) if text else text


def _accept(connection: Connection, request: Request, stored: StoredDocument) -> Job:
    if not articles.add_document(connection, stored):
        known = articles.get_document(connection, stored.id)
        if (known.blob, known.given) != (stored.blob, stored.given):
            raise ConflictError(
                f"The id {stored.id!r} belongs to another document; choose another id."
            )
        try:
            return joblist.get(connection, request.id)  # it may be of another kind by now
        except UnknownError:
            pass  # a job that was swept away
    order = JobOrder(
        id=request.id,
        kind=request.kind,
        subject=stored.id,
        key=request_key(request.id),
        priority=request.priority,
    )
    return jobs.accept(connection, order, stored.accepted).job
