"""Tokens with their scopes: a hash is kept of each, and the last day it was used."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import delete, or_, select, update

from digest.errors import ConflictError, UnknownError
from digest.model.token import Scope, Token
from digest.store.insert import insert_new
from digest.store.token_tables import tokens

if TYPE_CHECKING:
    from datetime import date

    from sqlalchemy import Connection, RowMapping

# Built once: each write over HTTP asks.
_BY_NAME = select(tokens).order_by(tokens.c.name)
_ANY = select(tokens.c.id).limit(1)


def add(connection: Connection, identifier: str, digest: str, token: Token) -> None:
    """Store a token with the SHA-256 `digest` of all of it.

    Raises:
        ConflictError: there is one of that name.
    """
    row = {
        "id": identifier,
        "name": token.name,
        "hash": digest,
        "scopes": " ".join(sorted(token.scopes)),
        "created": token.created,
        "expires": token.expires,
    }
    if not insert_new(connection, tokens, row):
        raise ConflictError(
            f"There is a token {token.name!r} already; revoke it first, or choose another name."
        )


def get(connection: Connection, identifier: str) -> tuple[str, Token] | None:
    """Return the hash and the rest of the token with that id, or None."""
    found = connection.execute(select(tokens).where(tokens.c.id == identifier)).mappings()
    row = found.one_or_none()
    return (str(row["hash"]), _token(row)) if row else None


def everyone(connection: Connection) -> tuple[Token, ...]:
    """Return all tokens, expired ones too, by name."""
    return tuple(_token(row) for row in connection.execute(_BY_NAME).mappings())


def are_any(connection: Connection) -> bool:
    """Return whether there is a token, expired or not."""
    return connection.execute(_ANY).first() is not None


def note_use(connection: Connection, name: str, day: date) -> None:
    """Note that the token `name` was used on a day, unless it was on a later one."""
    older = or_(tokens.c.used.is_(None), tokens.c.used < day)
    connection.execute(update(tokens).where(tokens.c.name == name, older).values(used=day))


def revoke(connection: Connection, name: str) -> None:
    """Delete the token `name`.

    Raises:
        UnknownError: there is none.
    """
    if not connection.execute(delete(tokens).where(tokens.c.name == name)).rowcount:
        raise UnknownError(f"There is no token {name!r}; `digest tokens list` names them.")


def _token(row: RowMapping) -> Token:
    return Token(
        name=row["name"],
        scopes=frozenset(map(Scope, str(row["scopes"]).split())),
        created=row["created"],
        expires=row["expires"],
        used=row["used"],
    )
