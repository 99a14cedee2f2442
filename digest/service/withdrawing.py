"""An article is taken back: it stays and says so, editions that quote it are marked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from digest.errors import InputError
from digest.service.doubt import doubt
from digest.store import withdrawals
from digest.store.versions import last_version
from digest.store.withdrawals import Withdrawal

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from sqlalchemy import Connection

    from digest.service.context import Context

_MOST = 500
"""Characters of a reason: it is told to readers, in a line or two."""


def withdraw_article(context: Context, article: str, reason: str | None = None) -> Withdrawal:
    """Mark an article as withdrawn, and return how it was; one that is withdrawn stays as it was.

    Editions that quote it get their errata, and no later one is made of it.

    Raises:
        UnknownError: there is no such article.
        InputError: the reason is too long.
        StoreError: it cannot be stored; nothing was changed.
    """
    if reason is not None and len(reason) > _MOST:
        raise InputError(f"The reason has more than {_MOST} characters; say it in a line or two.")
    with context.store.write(durable=True) as connection:
        last_version(connection, article)
        found = _withdraw(context, connection, article, " ".join((reason or "").split()) or None)
    context.ring()
    return found


def reinstate_article(context: Context, article: str) -> bool:
    """Take back that an article was withdrawn; return whether it was.

    Raises:
        UnknownError: there is no such article.
        StoreError: it cannot be stored; nothing was changed.
    """
    now = context.clock()
    with context.store.write(durable=True) as connection:
        last_version(connection, article)
        was = withdrawals.lift(connection, article)
        if was:
            doubt(connection, article, f"reinstated-{now.isoformat()}", now)
    context.ring()
    return was


def withdraw_pages(
    context: Context, connection: Connection, addresses: Iterable[str], reason: str
) -> None:
    """Mark the articles that stood at `addresses` as withdrawn, where there are any."""
    for article in withdrawals.at(connection, addresses):
        _withdraw(context, connection, article, reason)


def withdraw_entries(context: Context, source: str, prefixes: Collection[str]) -> None:
    """Mark the articles as withdrawn that a source brought and now says are deleted.

    They are those of its documents whose ids begin with one of `prefixes`.
    """
    with context.store.read() as connection:
        found = withdrawals.brought(connection, source, prefixes)
    for article in found:
        withdraw_article(context, article, "Its feed says that it was deleted.")


def _withdraw(
    context: Context, connection: Connection, article: str, reason: str | None
) -> Withdrawal:
    now = context.clock()
    withdrawal = Withdrawal(article, now, reason)
    if withdrawals.withdraw(connection, withdrawal):
        doubt(connection, article, f"withdrawn-{now.isoformat()}", now)
    return withdrawals.find(connection, article) or withdrawal
