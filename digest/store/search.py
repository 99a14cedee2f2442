"""The search index: what editions quote, and articles, by their words."""

from __future__ import annotations

import hashlib
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import and_, bindparam, delete, exists, func, or_, select

from digest.model.search import HitKind, Order, SearchRow
from digest.store import search_due, search_words
from digest.store.insert import insert_new
from digest.store.locks import one_at_a_time
from digest.store.patience import in_time
from digest.store.schema import withdrawals
from digest.store.search_tables import search_makers, search_rows

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from sqlalchemy import ColumnElement, Connection, RowMapping, Select

    from digest.model.search import SearchQuery

RANKED = 1000
"""Of so many matches, those that came in last, the best are chosen: to rank all of a common word's
takes a second for 100,000 articles."""

_BEGINNING = datetime(1, 1, 1, tzinfo=UTC)
_WITHIN = 24
"""Bits that tell rows of one second apart; with the 39 of all seconds up to the year 9999 they fit
into the 63 of a key."""

_BEGUN = "begun "

COUNTED = 1000
"""Matches that are counted; beyond that there are "more than"."""


@dataclass(frozen=True, slots=True)
class Reach:
    """What a reader may find: what the `digests` quote, and `articles` by their own text."""

    digests: frozenset[str]
    articles: bool


_FORGET = (  # built once: each article that is read begins so
    delete(search_rows).where(search_rows.c.owner == bindparam("of")).returning(search_rows.c.id)
)


@dataclass(frozen=True, slots=True)
class Found:
    """A row that was found; the larger its number, the newer it is."""

    number: int
    row: SearchRow


def replace(
    connection: Connection,
    owner: str,
    moment: datetime,
    rows: Sequence[tuple[SearchRow, list[str]]],
) -> None:
    """Let an edition or article be found by `rows` with their words, in the place of others.

    What has the latest `moment` is the newest.
    """
    one_at_a_time(connection, f"search:{owner}")
    forget(connection, owner)
    number = _first_number(owner, moment)
    numbered = []
    for row, words in rows:
        while not insert_new(connection, search_rows, {"id": number, **asdict(row)}):
            number += 1  # another one's of the same second
        numbered.append((number, words))
        number += 1
    search_words.add(connection, numbered)


def forget(connection: Connection, owner: str) -> None:
    """Let an edition or article be found no more."""
    gone = connection.execute(_FORGET, {"of": owner}).scalars().all()
    search_words.drop(connection, gone)


def is_whole(connection: Connection, maker: str) -> bool:
    """Tell whether all that was there before is in the index, by this way of making words."""
    wanted = select(search_makers.c.maker).where(search_makers.c.maker == maker)
    return connection.execute(wanted).first() is not None


def begun(connection: Connection, maker: str) -> datetime | None:
    """Return when the index was begun with this way of making words, None if it was not."""
    wanted = select(search_makers.c.at).where(search_makers.c.maker == _BEGUN + maker)
    return connection.execute(wanted).scalar()


def begin(connection: Connection, maker: str, now: datetime) -> None:
    """Begin the index anew, unless another one did with this way of making words."""
    one_at_a_time(connection, "search")
    if begun(connection, maker) is None:
        search_words.clear(connection)
        for table in (search_rows, search_makers):
            connection.execute(delete(table))
        search_due.clear(connection)
        search_due.add_missing(connection)
        insert_new(connection, search_makers, {"maker": _BEGUN + maker, "at": now})


def made_whole(connection: Connection, maker: str, now: datetime) -> None:
    """Let all be indexed that was left out meanwhile, and note that nothing more will be."""
    search_due.add_missing(connection)
    insert_new(connection, search_makers, {"maker": maker, "at": now})


def find(
    connection: Connection,
    query: SearchQuery,
    reach: Reach,
    order: Order,
    *,
    offset: int,
    limit: int,
    total: int,
) -> tuple[Found, ...]:
    """Return what `query` finds of what may be found, `total` as `count` counts it."""
    allowed = _allowed(query, reach)
    key = search_words.key(connection)
    newest_first = search_words.newest_first(connection, many=total > COUNTED)
    wanted: Select[Any]
    if not query.wanted:
        wanted = select(search_rows).where(allowed).order_by(search_rows.c.id.desc())
    elif order is Order.NEWEST:
        wanted = (
            select(search_rows)
            .join(search_words.words, key == search_rows.c.id)
            .where(search_words.matching(connection, query.terms), allowed)
            .order_by(newest_first)
        )
    else:
        newest = (
            select(key.label("number"), search_words.worth(connection, query.terms).label("worth"))
            .join(search_rows, key == search_rows.c.id)
            .where(search_words.matching(connection, query.terms), allowed)
            .order_by(newest_first)
            .limit(RANKED)
            .subquery()
        )
        wanted = (
            select(search_rows)
            .join(newest, newest.c.number == search_rows.c.id)
            .order_by(newest.c.worth, search_rows.c.id.desc())
        )
    with in_time(connection):
        rows = connection.execute(wanted.limit(limit).offset(offset)).mappings().all()
    return tuple(_found(row) for row in rows)


def count(connection: Connection, query: SearchQuery, reach: Reach) -> int:
    """Return how many `find` finds, counted up to one more than COUNTED."""
    key = search_words.key(connection)
    wanted: Select[Any] = select(search_rows.c.id).where(_allowed(query, reach))
    if query.wanted:
        wanted = wanted.join(search_words.words, key == search_rows.c.id)
        wanted = wanted.where(search_words.matching(connection, query.terms))
    bounded = wanted.limit(COUNTED + 1).subquery()
    with in_time(connection):
        return int(connection.execute(select(func.count()).select_from(bounded)).scalar_one())


def _allowed(query: SearchQuery, reach: Reach) -> ColumnElement[bool]:
    """Return the condition that a row may be found, and lies within what the query names."""
    digests: Collection[str] = reach.digests
    if query.digest is not None:
        digests = reach.digests & {query.digest}
    told = search_rows.c.digest.in_(sorted(digests))
    parts: list[ColumnElement[bool]] = [told]
    if reach.articles and query.digest is None:
        taken_back = exists().where(withdrawals.c.article == search_rows.c.owner)
        stands = and_(search_rows.c.kind == HitKind.ARTICLE, ~taken_back)
        parts = [or_(told, stands)]
    if query.outlet is not None:
        parts.append(search_rows.c.outlet.contains(query.outlet, autoescape=True))
    if query.first is not None:
        parts.append(search_rows.c.day >= query.first)
    if query.last is not None:
        parts.append(search_rows.c.day <= query.last)
    return and_(*parts)


def _found(row: RowMapping) -> Found:
    values = dict(row)
    return Found(values.pop("id"), SearchRow(**{**values, "kind": HitKind(values["kind"])}))


def _first_number(owner: str, moment: datetime) -> int:
    """Return where to number rows from: by the second, then by what is the same each time.

    So the order of the table's key is that of time, which both databases read without sorting.
    """
    mark = hashlib.sha256(owner.encode()).digest()
    seconds = int((moment - _BEGINNING).total_seconds())
    return (seconds << _WITHIN) + (int.from_bytes(mark[:4], "big") >> (32 - _WITHIN))
