"""The article versions that an edition is composed from, and those of others that it may cite."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select

from digest.store.insert import insert_all_new
from digest.store.schema import edition_candidates

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sqlalchemy import Connection

    from digest.store.articles import Ref


def use(
    connection: Connection, edition: str, refs: Iterable[Ref], earlier: Iterable[Ref] = ()
) -> None:
    """Note that an edition is composed from versions; what it was composed from before stays.

    `earlier` are versions that other editions told.
    """
    for found, is_earlier in ((refs, False), (earlier, True)):
        rows = [
            {"edition": edition, "article": a, "version": v, "earlier": is_earlier}
            for a, v in found
        ]
        insert_all_new(connection, edition_candidates, rows)


def refs_of(connection: Connection, edition: str, *, earlier: bool = False) -> tuple[Ref, ...]:
    """Return the versions that an edition is composed from, or the `earlier` ones, by id."""
    wanted = (
        select(edition_candidates.c.article, edition_candidates.c.version)
        .where(edition_candidates.c.edition == edition, edition_candidates.c.earlier == earlier)
        .order_by(edition_candidates.c.article, edition_candidates.c.version)
    )
    return tuple((row.article, row.version) for row in connection.execute(wanted))
