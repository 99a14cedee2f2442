"""Answers that were given a moment ago, sent again before anything else runs.

A feed is asked for by many readers with the same few headers. What decides its answer is a short
key, and while a look at the database counts (`Kept`), the same key has the same answer. Only
handlers that read from `Kept` let their answers be kept; all else passes through.
"""

from __future__ import annotations

import time
from collections import OrderedDict
from dataclasses import dataclass, field

from starlette.types import ASGIApp, Message, Receive, Scope, Send

MOST = 2048
"""Answers kept: a hundred digests' feeds, each in the few ways that readers ask in."""
MOST_BYTES = 32 << 20
"""What their bodies may hold together: a feed packed has some 20 kB."""
LARGEST = 1 << 20
"""A body above this is sent by a slower way: briefings, and parts of them, which are their own."""

_HOLDER = "digest.quick"
DECIDING = frozenset(
    {
        b"a-im",
        b"accept-encoding",
        b"authorization",
        b"host",
        b"if-modified-since",
        b"if-none-match",
        b"if-range",
        b"range",
    }
)
"""The headers that decide what a published file's answer is; a test holds them to the handlers."""

_Key = tuple[object, ...]


@dataclass(slots=True)
class _Held:
    """An answer while it is given: when it ends to count, what was sent of it, and how much."""

    until: float = 0.0
    sent: list[Message] = field(default_factory=list)
    size: int = 0

    def note(self, message: Message) -> None:
        """Hold what is sent, unless it is too much to be kept."""
        self.size += len(message.get("body", b""))
        if self.size > LARGEST:
            self.until = 0.0
            self.sent.clear()
        else:
            self.sent.append(message)


class Quick:
    """An application whose kept answers are given at once; for the event loop's thread alone."""

    def __init__(self, app: ASGIApp, most: int = MOST, most_bytes: int = MOST_BYTES) -> None:
        """Keep at most `most` answers of `app`, of `most_bytes` together."""
        self._app = app
        self._most = most
        self._most_bytes = most_bytes
        self._bytes = 0
        self._kept: OrderedDict[_Key, _Held] = OrderedDict()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Give a kept answer, or pass the request on and keep what may be kept."""
        if scope["type"] != "http" or scope["method"] not in {"GET", "HEAD"}:
            await self._app(scope, receive, send)
            return
        key = _key(scope)
        known = self._kept.get(key)
        if known is not None and time.monotonic() < known.until:
            for message in known.sent:
                await send(message)
            return
        held = _Held()

        async def sending(message: Message) -> None:
            if held.until:
                held.note(message)
            await send(message)

        await self._app({**scope, _HOLDER: held}, receive, sending)
        if held.until:
            self._keep(key, held)

    def _keep(self, key: _Key, held: _Held) -> None:
        before = self._kept.pop(key, None)
        self._bytes += held.size - (before.size if before else 0)
        self._kept[key] = held
        while len(self._kept) > self._most or self._bytes > self._most_bytes:
            _, gone = self._kept.popitem(last=False)
            self._bytes -= gone.size


def keep(scope: Scope, until: float) -> None:
    """Let the answer to the request of `scope` be given again until that moment (monotonic)."""
    held = scope.get(_HOLDER)
    if isinstance(held, _Held):
        held.until = until


def _key(scope: Scope) -> _Key:
    decided = [header for header in scope["headers"] if header[0] in DECIDING]
    path = scope.get("raw_path") or scope["path"]
    return (scope["method"], path, scope["query_string"], *decided)
