"""Recipients of mail leave a digest, and may be taken back."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from digest.store import digests
from digest.store import recipients as rows

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from digest.model.delivery import Recipient
    from digest.service.context import Context


@dataclass(frozen=True, slots=True)
class Leaver:
    """Somebody with an address to unsubscribe at: which digest it is about, whether they left."""

    title: str
    language: str
    left: bool


def leaver(context: Context, token: str) -> Leaver:
    """Return whom an address to unsubscribe at belongs to.

    Raises:
        UnknownError: it belongs to nobody, or its digest is no longer defined.
    """
    with context.store.read() as connection:
        found = rows.by_token(connection, token)
        return _leaver(connection, found, left=found.left is not None)


def unsubscribe(context: Context, token: str) -> Leaver:
    """Let the recipient with that token get no more mail of its digest; durable when it returns.

    Raises:
        UnknownError: the token belongs to nobody, or its digest is no longer defined.
    """
    with context.store.write(durable=True) as connection:
        found = rows.by_token(connection, token)
        rows.leave(connection, found.id, context.clock())
        return _leaver(connection, found, left=True)


def recipients_of(context: Context, digest: str) -> tuple[Recipient, ...]:
    """Return all who are, or were, recipients of a digest.

    Those who are defined and were never written to are stored first.

    Raises:
        UnknownError: there is no such digest.
    """
    with context.store.write() as connection:
        mailing = digests.get(connection, digest).definition.mail
        rows.admit(connection, digest, mailing.to if mailing else ())
        return rows.of(connection, digest)


def readmit(context: Context, digest: str, address: str) -> None:
    """Let a recipient who left get mail again.

    Raises:
        UnknownError: nobody of that address was ever a recipient.
    """
    with context.store.write(durable=True) as connection:
        rows.readmit(connection, digest, address)


def _leaver(connection: Connection, found: Recipient, *, left: bool) -> Leaver:
    definition = digests.get(connection, found.digest).definition
    return Leaver(definition.title, definition.language, left)
