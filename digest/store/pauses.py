"""Whether the whole service pauses: what was begun is finished, and nothing is begun."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import delete, select

from digest.store.insert import insert_new
from digest.store.pause_tables import pauses

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import Connection

_ALL = "all"
_SINCE = select(pauses.c.since).where(pauses.c.name == _ALL)  # built once: claims ask for it


def begin(connection: Connection, now: datetime) -> None:
    """Let nothing be begun from now on; a pause that was begun before stays as it is."""
    insert_new(connection, pauses, {"name": _ALL, "since": now})


def end(connection: Connection) -> None:
    """Let work go on."""
    connection.execute(delete(pauses).where(pauses.c.name == _ALL))


def since(connection: Connection) -> datetime | None:
    """Return since when the service pauses (UTC), None when it does not."""
    found: datetime | None = connection.execute(_SINCE).scalar()
    return found
