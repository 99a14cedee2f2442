"""Subscriptions at hubs: which hub tells us of which source's feed, and how long."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING

from sqlalchemy import delete, select

from digest.errors import UnknownError
from digest.model.source import Subscription
from digest.store.hub_tables import subscriptions
from digest.store.insert import upsert

if TYPE_CHECKING:
    from sqlalchemy import Connection


def find(connection: Connection, source: str) -> Subscription | None:
    """Return the subscription of a source, or None."""
    wanted = select(subscriptions).where(subscriptions.c.source == source)
    row = connection.execute(wanted).mappings().one_or_none()
    return Subscription(**row) if row else None


def by_token(connection: Connection, token: str) -> Subscription:
    """Return the subscription whose callback has `token`.

    Raises:
        UnknownError: there is none.
    """
    wanted = select(subscriptions).where(subscriptions.c.token == token)
    row = connection.execute(wanted).mappings().one_or_none()
    if row is None:
        raise UnknownError("There is no subscription of that address.")
    return Subscription(**row)


def keep(connection: Connection, subscription: Subscription) -> None:
    """Store a subscription, in the place of the source's last one."""
    values = asdict(subscription)
    upsert(connection, subscriptions, {"source": values.pop("source")}, values)


def drop(connection: Connection, source: str) -> None:
    """Forget the subscription of a source."""
    connection.execute(delete(subscriptions).where(subscriptions.c.source == source))
