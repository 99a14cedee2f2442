"""Editions: a number reserved when composing begins, everything else written at release.

At most one edition of a digest is being composed, and at most one exists for each key. Nothing of
a composing edition is visible; `release` makes all of it visible in the transaction of its job.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from sqlalchemy import and_, func, insert, select, update

from digest.errors import ConflictError, GoneError, UnknownError
from digest.store import candidates, joblist, jobs
from digest.store.digests import next_generation
from digest.store.schema import digests, edition_files, editions

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime

    from sqlalchemy import Connection, RowMapping

    from digest.model.job import Lease
    from digest.store.articles import Ref


class EditionState(StrEnum):
    """Where an edition stands; an abandoned one leaves a gap in the numbers.

    A withdrawn one was released, and keeps its place among those that were.
    """

    COMPOSING = "composing"
    RELEASED = "released"
    ABANDONED = "abandoned"
    WITHDRAWN = "withdrawn"


EVER_RELEASED = (EditionState.RELEASED, EditionState.WITHDRAWN)


@dataclass(frozen=True, slots=True)
class StoredEdition:
    """An edition as it is stored; moments are UTC, `previous` is the id of the one before."""

    id: str
    digest: str
    key: str
    number: int
    state: EditionState
    job: str
    as_of: datetime
    previous: str | None = None
    title: str | None = None
    released: datetime | None = None
    updated: datetime | None = None
    revision: int = 1


@dataclass(frozen=True, slots=True)
class StoredFile:
    """A file of a released edition: its bytes lie in the blob with that sha256."""

    name: str
    blob: str
    size: int


@dataclass(frozen=True, slots=True)
class Busy:
    """The digest's edition with that id is still being composed, by the job `job`."""

    edition: str
    job: str


def find(connection: Connection, digest: str, key: str) -> StoredEdition | None:
    """Return the edition of a digest with that key, in any state."""
    wanted = select(editions).where(editions.c.digest == digest, editions.c.key == key)
    row = connection.execute(wanted).mappings().one_or_none()
    return stored(row) if row else None


def begin(
    connection: Connection,
    digest: str,
    key: str,
    job: str,
    as_of: datetime,
    refs: Iterable[Ref],
    earlier: Iterable[Ref] = (),
) -> StoredEdition | Busy:
    """Reserve the digest's next number for the edition with `key`, composed from `refs`.

    `earlier` are versions that other editions told, which its timeline may cite. An edition that
    was begun before goes on with its number, its articles and its as-of. An edition that is being
    composed by a finished job is abandoned first.

    Raises:
        UnknownError: there is no such digest.
    """
    _lock(connection, digest)
    composing = select(editions).where(
        editions.c.digest == digest, editions.c.state == EditionState.COMPOSING
    )
    row = connection.execute(composing).mappings().one_or_none()
    if row and row["key"] != key:
        if not joblist.is_final(connection, row["job"]):
            return Busy(row["id"], row["job"])
        _set_state(connection, row["id"], EditionState.ABANDONED)
    known = find(connection, digest, key)
    if known is None:
        edition = _reserve(connection, digest, key, job, as_of)
        candidates.use(connection, edition.id, refs, earlier)
        return edition
    if known.state is EditionState.ABANDONED:
        _set_state(connection, known.id, EditionState.COMPOSING)
        return replace(known, state=EditionState.COMPOSING)
    return known


def release(
    connection: Connection,
    edition: StoredEdition,
    lease: Lease,
    now: datetime,
    *,
    title: str,
    files: Iterable[StoredFile],
) -> int:
    """Make an edition visible and its job done, or neither; return the feed's new generation.

    Raises:
        LostLeaseError: another attempt has taken the job over.
    """
    jobs.finish(connection, lease, now, result=edition.id)
    connection.execute(
        update(editions)
        .where(editions.c.id == edition.id, editions.c.state == EditionState.COMPOSING)
        .values(state=EditionState.RELEASED, title=title, released=now, updated=now)
    )
    _keep_files(connection, edition, files)
    return next_generation(connection, edition.digest)


def revise(
    connection: Connection,
    edition: StoredEdition,
    now: datetime,
    *,
    title: str,
    files: Iterable[StoredFile],
) -> int:
    """Let a released edition be what `files` tell; return the feed's new generation.

    It keeps its number, its key and its time of release. The files of the revision before stay.

    Raises:
        ConflictError: it was revised or withdrawn meanwhile.
    """
    revised = replace(edition, revision=edition.revision + 1)
    same = and_(
        editions.c.id == edition.id,
        editions.c.revision == edition.revision,
        editions.c.state == EditionState.RELEASED,
    )
    changed = update(editions).where(same)
    values = {"revision": revised.revision, "title": title, "updated": now}
    if not connection.execute(changed.values(**values)).rowcount:
        raise ConflictError(
            f"Edition {edition.number} of the digest {edition.digest!r} was changed meanwhile; "
            "look at it again."
        )
    _keep_files(connection, revised, files)
    return next_generation(connection, edition.digest)


def rewrite(
    connection: Connection,
    edition: StoredEdition,
    now: datetime,
    *,
    title: str,
    files: Iterable[StoredFile],
) -> None:
    """Let an edition that was ever released be what `files` tell, also when it was withdrawn.

    Raises:
        ConflictError: it was revised meanwhile.
    """
    revised = replace(edition, revision=edition.revision + 1)
    same = and_(
        editions.c.id == edition.id,
        editions.c.revision == edition.revision,
        editions.c.state == edition.state,
    )
    updated = edition.updated if edition.state is EditionState.WITHDRAWN else now
    values = {"revision": revised.revision, "title": title, "updated": updated}
    if not connection.execute(update(editions).where(same).values(**values)).rowcount:
        raise ConflictError(f"Edition {edition.id} was changed meanwhile; look at it again.")
    _keep_files(connection, revised, files)


def withdraw(connection: Connection, edition: StoredEdition, now: datetime) -> int:
    """Take a released edition back, with the files it was; return the feed's new generation."""
    connection.execute(
        update(editions)
        .where(editions.c.id == edition.id, editions.c.state == EditionState.RELEASED)
        .values(state=EditionState.WITHDRAWN, updated=now)
    )
    return next_generation(connection, edition.digest)


def released(
    connection: Connection, digest: str, *, limit: int | None = None
) -> tuple[StoredEdition, ...]:
    """Return the released editions of a digest, the newest first."""
    wanted = (
        select(editions)
        .where(editions.c.digest == digest, editions.c.state == EditionState.RELEASED)
        .order_by(editions.c.released.desc(), editions.c.number.desc())
        .limit(limit)
    )
    return tuple(stored(row) for row in connection.execute(wanted).mappings())


def by_id(connection: Connection, edition: str) -> StoredEdition | None:
    """Return the edition with that id, in any state."""
    row = connection.execute(select(editions).where(editions.c.id == edition)).mappings().first()
    return stored(row) if row else None


def get(connection: Connection, digest: str, number: int) -> StoredEdition:
    """Return a released edition by its number.

    Raises:
        GoneError: it was withdrawn.
        UnknownError: there is none.
    """
    wanted = select(editions).where(
        editions.c.digest == digest,
        editions.c.number == number,
        editions.c.state.in_(EVER_RELEASED),
    )
    row = connection.execute(wanted).mappings().one_or_none()
    if row is None:
        raise UnknownError(f"The digest {digest!r} has no edition number {number}.")
    if row["state"] == EditionState.WITHDRAWN:
        raise GoneError(f"Edition {number} of the digest {digest!r} was withdrawn.")
    return stored(row)


def files_of(connection: Connection, edition: StoredEdition) -> Mapping[str, StoredFile]:
    """Return the files of an edition's newest revision by name."""
    wanted = select(edition_files).where(
        edition_files.c.edition == edition.id, edition_files.c.revision == edition.revision
    )
    rows = connection.execute(wanted).mappings()
    return {r["name"]: StoredFile(r["name"], r["blob"], r["size"]) for r in rows}


def _keep_files(
    connection: Connection, edition: StoredEdition, files: Iterable[StoredFile]
) -> None:
    of = {"edition": edition.id, "revision": edition.revision}
    rows = [{**of, "name": file.name, "blob": file.blob, "size": file.size} for file in files]
    if rows:
        connection.execute(insert(edition_files), rows)


def _lock(connection: Connection, digest: str) -> None:
    """Let other transactions that begin an edition of the digest wait for this one."""
    row = select(digests.c.name).where(digests.c.name == digest).with_for_update()
    if connection.execute(row).one_or_none() is None:
        raise UnknownError(f"There is no digest {digest!r}.")


def _reserve(
    connection: Connection, digest: str, key: str, job: str, as_of: datetime
) -> StoredEdition:
    last = select(func.max(editions.c.number)).where(editions.c.digest == digest)
    number = (connection.execute(last).scalar() or 0) + 1
    before = released(connection, digest, limit=1)
    edition = StoredEdition(
        id=f"{digest}-{number}",
        digest=digest,
        key=key,
        number=number,
        state=EditionState.COMPOSING,
        job=job,
        as_of=as_of,
        previous=before[0].id if before else None,
    )
    connection.execute(insert(editions).values(**asdict(edition)))
    return edition


def _set_state(connection: Connection, edition: str, state: EditionState) -> None:
    connection.execute(update(editions).where(editions.c.id == edition).values(state=state))


def stored(row: RowMapping | dict[str, Any]) -> StoredEdition:
    """Return a row of the table as a value."""
    return StoredEdition(**{**row, "state": EditionState(row["state"])})
