"""What is yet to be put into the search index, to be done some at a time.

Each change adds a row, and who has indexed drops the rows that were there before it looked: what
changes in between has a row of its own.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from sqlalchemy import delete, exists, insert, literal, or_, select, update

from digest.model.search import HitKind
from digest.store.editions import EditionState
from digest.store.schema import articles, editions, search_due, search_rows

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from sqlalchemy import ColumnElement, Connection

TAKEN_FOR = timedelta(minutes=1)
"""Whoever has not indexed a group by then has died: one takes a tenth of a second."""
_ADD = insert(search_due)  # built once: that takes longer than executing it


@dataclass(frozen=True, slots=True)
class Due:
    """An edition or article, by its id, that is to be indexed as it is now."""

    id: int
    kind: HitKind
    owner: str


def add(connection: Connection, article: str) -> None:
    """Let an article be indexed soon."""
    connection.execute(_ADD, {"kind": HitKind.ARTICLE, "owner": article})


def add_missing(connection: Connection) -> None:
    """Let all be indexed that is neither in the index nor about to be."""
    for kind, owner, is_there in (
        (HitKind.ARTICLE, articles.c.id, articles.c.versions > 0),
        (HitKind.EDITION, editions.c.id, editions.c.state == EditionState.RELEASED),
    ):
        known = exists().where(search_rows.c.owner == owner)
        waits = select(search_due.c.owner).where(search_due.c.kind == kind)
        wanted = select(literal(kind.value), owner).where(is_there, ~known, owner.not_in(waits))
        connection.execute(insert(search_due).from_select(["kind", "owner"], wanted))


def is_any(connection: Connection, now: datetime) -> bool:
    """Tell whether something waits to be indexed that nobody is at."""
    return (
        connection.execute(select(search_due.c.id).where(_free(now)).limit(1)).first() is not None
    )


def take(connection: Connection, now: datetime, *, limit: int) -> tuple[Due, ...]:
    """Return up to `limit` that nobody is at, the longest waiting first, and be at them."""
    first = (
        select(search_due.c.id, search_due.c.kind, search_due.c.owner)
        .where(_free(now))
        .order_by(search_due.c.id)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    found = tuple(Due(r.id, HitKind(r.kind), r.owner) for r in connection.execute(first).all())
    if found:
        mine = update(search_due).where(search_due.c.id.in_([due.id for due in found]))
        connection.execute(mine.values(taken=now))
    return found


def drop(connection: Connection, done: Iterable[Due]) -> None:
    """Forget what was indexed."""
    connection.execute(delete(search_due).where(search_due.c.id.in_([due.id for due in done])))


def clear(connection: Connection) -> None:
    """Forget all."""
    connection.execute(delete(search_due))


def _free(now: datetime) -> ColumnElement[bool]:
    return or_(search_due.c.taken.is_(None), search_due.c.taken < now - TAKEN_FOR)
