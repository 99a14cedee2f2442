"""Signs of life: who runs, and what each last said; readers never ask the broker."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import delete, select

from digest.store.insert import upsert
from digest.store.schema import heartbeats

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from sqlalchemy import Connection


@dataclass(frozen=True, slots=True)
class Heartbeat:
    """What `name` (host and process) of a `kind` ("worker", "web", ...) said at a moment in UTC."""

    name: str
    kind: str
    at: datetime
    told: Mapping[str, str]


def beat(connection: Connection, heartbeat: Heartbeat) -> None:
    """Store a sign of life in place of the last one of the same name."""
    upsert(
        connection,
        heartbeats,
        {"name": heartbeat.name},
        {"kind": heartbeat.kind, "at": heartbeat.at, "told": dict(heartbeat.told)},
    )


def alive(connection: Connection, since: datetime) -> tuple[Heartbeat, ...]:
    """Return the signs of life since a moment, by name."""
    wanted = select(heartbeats).where(heartbeats.c.at >= since).order_by(heartbeats.c.name)
    return tuple(Heartbeat(**row) for row in connection.execute(wanted).mappings())


def forget(connection: Connection, before: datetime) -> None:
    """Delete the signs of life of those who have been silent since before a moment."""
    connection.execute(delete(heartbeats).where(heartbeats.c.at < before))
