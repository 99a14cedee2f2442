"""Who asks, and what they may do: by the token they show, or because they sit at this machine.

A route that changes something says what it needs, and the OpenAPI document says it too:

    @router.post("/articles", dependencies=[needs(Scope.INGEST)])

https://www.rfc-editor.org/rfc/rfc6750 (bearer tokens)
"""

from __future__ import annotations

import hmac
from dataclasses import dataclass
from datetime import UTC, datetime
from http import HTTPStatus
from typing import Any

from fastapi import Request, Security
from fastapi.security import HTTPBearer, SecurityScopes
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.types import Scope as Asgi

from digest.model.token import Scope, Token
from digest.service import tokens
from digest.service.context import Context

_REALM = 'Bearer realm="article-digest"'
_HELD = "digest.caller"
_ALWAYS = datetime(1970, 1, 1, tzinfo=UTC)
_OWNER = Token("this machine", frozenset({Scope.ADMIN}), _ALWAYS)
"""Who asks from loopback while there is no token."""
_NAMED = Token("DIGEST_TOKENS", frozenset({Scope.ADMIN}), _ALWAYS)
"""Who shows one of the tokens that the environment names."""


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a request is not let in."""

    status: HTTPStatus
    detail: str
    headers: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Keys:
    """The tokens that count: `named` by the environment (their SHA-256), and those of the store."""

    named: frozenset[str]
    context: Context


class Caller:
    """Whoever sends one request; their token is looked up when it first matters."""

    def __init__(self, keys: Keys, authorization: str, address: str | None, *, local: bool) -> None:
        """Note what they show, from which address; `local` is who sits at this machine."""
        self._keys = keys
        self._authorization = authorization
        self._local = local
        self._found: Token | Refusal | None = None
        self.address = address or "?"

    @property
    def found(self) -> Token | Refusal:
        """The token that they are known by, else why they may change nothing; may take a moment.

        Raises:
            StoreError: the database cannot be used.
        """
        if self._found is None:
            self._found = self._look()
        return self._found

    @property
    def is_owner(self) -> bool:
        """Whether they are who sits at this machine, while there is no token; may take a moment.

        Raises:
            StoreError: the database cannot be used.
        """
        return self.found is _OWNER

    def may(self, wanted: Scope) -> bool:
        """Return whether they may do what needs the scope `wanted`; may take a moment.

        Raises:
            StoreError: the database cannot be used.
        """
        return isinstance(self.found, Token) and self.found.may(wanted)

    def _look(self) -> Token | Refusal:
        given = _bearer(self._authorization)
        if given is not None:
            mine = tokens.fingerprint(given)
            if sum(hmac.compare_digest(mine, known) for known in self._keys.named):  # none early
                return _NAMED
            token = tokens.bearer(self._keys.context, given)
            if token is not None:
                return token
        if not self._keys.named and not tokens.are_any(self._keys.context):
            return _OWNER if self._local else _NO_TOKENS
        return _NEEDED if given is None else _WRONG


_NEEDED = Refusal(
    HTTPStatus.UNAUTHORIZED,
    "A token is needed: send it as `Authorization: Bearer ...`.",
    (("www-authenticate", _REALM),),
)
_WRONG = Refusal(
    HTTPStatus.UNAUTHORIZED,
    "This token is none, or none any more; `digest tokens add` gives out new ones.",
    (("www-authenticate", f'{_REALM}, error="invalid_token"'),),
)
_NO_TOKENS = Refusal(
    HTTPStatus.FORBIDDEN,
    "Only this machine may change anything here, because there is no token; give one out with "
    "`digest tokens add`, or set DIGEST_TOKENS.",
)


def introduce(scope: Asgi, caller: Caller) -> Asgi:
    """Return the scope of a request that knows who sent it."""
    return {**scope, _HELD: caller}


def caller_of(scope: Asgi) -> Caller | None:
    """Return who sent a request, None when nobody was asked."""
    found = scope.get(_HELD)
    return found if isinstance(found, Caller) else None


def is_trusted(scope: Asgi) -> bool:
    """Return whether who asks may read what is not public; not for the event loop's thread.

    Raises:
        StoreError: the database cannot be used.
    """
    caller = caller_of(scope)
    return caller is not None and caller.may(Scope.READ)


class _Bearer(HTTPBearer):
    """The dependency of a route that needs a scope; it stands in the OpenAPI document."""

    async def __call__(self, request: Request, security_scopes: SecurityScopes) -> None:  # type: ignore[override]
        """Pass when who asks may do what the route does.

        Raises:
            HTTPException: they may not.
        """
        caller = caller_of(request.scope)
        found = await run_in_threadpool(getattr, caller, "found") if caller else _NEEDED
        if isinstance(found, Refusal):
            raise HTTPException(found.status, found.detail, dict(found.headers))
        for name in security_scopes.scopes:
            if not found.may(Scope(name)):
                raise HTTPException(
                    HTTPStatus.FORBIDDEN,
                    f"This needs the scope {name!r}, and the token {found.name!r} has "
                    f"{' and '.join(sorted(found.scopes))}.",
                    {"www-authenticate": f'{_REALM}, error="insufficient_scope", scope="{name}"'},
                )


_BEARER = _Bearer(
    scheme_name="token",
    description="A token with the scope that is named, or `admin`. At the machine itself none is "
    "needed while there is none.",
)


def needs(scope: Scope) -> Any:  # noqa: ANN401 - as FastAPI types it
    """Return the dependency of a route that those alone may use whose token has `scope`."""
    return Security(_BEARER, scopes=[scope.value])


def _bearer(header: str) -> str | None:
    scheme, _, token = header.partition(" ")
    return token.strip() if scheme.lower() == "bearer" and token.strip() else None
