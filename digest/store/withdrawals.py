"""Articles that were taken back: they stay as they were, and no later edition is made of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import select

from digest.store.errata_tables import withdrawals
from digest.store.insert import insert_new

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import Connection


@dataclass(frozen=True, slots=True)
class Withdrawal:
    """When an article was withdrawn, in UTC, and why if that is known."""

    article: str
    at: datetime
    reason: str | None = None


def withdraw(connection: Connection, withdrawal: Withdrawal) -> bool:
    """Store that an article is withdrawn; return false where it was before, which stays."""
    row = {"article": withdrawal.article, "at": withdrawal.at, "reason": withdrawal.reason}
    return insert_new(connection, withdrawals, row)


def find(connection: Connection, article: str) -> Withdrawal | None:
    """Return how an article was withdrawn, None where it was not."""
    wanted = select(withdrawals).where(withdrawals.c.article == article)
    row = connection.execute(wanted).mappings().one_or_none()
    return Withdrawal(**row) if row else None
