"""What all who fetch share about hosts: turns and robots.txt; many workers are one guest."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select

from digest.net.manners import next_turn
from digest.net.robots import Robots
from digest.store.insert import upsert
from digest.store.locks import one_at_a_time
from digest.store.schema import hosts

if TYPE_CHECKING:
    from datetime import datetime, timedelta

    from digest.store.unit import Store


class StoredManners:
    """Manners that live in the database; each call is a transaction of its own."""

    def __init__(self, store: Store) -> None:
        """Share what `store` holds."""
        self._store = store

    def turn(self, host: str, interval: timedelta, now: datetime) -> datetime:
        """Reserve the next turn at `host`.

        Raises:
            HostBusyError: it would be too long a wait.
            StoreError: the database cannot be used.
        """
        with self._store.write() as connection:
            one_at_a_time(connection, f"host:{host}")
            free = connection.execute(select(hosts.c.free).where(hosts.c.name == host)).scalar()
            turn = next_turn(host, free, now)
            upsert(connection, hosts, {"name": host}, {"free": turn + interval})
        return turn

    def rest(self, host: str, until: datetime) -> None:
        """Leave `host` alone until a moment, if nobody asked to leave it alone for longer.

        Raises:
            StoreError: the database cannot be used.
        """
        with self._store.write() as connection:
            one_at_a_time(connection, f"host:{host}")
            free = connection.execute(select(hosts.c.free).where(hosts.c.name == host)).scalar()
            upsert(connection, hosts, {"name": host}, {"free": max(until, free or until)})

    def robots(self, origin: str) -> Robots | None:
        """Return the rules of a site that were kept, or None.

        Raises:
            StoreError: the database cannot be used.
        """
        wanted = select(hosts.c.robots, hosts.c.robots_until).where(hosts.c.name == origin)
        with self._store.read() as connection:
            row = connection.execute(wanted).one_or_none()
        return Robots(row.robots, row.robots_until) if row and row.robots_until else None

    def keep_robots(self, origin: str, robots: Robots) -> None:
        """Keep the rules of a site.

        Raises:
            StoreError: the database cannot be used.
        """
        text = robots.text.replace("\0", "") if robots.text is not None else None
        kept = {"robots": text, "robots_until": robots.until}
        with self._store.write() as connection:
            upsert(connection, hosts, {"name": origin}, kept)
