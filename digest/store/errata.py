"""Errata: what an edition quotes and its article no longer says; told once, mended by a revision.

An erratum belongs to the edition that quotes. The next edition of its digest tells it, and a
revision of its own edition mends it.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import and_, or_, select, update

from digest.store.editions import EditionState, stored
from digest.store.errata_tables import errata, withdrawals
from digest.store.insert import insert_new
from digest.store.schema import articles, edition_candidates, editions

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime

    from sqlalchemy import Connection, RowMapping, Select

    from digest.store.editions import StoredEdition


@dataclass(frozen=True, slots=True)
class Said:
    """A sentence as an edition quotes it of a version, and what stands in its place now."""

    version: int
    before: str
    now: str | None


@dataclass(frozen=True, slots=True)
class StoredErratum:
    """What an edition quotes of an article that no longer says so; `noted` is UTC.

    `newer` is the version that says otherwise, None where the article was withdrawn, for `reason`.
    `told` is the edition that tells it; `mended` the revision of its own edition that does not
    quote it any more.
    """

    id: str
    edition: str
    article: str
    newer: int | None
    title: str
    outlet: str | None
    url: str | None
    language: str
    sentences: tuple[Said, ...]
    noted: datetime
    reason: str | None = None
    told: str | None = None
    mended: int | None = None


def add(connection: Connection, erratum: StoredErratum) -> bool:
    """Store an erratum unless one of its id is there; return whether it is new."""
    row = asdict(erratum)
    row["sentences"] = [[s.version, s.before, s.now] for s in erratum.sentences]
    return insert_new(connection, errata, row)


def of_edition(connection: Connection, edition: str) -> tuple[StoredErratum, ...]:
    """Return the errata of an edition, in the order that they were noted in."""
    return _found(connection, select(errata).where(errata.c.edition == edition))


def told_in(connection: Connection, edition: str) -> tuple[tuple[StoredErratum, int], ...]:
    """Return the errata that an edition tells, each with the number of the one it is of."""
    wanted = (
        select(errata, editions.c.number)
        .join(editions, editions.c.id == errata.c.edition)
        .where(errata.c.told == edition)
        .order_by(errata.c.noted, errata.c.id)
    )
    found = []
    for row in connection.execute(wanted).mappings():
        rest = dict(row)
        number = int(rest.pop("number"))
        found.append((_stored(rest), number))
    return tuple(found)


def tell(connection: Connection, edition: StoredEdition) -> None:
    """Let an edition tell the errata of its digest that none tells yet, noted by its as-of."""
    given_up = select(editions.c.id).where(editions.c.state == EditionState.ABANDONED)
    of_digest = select(editions.c.id).where(
        editions.c.digest == edition.digest, editions.c.id != edition.id
    )
    untold = and_(
        or_(errata.c.told.is_(None), errata.c.told.in_(given_up)),
        errata.c.noted <= edition.as_of,
        errata.c.edition.in_(of_digest),
    )
    connection.execute(update(errata).where(untold).values(told=edition.id))


def mend(connection: Connection, ids: Collection[str], revision: int) -> None:
    """Note that a revision of their edition no longer quotes what errata are about."""
    mended = update(errata).where(errata.c.id.in_(ids))
    connection.execute(mended.values(mended=revision))


def newest(
    connection: Connection, digest: str, limit: int
) -> tuple[tuple[StoredErratum, StoredEdition], ...]:
    """Return the errata of a digest's released editions that were noted last, the newest first."""
    wanted = (
        select(errata.c.id)
        .join(editions, editions.c.id == errata.c.edition)
        .where(editions.c.digest == digest, editions.c.state == EditionState.RELEASED)
        .order_by(errata.c.noted.desc(), errata.c.id)
        .limit(limit)
    )
    ids = list(connection.execute(wanted).scalars())
    found = {one.id: one for one in _found(connection, select(errata).where(errata.c.id.in_(ids)))}
    own = select(editions).where(editions.c.id.in_({one.edition for one in found.values()}))
    of = {row["id"]: stored(row) for row in connection.execute(own).mappings()}
    return tuple((found[id_], of[found[id_].edition]) for id_ in ids)


def open_editions(connection: Connection) -> dict[str, list[int]]:
    """Return by digest the numbers of the released editions with errata that nothing mended."""
    wanted = (
        select(editions.c.digest, editions.c.number)
        .where(
            editions.c.id.in_(select(errata.c.edition).where(errata.c.mended.is_(None))),
            editions.c.state == EditionState.RELEASED,
        )
        .order_by(editions.c.digest, editions.c.number)
    )
    found: dict[str, list[int]] = {}
    for row in connection.execute(wanted):
        found.setdefault(row.digest, []).append(row.number)
    return found


def noted_since(connection: Connection, digest: str, since: datetime | None) -> dict[int, datetime]:
    """Return by number the released editions of a digest with errata noted since a moment.

    Each with when its newest was noted, in UTC; None is the beginning.
    """
    wanted = (
        select(editions.c.number, errata.c.noted)
        .join(editions, editions.c.id == errata.c.edition)
        .where(editions.c.digest == digest, editions.c.state == EditionState.RELEASED)
        .order_by(errata.c.noted)
    )
    if since is not None:
        wanted = wanted.where(errata.c.noted >= since)
    return {row.number: row.noted for row in connection.execute(wanted)}


def editions_of(connection: Connection, article: str) -> tuple[StoredEdition, ...]:
    """Return the released editions that were composed from a version of an article."""
    used = select(edition_candidates.c.edition).where(edition_candidates.c.article == article)
    wanted = (
        select(editions)
        .where(editions.c.id.in_(used), editions.c.state == EditionState.RELEASED)
        .order_by(editions.c.released, editions.c.id)
    )
    return tuple(stored(row) for row in connection.execute(wanted).mappings())


def is_used(connection: Connection, article: str) -> bool:
    """Return whether a released edition was composed from a version of an article."""
    wanted = (
        select(editions.c.id)
        .join(edition_candidates, edition_candidates.c.edition == editions.c.id)
        .where(edition_candidates.c.article == article, editions.c.state == EditionState.RELEASED)
        .limit(1)
    )
    return connection.execute(wanted).first() is not None


def changed_since(connection: Connection, edition: str) -> tuple[str, ...]:
    """Return the articles of an edition that have a newer version by now, or were withdrawn."""
    gone = select(withdrawals.c.article)
    wanted = (
        select(edition_candidates.c.article)
        .distinct()
        .join(articles, articles.c.id == edition_candidates.c.article)
        .where(
            edition_candidates.c.edition == edition,
            or_(
                edition_candidates.c.version < articles.c.versions,
                edition_candidates.c.article.in_(gone),
            ),
        )
    )
    return tuple(sorted(connection.execute(wanted).scalars()))


def _found(connection: Connection, wanted: Select[Any]) -> tuple[StoredErratum, ...]:
    ordered = wanted.order_by(errata.c.noted, errata.c.id)
    return tuple(_stored(row) for row in connection.execute(ordered).mappings())


def _stored(row: RowMapping | dict[str, Any]) -> StoredErratum:
    return StoredErratum(**{**row, "sentences": tuple(Said(*one) for one in row["sentences"])})
