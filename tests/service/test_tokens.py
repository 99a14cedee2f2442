"""Tokens are kept as hashes, known by their secrets, and forgotten when they are revoked."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
import sqlalchemy as sa

from digest.errors import ConflictError, UnknownError, UsageError
from digest.model.token import Scope
from digest.service import tokens

if TYPE_CHECKING:
    from digest.service.context import Context


def test_a_secret_is_kept_nowhere(context: Context) -> None:
    """Neither in the database nor in what a value looks like in a log."""
    minted = tokens.add(context, "wire", [Scope.INGEST])
    with context.store.read() as connection:
        rows = repr(connection.execute(sa.text("SELECT * FROM tokens")).all())
    assert minted.secret not in rows
    assert minted.secret.rpartition("_")[2] not in rows
    assert tokens.fingerprint(minted.secret) in rows
    assert minted.secret not in repr(minted)


def test_a_token_is_known_by_all_of_it(context: Context) -> None:
    """An id with another secret is nobody's, and neither is any other text."""
    minted = tokens.add(context, "wire", [Scope.INGEST, Scope.READ])
    found = tokens.bearer(context, minted.secret)
    assert found is not None
    assert (found.name, found.scopes) == ("wire", {Scope.INGEST, Scope.READ})
    prefix, identifier, secret = minted.secret.split("_", 2)
    for other in (f"{prefix}_{identifier}_{secret[:-1]}", f"{prefix}_{'0' * 12}_{secret}", "x", ""):
        assert tokens.bearer(context, other) is None


def test_the_last_day_of_use_is_told(context: Context) -> None:
    """A day at most is written; an earlier one does not come back."""
    minted = tokens.add(context, "wire", [Scope.INGEST])
    assert tokens.shown(context)[0].used is None
    today = context.clock()
    for moment in (today + timedelta(days=1), today):
        tokens.bearer(replace(context, clock=lambda moment=moment: moment), minted.secret)
    assert tokens.shown(context)[0].used == (today + timedelta(days=1)).date()


def test_an_end_is_kept(context: Context) -> None:
    """From that moment on the token is none."""
    end = context.clock() + timedelta(hours=1)
    minted = tokens.add(context, "wire", [Scope.READ], end.isoformat())
    assert tokens.bearer(context, minted.secret) is not None
    assert tokens.bearer(replace(context, clock=lambda: end), minted.secret) is None


@pytest.mark.parametrize(
    ("name", "scopes", "expires"),
    [
        ("", [Scope.READ], None),
        ("a b", [Scope.READ], None),
        ("a", [], None),
        ("a", [Scope.READ], "2020-01-01"),
        ("a", [Scope.READ], "soon"),
    ],
)
def test_what_cannot_be_a_token_is_refused(
    context: Context, name: str, scopes: list[Scope], expires: str | None
) -> None:
    """A name without meaning, no scope, an end that is past or no day."""
    with pytest.raises(UsageError):
        tokens.add(context, name, scopes, expires)


def test_a_name_is_given_once(context: Context) -> None:
    """After it was revoked it may be given again, with another secret."""
    first = tokens.add(context, "wire", [Scope.READ]).secret
    with pytest.raises(ConflictError):
        tokens.add(context, "wire", [Scope.READ])
    assert not tokens.revoke(context, "wire")
    assert tokens.bearer(context, first) is None
    with pytest.raises(UnknownError):
        tokens.revoke(context, "wire")
    assert tokens.add(context, "wire", [Scope.READ]).secret != first
