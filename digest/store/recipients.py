"""Who gets a digest by mail: each with an address to leave at, and whether they have left."""

from __future__ import annotations

import secrets
import uuid
from typing import TYPE_CHECKING

from sqlalchemy import select, update

from digest.errors import UnknownError
from digest.model.delivery import Recipient
from digest.store.insert import insert_new
from digest.store.mail_tables import recipients

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from sqlalchemy import Connection

_TOKEN_BYTES = 24


def admit(connection: Connection, digest: str, addresses: Iterable[str]) -> tuple[Recipient, ...]:
    """Return the recipients with those addresses who have not left; new ones are stored."""
    wanted = tuple(addresses)
    for address in wanted:
        fresh = {"id": uuid.uuid4().hex, "token": secrets.token_urlsafe(_TOKEN_BYTES)}
        insert_new(connection, recipients, {"digest": digest, "address": address, **fresh})
    return tuple(r for r in of(connection, digest) if r.left is None and r.address in wanted)


def of(connection: Connection, digest: str) -> tuple[Recipient, ...]:
    """Return all who are, or were, recipients of a digest, by address."""
    found = select(recipients).where(recipients.c.digest == digest).order_by(recipients.c.address)
    return tuple(Recipient(**row) for row in connection.execute(found).mappings())


def get(connection: Connection, recipient: str) -> Recipient:
    """Return the recipient with that id.

    Raises:
        UnknownError: there is none.
    """
    row = connection.execute(select(recipients).where(recipients.c.id == recipient)).mappings()
    for found in row:
        return Recipient(**found)
    raise UnknownError(f"There is no recipient {recipient!r}.")


def by_token(connection: Connection, token: str) -> Recipient:
    """Return the recipient whom a token belongs to.

    Raises:
        UnknownError: it belongs to nobody.
    """
    row = connection.execute(select(recipients).where(recipients.c.token == token)).mappings()
    for found in row:
        return Recipient(**found)
    raise UnknownError("This address to unsubscribe at belongs to nobody; look at the mail again.")


def leave(connection: Connection, recipient: str, now: datetime) -> None:
    """Note that a recipient has left; the first time stays."""
    mine = (recipients.c.id == recipient) & recipients.c.left.is_(None)
    connection.execute(update(recipients).where(mine).values(left=now))


def readmit(connection: Connection, digest: str, address: str) -> None:
    """Let a recipient who left be one again.

    Raises:
        UnknownError: nobody of that address was a recipient of the digest.
    """
    mine = (recipients.c.digest == digest) & (recipients.c.address == address)
    if not connection.execute(update(recipients).where(mine).values(left=None)).rowcount:
        raise UnknownError(
            f"{address!r} was never a recipient of {digest!r}; name it in digest.toml."
        )
