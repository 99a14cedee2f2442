"""Tokens in the API, for those who administer the service."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import ClassVar

from fastapi import APIRouter

from digest.model.token import Scope, Token
from digest.service import tokens as service
from digest.service.context import Context
from digest.web.callers import needs


@dataclass(frozen=True, slots=True)
class TokenIn:
    """A token that is wanted: `expires` is a day or a moment in ISO 8601, else it never does."""

    __pydantic_config__: ClassVar[Mapping[str, str]] = {"extra": "forbid"}

    name: str
    scopes: tuple[Scope, ...]
    expires: str | None = None


@dataclass(frozen=True, slots=True)
class TokenOut:
    """A token, without its secret; `used` is the last day (UTC) it was shown."""

    name: str
    scopes: tuple[Scope, ...]
    created: datetime
    expires: datetime | None
    used: date | None


@dataclass(frozen=True, slots=True)
class MintedOut:
    """A new token: `secret` is what its bearer sends, and is told this once."""

    name: str
    scopes: tuple[Scope, ...]
    expires: datetime | None
    secret: str


def tokens(context: Context) -> APIRouter:
    """Return the routes of tokens."""
    router = APIRouter(tags=["tokens"], dependencies=[needs(Scope.ADMIN)])

    @router.get("/tokens")
    def list_tokens() -> list[TokenOut]:
        """Return all tokens by name, expired ones too."""
        return [_out(token) for token in service.shown(context)]

    @router.post("/tokens", status_code=201)
    def add_token(wanted: TokenIn) -> MintedOut:
        """Give out a token; its secret is in this answer and nowhere else."""
        minted = service.add(context, wanted.name, wanted.scopes, wanted.expires)
        token = minted.token
        return MintedOut(token.name, tuple(sorted(token.scopes)), token.expires, minted.secret)

    @router.delete("/tokens/{name}", status_code=204)
    def revoke_token(name: str) -> None:
        """Let a token be none any more, from the next request on."""
        service.revoke(context, name)

    return router


def _out(token: Token) -> TokenOut:
    return TokenOut(
        token.name, tuple(sorted(token.scopes)), token.created, token.expires, token.used
    )
