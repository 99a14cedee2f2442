"""The sources that are defined, and how each stands."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import String, case, cast, func, select, update

from digest.errors import UnknownError
from digest.model.definition import Origin, SourceDefinition, SourceKind
from digest.model.source import PolledSource, SourceState
from digest.store.insert import upsert
from digest.store.schema import documents, source_states, sources, versions

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlalchemy import Connection, RowMapping

_FEWEST_DAYS = 5
"""Days on which something came that show a rhythm."""


@dataclass(frozen=True, slots=True)
class Brought:
    """What a source has brought: documents, and those of them that were new or known."""

    documents: int
    articles: int
    duplicates: int


def define(
    connection: Connection, definition: SourceDefinition, origin: Origin, state: SourceState
) -> None:
    """Define a source, or define it anew; `state` is what it begins with.

    Its own state goes on, unless its address is another one now.
    """
    content = {"origin": origin, "definition": _to_json(definition), "retired": None}
    upsert(connection, sources, {"name": definition.name}, content)
    known = _state(connection, definition.name)
    if known is None or known.defined != definition.address:
        keep_state(connection, definition.name, state)


def retire(connection: Connection, name: str, now: datetime) -> None:
    """Ask a source no more; what it brought stays."""
    connection.execute(update(sources).where(sources.c.name == name).values(retired=now))


def live(connection: Connection) -> tuple[PolledSource, ...]:
    """Return the sources that are defined, by name."""
    return _polled(connection, due=None)


def due(connection: Connection, now: datetime) -> tuple[PolledSource, ...]:
    """Return the sources that are to be asked at `now`."""
    return _polled(connection, due=now)


def get(connection: Connection, name: str) -> PolledSource:
    """Return a source that is defined.

    Raises:
        UnknownError: there is none of that name.
    """
    for source in _polled(connection, due=None, name=name):
        return source
    raise UnknownError(f"There is no source {name!r}; `digest sources` lists them.")


def keep_state(connection: Connection, name: str, state: SourceState) -> None:
    """Store how a source stands."""
    values = asdict(state) | {"interval": int(state.interval.total_seconds())}
    upsert(connection, source_states, {"name": name}, values)


def move(connection: Connection, name: str, seen: datetime, due: datetime) -> bool:
    """Make a source due at another moment unless somebody did; return whether it was us."""
    mine = (source_states.c.name == name) & (source_states.c.due == seen)
    return bool(connection.execute(update(source_states).where(mine).values(due=due)).rowcount)


def brought(connection: Connection, since: datetime) -> Mapping[str, Brought]:
    """Return what each source has brought since a moment."""
    fresh = func.sum(case((documents.c.fresh.is_(True), 1), else_=0))
    known = func.sum(case((documents.c.fresh.is_(False), 1), else_=0))
    counted = (
        select(
            documents.c.source, func.count().label("brought"), fresh.label("a"), known.label("d")
        )
        .where(documents.c.source.is_not(None), documents.c.accepted >= since)
        .group_by(documents.c.source)
    )
    rows = connection.execute(counted)
    return {row.source: Brought(row.brought, int(row.a or 0), int(row.d or 0)) for row in rows}


def rhythms(connection: Connection, since: datetime) -> Mapping[str, timedelta]:
    """Return the usual time between the days on which each source brought something new.

    A source with fewer than `_FEWEST_DAYS` such days since a moment has none.
    """
    day = func.substr(cast(documents.c.accepted, String), 1, len("2026-03-01"))
    days = func.count(func.distinct(day)).label("days")
    first, last = func.min(documents.c.accepted), func.max(documents.c.accepted)
    counted = (
        select(documents.c.source, days, first.label("first"), last.label("last"))
        .where(
            documents.c.source.is_not(None),
            documents.c.accepted >= since,
            documents.c.fresh.is_(True),
        )
        .group_by(documents.c.source)
        .having(days >= _FEWEST_DAYS)
    )
    rows = connection.execute(counted)
    return {row.source: (row.last - row.first) / (row.days - 1) for row in rows}


def delays(connection: Connection, since: datetime) -> Mapping[str, list[timedelta]]:
    """Return how long after its publication each new article of a source was taken in."""
    wanted = (
        select(documents.c.source, documents.c.accepted, versions.c.published_at)
        .join(versions, versions.c.document == documents.c.id)
        .where(
            documents.c.source.is_not(None),
            documents.c.accepted >= since,
            versions.c.published_at.is_not(None),
        )
    )
    found: dict[str, list[timedelta]] = {}
    for row in connection.execute(wanted):
        found.setdefault(row.source, []).append(row.accepted - row.published_at)
    return found


def _polled(
    connection: Connection, *, due: datetime | None, name: str | None = None
) -> tuple[PolledSource, ...]:
    wanted = (
        select(sources.c.definition, source_states)
        .join(source_states, source_states.c.name == sources.c.name)
        .where(sources.c.retired.is_(None))
        .order_by(sources.c.name)
    )
    if due is not None:
        wanted = wanted.where(source_states.c.due <= due, source_states.c.gone.is_(False))
    if name is not None:
        wanted = wanted.where(sources.c.name == name)
    rows = connection.execute(wanted).mappings()
    return tuple(PolledSource(_from_json(row["definition"]), _state_of(row)) for row in rows)


def _state(connection: Connection, name: str) -> SourceState | None:
    wanted = select(source_states).where(source_states.c.name == name)
    row = connection.execute(wanted).mappings().one_or_none()
    return _state_of(row) if row else None


def _state_of(row: RowMapping) -> SourceState:
    values = {column.name: row[column.name] for column in source_states.c if column.name != "name"}
    return SourceState(**values | {"interval": timedelta(seconds=row["interval"])})


def _to_json(definition: SourceDefinition) -> dict[str, Any]:
    return asdict(definition) | {"every": definition.every.total_seconds()}


def _from_json(content: dict[str, Any]) -> SourceDefinition:
    known = {
        "kind": SourceKind(content["kind"]),
        "every": timedelta(seconds=content["every"]),
    }
    return SourceDefinition(**content | known)
