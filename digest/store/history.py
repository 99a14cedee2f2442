"""The editions that were ever released, in the order that feeds and archives hold them in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import and_, func, or_, select

from digest.store.editions import EVER_RELEASED, EditionState, stored
from digest.store.schema import editions

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime

    from sqlalchemy import Connection

    from digest.store.editions import StoredEdition


def withdrawn(connection: Connection, digest: str) -> tuple[StoredEdition, ...]:
    """Return the editions of a digest that were taken back, by number; `updated` says when."""
    wanted = (
        select(editions)
        .where(editions.c.digest == digest, editions.c.state == EditionState.WITHDRAWN)
        .order_by(editions.c.number)
    )
    return tuple(stored(row) for row in connection.execute(wanted).mappings())


def count_ever_released(connection: Connection, digest: str) -> int:
    """Return how many editions of a digest were released, the withdrawn ones among them."""
    wanted = (
        select(func.count())
        .select_from(editions)
        .where(editions.c.digest == digest, editions.c.state.in_(EVER_RELEASED))
    )
    return int(connection.execute(wanted).scalar_one())


def place_of(connection: Connection, edition: StoredEdition) -> int:
    """Return how many editions of its digest were released before one that was released."""
    before = or_(
        editions.c.released < edition.released,
        and_(editions.c.released == edition.released, editions.c.number < edition.number),
    )
    wanted = (
        select(func.count())
        .select_from(editions)
        .where(editions.c.digest == edition.digest, editions.c.state.in_(EVER_RELEASED), before)
    )
    return int(connection.execute(wanted).scalar_one())


def in_order(
    connection: Connection, digest: str, *, offset: int, limit: int | None = None
) -> tuple[StoredEdition, ...]:
    """Return a digest's editions after the `offset` that were released first, the oldest first.

    Withdrawn editions are among them: what lies in an archive does not move to another.
    """
    wanted = (
        select(editions)
        .where(editions.c.digest == digest, editions.c.state.in_(EVER_RELEASED))
        .order_by(editions.c.released, editions.c.number)
        .offset(offset)
        .limit(limit)
    )
    return tuple(stored(row) for row in connection.execute(wanted).mappings())


def revised(
    connection: Connection, digest: str, *, first: int, limit: int
) -> tuple[StoredEdition, ...]:
    """Return those corrected since their release of the `first` editions of a digest.

    At most `limit`, the one that was corrected last at the end.
    """
    wanted = (
        select(editions)
        .where(
            editions.c.digest == digest,
            editions.c.state == EditionState.RELEASED,
            editions.c.revision > 1,
        )
        .order_by(editions.c.updated.desc(), editions.c.number.desc())
    )
    found = [stored(row) for row in connection.execute(wanted).mappings()]
    early = [edition for edition in found if place_of(connection, edition) < first]
    return tuple(reversed(early[:limit]))


def changed_last(
    connection: Connection, digests: Collection[str], limit: int
) -> tuple[StoredEdition, ...]:
    """Return the editions of `digests` that were released, corrected or withdrawn last.

    What changed last comes first.
    """
    wanted = (
        select(editions)
        .where(editions.c.digest.in_(digests), editions.c.state.in_(EVER_RELEASED))
        .order_by(editions.c.updated.desc(), editions.c.id)
        .limit(limit)
    )
    return tuple(stored(row) for row in connection.execute(wanted).mappings())


def changed_since(
    connection: Connection, digest: str, since: datetime | None
) -> tuple[StoredEdition, ...]:
    """Return the editions of a digest that were released, corrected or withdrawn since a moment.

    What changed last comes first; None is the beginning.
    """
    wanted = select(editions).where(
        editions.c.digest == digest, editions.c.state.in_(EVER_RELEASED)
    )
    if since is not None:
        wanted = wanted.where(editions.c.updated >= since)
    wanted = wanted.order_by(editions.c.updated.desc(), editions.c.id)
    return tuple(stored(row) for row in connection.execute(wanted).mappings())


def with_ids(connection: Connection, ids: Collection[str]) -> tuple[StoredEdition, ...]:
    """Return those of the editions with these ids that are released."""
    wanted = select(editions).where(
        editions.c.id.in_(sorted(set(ids))), editions.c.state == EditionState.RELEASED
    )
    return tuple(stored(row) for row in connection.execute(wanted).mappings())


def releases(connection: Connection, digest: str) -> tuple[datetime, ...]:
    """Return when the editions of a digest were released that still are, the newest first."""
    wanted = (
        select(editions.c.released)
        .where(editions.c.digest == digest, editions.c.state == EditionState.RELEASED)
        .order_by(editions.c.released.desc())
    )
    return tuple(connection.execute(wanted).scalars())


def numbers_between(
    connection: Connection, digest: str, first: datetime, end: datetime
) -> tuple[int, ...]:
    """Return the numbers of editions released from `first` on and before `end`, newest first."""
    wanted = (
        select(editions.c.number)
        .where(
            editions.c.digest == digest,
            editions.c.state == EditionState.RELEASED,
            editions.c.released >= first,
            editions.c.released < end,
        )
        .order_by(editions.c.released.desc(), editions.c.number.desc())
    )
    return tuple(connection.execute(wanted).scalars())
