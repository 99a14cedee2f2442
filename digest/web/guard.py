"""What is let in: hosts, origins, callers and sizes, checked before anything else runs.

A page elsewhere must not drive a service on loopback: DNS rebinding fails at the Host allow-list,
cross-site requests at the Origin check. https://www.rfc-editor.org/rfc/rfc6454,
https://www.w3.org/TR/fetch-metadata/
"""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Iterable
from dataclasses import dataclass
from http import HTTPStatus
from urllib.parse import urlsplit

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from digest.errors import StoreError
from digest.model.place import RATE
from digest.model.rate import Rate
from digest.service.context import Context
from digest.service.tokens import fingerprint
from digest.web.callers import Caller, Keys, Refusal, introduce
from digest.web.lines import is_lines
from digest.web.problems import of_error, problem

LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})
LARGEST_BODY = 40_000_000
"""Bytes of a request: the largest document that is taken (20 MB), its escapes doubling it."""

_USUAL_RATE = Rate(RATE)
_DRAINED = 4 * LARGEST_BODY  # a sender who is told early why, before he has sent all, may miss it
_SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
_OPEN = re.compile(r"/(?:unsubscribe|websub)/[^/]+\Z")
"""Where anyone may post: the token that lets one do just this stands in the address."""
_FORWARDED = ("forwarded", "x-forwarded-for", "x-forwarded-host", "x-real-ip", "via")


@dataclass(frozen=True, slots=True)
class Rules:
    """What is allowed: `hosts` are names without port, `tokens` the sha256 in hex of each token.

    These tokens may do all, besides those that are kept with their scopes. Where there are any
    every write needs one; where there is none, only this machine may write, straight to a
    loopback address. A token or address may ask the API at the `rate`, if there is one.
    """

    hosts: frozenset[str] = LOOPBACK
    tokens: frozenset[str] = frozenset()
    largest_body: int = LARGEST_BODY
    rate: Rate | None = _USUAL_RATE


def hashed(tokens: Iterable[str]) -> frozenset[str]:
    """Return tokens as `Rules` holds them, so that no memory dump or message tells one."""
    return frozenset(map(fingerprint, tokens))


def refusal(rules: Rules, method: str, headers: Headers) -> Refusal | None:
    """Return why a request is refused whoever sends it, or None."""
    host = _hostname(headers.get("host", ""))
    if host is None:
        return Refusal(HTTPStatus.BAD_REQUEST, "The request names no host; send a Host header.")
    if host not in rules.hosts:
        return Refusal(
            HTTPStatus.MISDIRECTED_REQUEST,
            f"This service does not answer for {host!r}; name it in DIGEST_HOSTS if it should.",
        )
    if method not in _SAFE and _is_foreign(headers):
        return Refusal(HTTPStatus.FORBIDDEN, "A page of another site may not change anything here.")
    return None


class Guard:
    """An application that lets through what the rules allow, and no body larger than they say."""

    def __init__(self, app: ASGIApp, rules: Rules, context: Context) -> None:
        """Guard `app` by `rules`; the tokens of `context` count too."""
        self._app = app
        self._rules = rules
        self._keys = Keys(rules.tokens, context)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, or answer it with the problem it has."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        method = "GET" if _OPEN.search(scope["path"]) else scope["method"]
        caller = self._caller(scope, headers)
        try:
            found = refusal(self._rules, method, headers)
            if found is None and method not in _SAFE:
                found = await run_in_threadpool(_unknown, caller)
        except StoreError as error:
            await _drain(receive, headers)
            await of_error(error)(scope, receive, send)
            return
        streamed = is_lines(scope)
        if found is None and not streamed and _length(headers) > self._rules.largest_body:
            found = self._too_large()
        if found is not None:
            await _drain(receive, headers)
            response = problem(found.status, found.detail, dict(found.headers))
            await response(scope, receive, send)
            return
        counted = receive if streamed else self._counted(receive)
        await self._app(introduce(scope, caller), counted, send)

    def _caller(self, scope: Scope, headers: Headers) -> Caller:
        client = scope.get("client")
        address = client[0] if client else None
        local = is_local(headers, address)
        return Caller(self._keys, headers.get("authorization", ""), address, local=local)

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
            f"The body is larger than {most:g} MB; send articles one by one, or as lines "
            "(application/x-ndjson).",
        )


def is_local(headers: Headers, client: str | None) -> bool:
    """Return whether a request comes straight from this machine; `client` is its address."""
    host = _hostname(headers.get("host", ""))
    if host not in LOOPBACK or client is None or any(name in headers for name in _FORWARDED):
        return False
    try:
        return ipaddress.ip_address(client).is_loopback
    except ValueError:
        return False


def _unknown(caller: Caller) -> Refusal | None:
    return caller.found if isinstance(caller.found, Refusal) else None


def _is_foreign(headers: Headers) -> bool:
    """Return whether a browser says that another site's page asks; programs say nothing."""
    if headers.get("sec-fetch-site", "none") not in {"same-origin", "none"}:
        return True
    origin = headers.get("origin")
    return origin is not None and origin.partition("://")[2] != headers.get("host")


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
