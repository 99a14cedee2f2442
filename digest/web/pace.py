"""No caller sends the API more than a rate of requests; feeds and pages are for all.

https://www.rfc-editor.org/rfc/rfc6585#section-4 (429),
https://datatracker.ietf.org/doc/draft-ietf-httpapi-ratelimit-headers/ (RateLimit, RateLimit-Policy)
"""

from __future__ import annotations

import ipaddress
import math
from datetime import timedelta
from http import HTTPStatus

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from digest.errors import StoreError
from digest.model.rate import Rate
from digest.model.token import Token
from digest.service.context import Context
from digest.service.limits import Limiter, Verdict
from digest.web.callers import Caller, caller_of
from digest.web.problems import problem

_API = "/api/"
_NETWORK = 64
"""Bits of an IPv6 address that are one caller's: whoever has one has all below (RFC 6177)."""


class Paced:
    """An application whose API a caller may ask so often; whoever sits at it, without limit."""

    def __init__(self, app: ASGIApp, context: Context, rate: Rate) -> None:
        """Let each caller of `app` send requests at `rate`, counted in the store of `context`."""
        self._app = app
        self._limiter = Limiter(context, rate)
        minute = f"q={rate.requests};w={_seconds(rate.window)}"
        self._policy = f'"api";{minute}'

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, with what may follow it in the headers, or answer that it waits."""
        caller = caller_of(scope)
        path = scope.get("path", "").removeprefix(scope.get("root_path", ""))
        if caller is None or not path.startswith(_API):
            await self._app(scope, receive, send)
            return
        verdict = await run_in_threadpool(self._judge, caller)
        if verdict is None:
            await self._app(scope, receive, send)
            return
        told = self._told(verdict)
        if not verdict.allowed:
            await self._refusal(verdict, told)(scope, receive, send)
            return

        async def telling(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message).update(told)
            await send(message)

        await self._app(scope, receive, telling)

    def _judge(self, caller: Caller) -> Verdict | None:
        try:
            found = caller.found
        except StoreError:
            return None
        if caller.is_owner:
            return None
        key = f"token:{found.name}" if isinstance(found, Token) else _place(caller.address)
        return self._limiter.spend(key)

    def _told(self, verdict: Verdict) -> dict[str, str]:
        limit = f'"api";r={verdict.left};t={_seconds(verdict.reset)}'
        return {"ratelimit-policy": self._policy, "ratelimit": limit}

    def _refusal(self, verdict: Verdict, told: dict[str, str]) -> ASGIApp:
        rate, wait = self._limiter.rate, max(_seconds(verdict.wait), 1)
        return problem(
            HTTPStatus.TOO_MANY_REQUESTS,
            f"{rate.requests} requests in {_seconds(rate.window)} seconds are answered for one "
            f"token or address; try again in {wait} s, or send articles in bulk.",
            {**told, "retry-after": str(wait)},
        )


def _place(address: str) -> str:
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return f"address:{address}"
    if found.version == 4:  # noqa: PLR2004 - IPv4
        return f"address:{found}"
    return f"address:{ipaddress.ip_network((found, _NETWORK), strict=False)}"


def _seconds(length: timedelta) -> int:
    return math.ceil(length.total_seconds())
