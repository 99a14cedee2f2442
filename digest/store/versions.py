"""How many versions there are of an article, and which editions were composed from one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import and_, select

from digest.errors import UnknownError
from digest.store.editions import EditionState, stored
from digest.store.schema import (
    articles,
    edition_candidates,
    editions,
    takedowns,
    versions,
    withdrawals,
)

if TYPE_CHECKING:
    from collections.abc import Collection

    from sqlalchemy import Connection

    from digest.store.articles import Ref
    from digest.store.editions import StoredEdition


@dataclass(frozen=True, slots=True)
class Newest:
    """The newest version of an article, and the SHA-256 of its text."""

    number: int
    sha256: str


def standing(connection: Connection, ids: Collection[str]) -> dict[str, Newest]:
    """Return the newest version of each of the articles `ids` that was not withdrawn."""
    wanted = (
        select(versions.c.article, versions.c.version, versions.c.sha256)
        .join(
            articles,
            and_(articles.c.id == versions.c.article, articles.c.versions == versions.c.version),
        )
        .where(
            articles.c.id.in_(ids),
            articles.c.id.not_in(select(withdrawals.c.article)),
        )
    )
    rows = connection.execute(wanted)
    return {row.article: Newest(row.version, row.sha256) for row in rows}


def last_version(connection: Connection, article: str) -> int:
    """Return the number of an article's newest version.

    Raises:
        UnknownError: there is no such article.
    """
    wanted = select(articles.c.versions).where(articles.c.id == article)
    found = connection.execute(wanted).scalar()
    if not found:
        raise UnknownError(f"There is no article {article!r}.")
    return int(found)


def last_versions(connection: Connection, ids: Collection[str]) -> list[Ref]:
    """Return the newest versions of those of the articles `ids` that are there still, by id.

    Those that were taken down say nothing any more.
    """
    wanted = select(articles.c.id, articles.c.versions).where(
        articles.c.id.in_(ids),
        articles.c.versions > 0,
        articles.c.id.not_in(select(takedowns.c.article)),
    )
    return [(row.id, row.versions) for row in connection.execute(wanted.order_by(articles.c.id))]


def editions_with(connection: Connection, ref: Ref) -> tuple[StoredEdition, ...]:
    """Return the released editions that were composed from a version, the newest first."""
    wanted = (
        select(editions)
        .join(edition_candidates, edition_candidates.c.edition == editions.c.id)
        .where(
            edition_candidates.c.article == ref[0],
            edition_candidates.c.version == ref[1],
            editions.c.state == EditionState.RELEASED,
        )
        .order_by(editions.c.released.desc(), editions.c.digest)
    )
    return tuple(stored(row) for row in connection.execute(wanted).mappings())
