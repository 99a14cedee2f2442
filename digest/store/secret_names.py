"""The secret part of the addresses of private digests.

A private digest stands at `NAME~SECRET` where a public one stands at `NAME`. The secret is kept as
it is: feeds hold it in their own addresses.
"""

from __future__ import annotations

import hmac
from typing import TYPE_CHECKING

from sqlalchemy import delete, select

from digest.errors import MovedError, UnknownError
from digest.model.definition import PRIVATE_MARK
from digest.store import names
from digest.store.insert import upsert
from digest.store.schema import feed_files, secrets

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import Connection


def address(connection: Connection, digest: str) -> str:
    """Return the part of an address that names a digest, its secret included."""
    secret = _secret(connection, digest)
    return digest if secret is None else f"{digest}{PRIVATE_MARK}{secret}"


def admit(connection: Connection, asked: str) -> str:
    """Return the name of the digest that stands at the address part `asked`.

    A private digest is known by its secret alone: without it there is none. Whether a public one
    exists is not looked at.

    Raises:
        MovedError: it is called otherwise now.
        UnknownError: it is private and its secret is another, or it is not private.
    """
    name, mark, given = asked.partition(PRIVATE_MARK)
    moved = names.named_now(connection, name)
    known = _secret(connection, moved or name)
    if known is None and not mark:
        names.check_moved(connection, name)
        return name
    if known is None or not hmac.compare_digest(given.encode(), known.encode()):
        raise UnknownError(f"There is no digest {name!r} at this address.")
    if moved:
        now = f"{moved}{PRIVATE_MARK}{known}"
        raise MovedError(f"The digest {name!r} is called {moved!r} now.", asked, now)
    return name


def set_secret(connection: Connection, digest: str, secret: str, now: datetime) -> None:
    """Let a digest stand at a secret address; where it stood before there is nothing."""
    upsert(connection, secrets, {"digest": digest}, {"token": secret, "since": now})
    _forget_archives(connection, digest)


def drop_secret(connection: Connection, digest: str) -> None:
    """Let a digest stand at its name."""
    connection.execute(delete(secrets).where(secrets.c.digest == digest))
    _forget_archives(connection, digest)


def hidden(connection: Connection) -> frozenset[str]:
    """Return the names of all digests that stand at a secret address."""
    return frozenset(connection.execute(select(secrets.c.digest)).scalars())


def is_secret(connection: Connection, digest: str) -> bool:
    """Tell whether a digest stands at a secret address."""
    return _secret(connection, digest) is not None


def _secret(connection: Connection, digest: str) -> str | None:
    found = connection.execute(select(secrets.c.token).where(secrets.c.digest == digest)).scalar()
    return None if found is None else str(found)


def _forget_archives(connection: Connection, digest: str) -> None:
    """Let the archives of a feed be written anew: they name each other by their addresses."""
    archives = feed_files.c.name.startswith("archive/", autoescape=True)
    connection.execute(delete(feed_files).where(feed_files.c.digest == digest, archives))
