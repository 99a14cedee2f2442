"""Articles that were taken down: who did it and why stays, and nothing of what they said."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import bindparam, or_, select, update

from digest.model.job import JobKind, JobState
from digest.store import outbox
from digest.store.editions import EVER_RELEASED, EditionState, stored
from digest.store.insert import insert_new
from digest.store.metadata import metadata
from digest.store.schema import (
    articles,
    edition_candidates,
    edition_files,
    editions,
    errata,
    feed_files,
    jobs,
    takedowns,
    versions,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime

    from sqlalchemy import Connection

    from digest.store.editions import StoredEdition

_TELLING = (JobKind.EDITION, JobKind.CORRECT, JobKind.ERRATA)
"""Kinds of job that may hold a text in memory which they are about to publish."""

_SAME_TEXT = select(versions.c.article).where(versions.c.sha256 == bindparam("said"))
_OF_TEXT = (  # built once: each article that is read asks for it
    select(takedowns)
    .join(articles, articles.c.id == takedowns.c.article)
    .where(or_(articles.c.identity == bindparam("known"), takedowns.c.article.in_(_SAME_TEXT)))
    .limit(1)
)


@dataclass(frozen=True, slots=True)
class Takedown:
    """That an article was taken down, when (UTC), by whom and why.

    `report` names all that was touched, by kind; None until it is done.
    """

    article: str
    at: datetime
    by: str
    reason: str
    report: Mapping[str, Any] | None = None


def begin(connection: Connection, takedown: Takedown) -> bool:
    """Store that an article is taken down; return false where it was before, which stays."""
    return insert_new(connection, takedowns, asdict(takedown))


def find(connection: Connection, article: str) -> Takedown | None:
    """Return how an article was taken down, None where it was not."""
    row = connection.execute(select(takedowns).where(takedowns.c.article == article)).mappings()
    found = row.one_or_none()
    return Takedown(**found) if found else None


def of_text(connection: Connection, identity: str, sha256: str) -> Takedown | None:
    """Return how the article was taken down that is known by `identity`, or that had this text."""
    known = {"known": identity, "said": sha256}
    found = connection.execute(_OF_TEXT, known).mappings().first()
    return Takedown(**found) if found else None


def report(connection: Connection, article: str, told: Mapping[str, Any]) -> None:
    """Store what was touched."""
    mine = update(takedowns).where(takedowns.c.article == article)
    connection.execute(mine.values(report=dict(told)))


def restart(connection: Connection, article: str, now: datetime) -> None:
    """Let editions that are being made begin anew without an article.

    Whoever works on one cannot release it any more.
    """
    composing = select(editions.c.id).where(
        editions.c.state.in_((EditionState.COMPOSING, EditionState.ABANDONED))
    )
    connection.execute(
        edition_candidates.delete().where(
            edition_candidates.c.article == article, edition_candidates.c.edition.in_(composing)
        )
    )
    again = {"state": JobState.WAITING, "due": now, "claimable": now}
    begun = update(jobs).where(jobs.c.kind.in_(_TELLING), jobs.c.state == JobState.RUNNING)
    for row in connection.execute(begun.values(**again).returning(jobs.c.id, jobs.c.pool)).all():
        outbox.add(connection, row.pool, row.id)


def editions_with(connection: Connection, article: str) -> tuple[StoredEdition, ...]:
    """Return the editions that were ever released and may hold words of an article."""
    used = select(edition_candidates.c.edition).where(edition_candidates.c.article == article)
    own = select(errata.c.edition).where(errata.c.article == article)
    told = select(errata.c.told).where(errata.c.article == article, errata.c.told.is_not(None))
    wanted = (
        select(editions)
        .where(
            or_(editions.c.id.in_(used), editions.c.id.in_(own), editions.c.id.in_(told)),
            editions.c.state.in_(EVER_RELEASED),
        )
        .order_by(editions.c.digest, editions.c.number)
    )
    return tuple(stored(row) for row in connection.execute(wanted).mappings())


def drop_files(connection: Connection, edition: str, before: int) -> list[str]:
    """Forget the files of an edition's revisions before one; return the blobs they were."""
    old = edition_files.delete().where(
        edition_files.c.edition == edition, edition_files.c.revision < before
    )
    return list(connection.execute(old.returning(edition_files.c.blob)).scalars())


def drop_feed_files(connection: Connection, digest: str) -> None:
    """Forget the files of a digest's feed."""
    connection.execute(feed_files.delete().where(feed_files.c.digest == digest))


def named(connection: Connection, blobs: Iterable[str] | None = None) -> set[str]:
    """Return those of `blobs`, or of all, that a row names."""
    wanted = None if blobs is None else list(blobs)
    found: set[str] = set()
    for table in metadata.sorted_tables:
        if "blob" in table.columns:
            mine = select(table.c.blob)
            mine = mine if wanted is None else mine.where(table.c.blob.in_(wanted))
            found |= set(connection.execute(mine).scalars())
    return found
