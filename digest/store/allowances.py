"""What callers may still send, the same for all processes that answer them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import delete, select

from digest.model.rate import Grant, Rate, grant
from digest.store.allowance_tables import allowances
from digest.store.insert import upsert
from digest.store.locks import one_at_a_time

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import Connection


def take(
    connection: Connection, caller: str, rate: Rate, now: datetime, *, wanted: int = 1
) -> Grant:
    """Grant a caller up to `wanted` requests; who has paid off all is forgotten on the way."""
    one_at_a_time(connection, f"allowance:{caller}")
    known = select(allowances.c.free).where(allowances.c.caller == caller)
    free = connection.execute(known).scalar()
    if free is None:
        connection.execute(delete(allowances).where(allowances.c.free < now))
    found = grant(rate, free, now, wanted)
    if found.count:
        upsert(connection, allowances, {"caller": caller}, {"free": found.free})
    return found
