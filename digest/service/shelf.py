"""What is published, as readers see it: digests, their editions, the bytes of every file.

Nothing here writes. Each call is one short transaction on one state of the database; bytes are
read after it, which is safe because blobs never change.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from digest.errors import UnknownError
from digest.model.job import OF_DIGESTS
from digest.service.entries import MEDIA_TYPES
from digest.service.marks import Mark, mark_of, marked
from digest.service.sharedfeed import SharedForm, write_shared
from digest.store import digests, editions, feeds, joblist, names, secret_names

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import Connection

    from digest.model.definition import DigestDefinition, Origin
    from digest.model.job import Job, JobState
    from digest.service.context import Context
    from digest.store.editions import StoredEdition
    from digest.store.feeds import FeedFile

PAGE_SIZE = 50
"""Editions, or jobs, of one page of a list."""

_TYPES = {
    "index.html": "text/html; charset=utf-8",
    "briefing.pdf": "application/pdf",
    "briefing.epub": "application/epub+zip",
    **MEDIA_TYPES,
    "timeline.ics": "text/calendar; charset=utf-8",
    "timeline.json": "application/json; charset=utf-8",
    "edition.json": "application/json; charset=utf-8",
}
_UNKNOWN_TYPE = "application/octet-stream"
_PAGE = "index.html"
_STANDING = {"latest.pdf": "briefing.pdf"}


@dataclass(frozen=True, slots=True)
class ShownEdition:
    """A released edition; moments are UTC, `files` are the names of its files, sorted.

    `address` is the part of an address that names its digest: of a private one it is a secret.
    `mark` tells of sources that no longer say what it quotes.
    """

    digest: str
    address: str
    number: int
    key: str
    title: str
    as_of: datetime
    released: datetime
    updated: datetime
    revision: int
    files: tuple[str, ...]
    mark: Mark | None = None


@dataclass(frozen=True, slots=True)
class ShownDigest:
    """A digest that is defined now, with the edition released last.

    `offered` are the names of the files at its own address: its feeds, and the newest edition's.
    `address` is the part of an address that names it: of a private one it is a secret.
    """

    definition: DigestDefinition
    address: str
    origin: Origin
    latest: ShownEdition | None
    offered: frozenset[str]


@dataclass(frozen=True, slots=True)
class EditionPage:
    """Some of a digest's editions, the newest first; `more` tells whether older ones follow."""

    editions: tuple[ShownEdition, ...]
    offset: int
    more: bool


@dataclass(frozen=True, slots=True)
class ShownFile:
    """A published file: `blob` is the sha256 of its bytes, `modified` is when they came, in UTC.

    `edition` is the newest edition that it is of; None for what no single edition is behind.
    `mark` stands on a page whose sources no longer say what it quotes.
    """

    name: str
    media_type: str
    blob: str
    size: int
    modified: datetime
    edition: int | None
    mark: Mark | None = None


def shown_digests(context: Context, *, private: bool = False) -> tuple[ShownDigest, ...]:
    """Return the digests that anybody may read, by name; with `private` all that are defined."""
    with context.store.read() as connection:
        found = digests.live(connection) if private else digests.public(connection).values()
        return tuple(_digest(connection, digest) for digest in found)


def shown_digest(context: Context, name: str) -> ShownDigest:
    """Return one digest.

    Raises:
        UnknownError: there is none of that name.
    """
    with context.store.read() as connection:
        return _digest(connection, digests.get(connection, name))


def shown_editions(
    context: Context, name: str, *, offset: int = 0, limit: int = PAGE_SIZE
) -> EditionPage:
    """Return `limit` released editions of a digest after the `offset` newest ones.

    Raises:
        UnknownError: there is no digest of that name.
    """
    with context.store.read() as connection:
        digests.get(connection, name)
        found = editions.released(connection, name, limit=offset + limit + 1)
        page = found[offset : offset + limit]
        shown = tuple(_edition(connection, edition) for edition in page)
        return EditionPage(shown, offset, more=len(found) > offset + limit)


def shown_edition(context: Context, name: str, number: int) -> ShownEdition:
    """Return one released edition of a digest.

    Raises:
        MovedError: the digest is called otherwise now.
        UnknownError: there is none of that number.
    """
    with context.store.read() as connection:
        names.check_moved(connection, name)
        return _edition(connection, editions.get(connection, name, number))


def edition_file(
    context: Context, name: str, number: int, file: str, revision: int | None = None
) -> ShownFile:
    """Return a file of a released edition in its newest revision, or in an earlier one.

    Raises:
        MovedError: the digest is called otherwise now.
        UnknownError: there is no such edition, or it has no such file.
    """
    with context.store.read() as connection:
        names.check_moved(connection, name)
        return _file(connection, editions.get(connection, name, number), file, revision)


def published_file(context: Context, name: str, file: str) -> ShownFile:
    """Return a file of a digest: of its feed, or else of its newest edition (`latest.pdf`).

    Raises:
        UnknownError: there is no such digest, it has no edition yet, or that has no such file.
    """
    with context.store.read() as connection:
        digests.get(connection, name)
        found = editions.released(connection, name, limit=1)
        of_feed = feeds.files_of(connection, name).get(file)
        if of_feed is not None:
            return _of_feed(of_feed, found[0].number if found else None)
        if not found:
            raise UnknownError(
                f"The digest {name!r} has no edition yet; trigger one or wait for its schedule."
            )
        return _file(connection, found[0], _STANDING.get(file, file))


def feed_file(context: Context, name: str, file: str) -> ShownFile:
    """Return a file of a digest's feed alone, such as `archive/1/atom.xml`.

    Raises:
        UnknownError: there is no such digest, or its feed has no such file.
    """
    with context.store.read() as connection:
        digests.get(connection, name)
        found = feeds.files_of(connection, name).get(file)
        if found is None:
            raise UnknownError(f"The feed of the digest {name!r} has no file {file!r}.")
        return _of_feed(found, None)


def content(context: Context, file: ShownFile | SharedForm) -> bytes:
    """Return the bytes of a published file.

    Raises:
        DamagedBlobError: they are missing, or are not what was published.
    """
    if isinstance(file, SharedForm):
        return write_shared(context, file.feed, file.name)
    found = context.blobs.get(file.blob)
    return marked(found, file.mark) if file.mark else found


def shown_job(context: Context, job: str, *, private: bool = True) -> Job:
    """Return the job with that public id; without `private` none of a private digest's.

    Raises:
        UnknownError: there is none.
    """
    with context.store.read() as connection:
        found = joblist.get(connection, job)
        hidden = frozenset() if private else secret_names.hidden(connection)
    if found.kind in OF_DIGESTS and found.subject in hidden:
        raise UnknownError(f"There is no job {job!r}.")
    return found


def shown_jobs(
    context: Context,
    *,
    state: JobState | None = None,
    limit: int = PAGE_SIZE,
    private: bool = True,
) -> tuple[Job, ...]:
    """Return jobs, the newest first; only those in `state` when one is given.

    Without `private` those of private digests are left out.
    """
    with context.store.read() as connection:
        hidden = frozenset() if private else secret_names.hidden(connection)
        return joblist.newest(connection, state=state, limit=limit, hidden=hidden)


def _digest(connection: Connection, digest: digests.StoredDigest) -> ShownDigest:
    name = digest.definition.name
    found = editions.released(connection, name, limit=1)
    latest = _edition(connection, found[0]) if found else None
    of_feed = feeds.files_of(connection, name)
    offered = frozenset((*of_feed, *latest.files)) if latest else frozenset()
    address = secret_names.address(connection, name)
    return ShownDigest(digest.definition, address, digest.origin, latest, offered)


def _edition(connection: Connection, edition: StoredEdition) -> ShownEdition:
    return ShownEdition(
        digest=edition.digest,
        address=secret_names.address(connection, edition.digest),
        number=edition.number,
        key=edition.key,
        title=edition.title or "",
        as_of=edition.as_of,
        released=edition.released or edition.as_of,
        updated=edition.updated or edition.as_of,
        revision=edition.revision,
        files=tuple(sorted(editions.files_of(connection, edition))),
        mark=mark_of(connection, edition, edition),
    )


def _of_feed(file: FeedFile, edition: int | None) -> ShownFile:
    return ShownFile(
        name=file.name,
        media_type=_TYPES[file.name.rpartition("/")[2]],
        blob=file.blob,
        size=file.size,
        modified=file.updated,
        edition=edition,
    )


def _file(
    connection: Connection, edition: StoredEdition, name: str, revision: int | None = None
) -> ShownFile:
    asked = replace(edition, revision=revision or edition.revision)
    stored = editions.files_of(connection, asked).get(name)
    if stored is None:
        raise UnknownError(
            f"Edition {edition.number} of the digest {edition.digest!r} has no file {name!r}."
        )
    modified = edition.updated or edition.as_of
    mark = mark_of(connection, asked, edition) if name == _PAGE else None
    return ShownFile(
        name=stored.name,
        media_type=_TYPES.get(stored.name, _UNKNOWN_TYPE),
        blob=stored.blob,
        size=stored.size,
        modified=max(modified, mark.noted) if mark else modified,
        edition=edition.number,
        mark=mark,
    )
