"""Who may ask what: hosts, origins, tokens and sizes, checked before anything else runs.

A page elsewhere must not drive a service on loopback: DNS rebinding fails at the Host allow-list,
cross-site requests at the Origin check. https://www.rfc-editor.org/rfc/rfc6454,
https://www.w3.org/TR/fetch-metadata/, https://www.rfc-editor.org/rfc/rfc6750 (bearer tokens)
"""

from __future__ import annotations

import hashlib
import hmac
import ipaddress
import re
from collections.abc import Iterable
from dataclasses import dataclass
from http import HTTPStatus
from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from digest.web.problems import problem

LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})
LARGEST_BODY = 40_000_000
"""Bytes of a request: the largest document that is taken (20 MB), its escapes doubling it."""

_DRAINED = 4 * LARGEST_BODY  # a sender who is told early why, before he has sent all, may miss it
_SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
_OPEN = re.compile(r"/(?:unsubscribe|websub)/[^/]+\Z")
"""Where anyone may post: the token that lets one do just this stands in the address."""
_FORWARDED = ("forwarded", "x-forwarded-for", "x-forwarded-host", "x-real-ip", "via")
_TRUSTED = "digest.trusted"
_TOKEN_NEEDED = {"www-authenticate": 'Bearer realm="article-digest"'}
_TOKEN_WRONG = {"www-authenticate": 'Bearer realm="article-digest", error="invalid_token"'}


@dataclass(frozen=True, slots=True)
class Rules:
    """What is allowed: `hosts` are names without port, `tokens` the sha256 in hex of each token.

    Where there are tokens every write needs one; where there is none, only this machine may
    write, straight to a loopback address.
    """

    hosts: frozenset[str] = LOOPBACK
    tokens: frozenset[str] = frozenset()
    largest_body: int = LARGEST_BODY


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a request is not let in."""

    status: HTTPStatus
    detail: str
    headers: tuple[tuple[str, str], ...] = ()


def hashed(tokens: Iterable[str]) -> frozenset[str]:
    """Return tokens as `Rules` holds them, so that no memory dump or message tells one."""
    return frozenset(hashlib.sha256(token.encode()).hexdigest() for token in tokens)


def refusal(rules: Rules, method: str, headers: Headers, client: str | None) -> Refusal | None:
    """Return why a request is refused, or None; `client` is the address it comes from."""
    host = _hostname(headers.get("host", ""))
    if host is None:
        return Refusal(HTTPStatus.BAD_REQUEST, "The request names no host; send a Host header.")
    if host not in rules.hosts:
        return Refusal(
            HTTPStatus.MISDIRECTED_REQUEST,
            f"This service does not answer for {host!r}; name it in DIGEST_HOSTS if it should.",
        )
    if method in _SAFE:
        return None
    if _is_foreign(headers):
        return Refusal(HTTPStatus.FORBIDDEN, "A page of another site may not change anything here.")
    return _token_refusal(rules, headers, is_local=_is_local(host, headers, client))


class Guard:
    """An application that lets through what the rules allow, and no body larger than they say."""

    def __init__(self, app: ASGIApp, rules: Rules) -> None:
        """Guard `app` by `rules`."""
        self._app = app
        self._rules = rules

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, or answer it with the problem it has."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        client = scope.get("client")
        method = "GET" if _OPEN.search(scope["path"]) else scope["method"]
        found = refusal(self._rules, method, headers, client[0] if client else None)
        if found is None and _length(headers) > self._rules.largest_body:
            found = self._too_large()
        if found is not None:
            await _drain(receive, headers)
            response = problem(found.status, found.detail, dict(found.headers))
            await response(scope, receive, send)
            return
        local = _is_local(_hostname(headers.get("host", "")) or "", headers, _client(scope))
        trusted = _token_refusal(self._rules, headers, is_local=local) is None
        await self._app({**scope, _TRUSTED: trusted}, self._counted(receive), send)

    def _counted(self, receive: Receive) -> Receive:
        taken = 0

        async def counted() -> Message:
            nonlocal taken
            message = await receive()
            taken += len(message.get("body", b""))
            if taken > self._rules.largest_body:
                large = self._too_large()
                raise HTTPException(large.status, large.detail)
            return message

        return counted

    def _too_large(self) -> Refusal:
        most = self._rules.largest_body / 1_000_000
        return Refusal(
            HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
            f"The body is larger than {most:g} MB; send the articles one by one.",
        )


def is_trusted(scope: Scope) -> bool:
    """Return whether whoever asks may write, and so may know of what is private too."""
    return bool(scope.get(_TRUSTED))


def _client(scope: Scope) -> str | None:
    client = scope.get("client")
    return client[0] if client else None


def _token_refusal(rules: Rules, headers: Headers, *, is_local: bool) -> Refusal | None:
    if not rules.tokens:
        if is_local:
            return None
        return Refusal(
            HTTPStatus.FORBIDDEN,
            "Only this machine may change anything here, because no token is set; "
            "set DIGEST_TOKENS to let others.",
        )
    scheme, _, token = headers.get("authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not token.strip():
        return Refusal(
            HTTPStatus.UNAUTHORIZED,
            "A token is needed: send it as `Authorization: Bearer ...`.",
            tuple(_TOKEN_NEEDED.items()),
        )
    (given,) = hashed([token.strip()])
    if not any(hmac.compare_digest(given, known) for known in rules.tokens):
        return Refusal(
            HTTPStatus.UNAUTHORIZED,
            "This token is not one of DIGEST_TOKENS.",
            tuple(_TOKEN_WRONG.items()),
        )
    return None


def _is_foreign(headers: Headers) -> bool:
    """Return whether a browser says that another site's page asks; programs say nothing."""
    if headers.get("sec-fetch-site", "none") not in {"same-origin", "none"}:
        return True
    origin = headers.get("origin")
    return origin is not None and origin.partition("://")[2] != headers.get("host")


def _is_local(host: str, headers: Headers, client: str | None) -> bool:
    if host not in LOOPBACK or client is None or any(name in headers for name in _FORWARDED):
        return False
    try:
        return ipaddress.ip_address(client).is_loopback
    except ValueError:
        return False


def _hostname(header: str) -> str | None:
    try:
        found = urlsplit(f"//{header}")
    except ValueError:
        return None
    return found.hostname if found.netloc == header and "@" not in header else None


def _length(headers: Headers) -> int:
    told = headers.get("content-length", "")
    return int(told) if told.isdecimal() else 0


async def _drain(receive: Receive, headers: Headers) -> None:
    """Read the body of a refused request, so that its sender comes to read the answer."""
    if _length(headers) == 0 and "transfer-encoding" not in headers:
        return
    taken, more = 0, True
    while more and taken < _DRAINED:
        message = await receive()
        taken += len(message.get("body", b""))
        more = message.get("more_body", False)
