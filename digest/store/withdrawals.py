"""Articles that were taken back: they stay as they were, and no later edition is made of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import delete, or_, select

from digest.store.insert import insert_new
from digest.store.schema import articles, documents, withdrawals

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable
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


def lift(connection: Connection, article: str) -> bool:
    """Let an article stand again; return whether it was withdrawn."""
    gone = delete(withdrawals).where(withdrawals.c.article == article)
    return connection.execute(gone).rowcount > 0


def at(connection: Connection, addresses: Iterable[str]) -> tuple[str, ...]:
    """Return the articles that are known by these addresses."""
    known = [f"url:{address}" for address in addresses]
    wanted = select(articles.c.id).where(articles.c.identity.in_(known)).order_by(articles.c.id)
    return tuple(connection.execute(wanted).scalars())


def brought(connection: Connection, source: str, prefixes: Collection[str]) -> tuple[str, ...]:
    """Return the articles that stand and that a source brought by documents of these beginnings.

    What was a duplicate of another's text is not its own to take back.
    """
    if not prefixes:
        return ()
    wanted = (
        select(documents.c.article)
        .distinct()
        .where(
            documents.c.source == source,
            documents.c.fresh.is_(True),
            documents.c.article.not_in(select(withdrawals.c.article)),
            or_(*(documents.c.id.startswith(one, autoescape=True) for one in prefixes)),
        )
        .order_by(documents.c.article)
    )
    return tuple(connection.execute(wanted).scalars())
