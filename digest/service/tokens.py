"""Tokens are given out, shown and taken back; who shows one is known by it.

A token is `adg_ID_SECRET`. Its id finds the row, and the SHA-256 of all of it is compared in
constant time: 256 random bits need no slower hash. Nothing keeps the secret, so it is told once.
"""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets
from contextlib import suppress
from typing import TYPE_CHECKING

from digest.errors import StoreError, UsageError
from digest.model.published import as_moment
from digest.model.token import Minted, Scope, Token
from digest.store import tokens as rows

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime

    from digest.service.context import Context

PREFIX = "adg"
"""By which searches for secrets that leaked find ours."""

_ID_BYTES = 6
_SECRET_BYTES = 32
_NAME = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9._-]{0,58}[A-Za-z0-9])?")
_MARKED = re.compile(rf"{PREFIX}_([0-9a-f]{{{2 * _ID_BYTES}}})_[A-Za-z0-9_-]{{20,100}}")
_NOBODY = "0" * 64


def add(
    context: Context, name: str, scopes: Collection[Scope], expires: str | None = None
) -> Minted:
    """Give out a token; `expires` is a day or a moment in ISO 8601, UTC where it has no offset.

    Raises:
        UsageError: the name cannot be one, there is no scope, or the end is past.
        ConflictError: there is a token of that name.
        StoreError: it cannot be stored.
    """
    now = context.clock()
    if not _NAME.fullmatch(name):
        raise UsageError(
            f"{name[:80]!r} cannot be a token's name; use up to 60 letters, digits, dots and "
            'hyphens, like "wire-import".'
        )
    if not scopes:
        raise UsageError(f"A token needs a scope: {', '.join(Scope)}; choose one or several.")
    token = Token(name, frozenset(scopes), now, _end(expires, now))
    identifier = secrets.token_hex(_ID_BYTES)
    secret = f"{PREFIX}_{identifier}_{secrets.token_urlsafe(_SECRET_BYTES)}"
    with context.store.write(durable=True) as connection:
        rows.add(connection, identifier, fingerprint(secret), token)
    return Minted(token, secret)


def shown(context: Context) -> tuple[Token, ...]:
    """Return all tokens, expired ones too, by name.

    Raises:
        StoreError: the database cannot be used.
    """
    with context.store.read() as connection:
        return rows.everyone(connection)


def revoke(context: Context, name: str) -> bool:
    """Let a token be none any more, from the next request on; return whether there are others.

    Raises:
        UnknownError: there is no token of that name.
        StoreError: it cannot be stored.
    """
    with context.store.write(durable=True) as connection:
        rows.revoke(connection, name)
        return rows.are_any(connection)


def are_any(context: Context) -> bool:
    """Return whether there is a token: one that has expired still says that they are needed.

    Raises:
        StoreError: the database cannot be used.
    """
    with context.store.read() as connection:
        return rows.are_any(connection)


def bearer(context: Context, given: str) -> Token | None:
    """Return the token that somebody shows, None when it is none, or none any more.

    The day of its use is noted, as far as that can be done.

    Raises:
        StoreError: the database cannot be used.
    """
    marked = _MARKED.fullmatch(given)
    found = None
    if marked:
        with context.store.read() as connection:
            found = rows.get(connection, marked[1])
    expected, token = found or (_NOBODY, None)
    now = context.clock()
    if not hmac.compare_digest(fingerprint(given), expected) or token is None:
        return None
    if token.expires is not None and token.expires <= now:
        return None
    if token.used is None or token.used < now.date():
        with suppress(StoreError), context.store.write() as connection:
            rows.note_use(connection, token.name, now.date())
    return token


def fingerprint(secret: str) -> str:
    """Return what is kept of a token: its SHA-256 in hex."""
    return hashlib.sha256(secret.encode("utf-8", "replace")).hexdigest()


def _end(expires: str | None, now: datetime) -> datetime | None:
    if expires is None:
        return None
    try:
        moment = as_moment(expires)
    except ValueError:
        raise UsageError(
            f"{expires!r} is no day on which a token expires; write it like 2030-12-31."
        ) from None
    if moment <= now:
        raise UsageError(f"{expires!r} is past; name a day to come, or leave it out.")
    return moment
