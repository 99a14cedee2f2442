"""Articles in bulk: lines of JSON are read as they come, and answered for as they are stored.

What is read waits for what was read before to be stored, and the sender waits with it: memory is
bounded whatever is sent. A connection that breaks loses nothing that was stored.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncGenerator
from contextlib import aclosing
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Header, Request, Response
from fastapi.routing import APIRoute
from starlette.concurrency import run_in_threadpool
from starlette.requests import ClientDisconnect
from starlette.routing import Match
from starlette.types import Receive, Scope, Send

from digest.errors import DigestError
from digest.model import token
from digest.service.bulk import Outcome, accept_lines, check_backlog
from digest.service.context import Context
from digest.web.callers import needs
from digest.web.intake import groups
from digest.web.lines import MEDIA_TYPES, Line, Unpacker, is_lines
from digest.web.problems import of_error, problem, status_of

_MOST_REFUSED = 1000
"""Refused lines that a summary names; lines sent by mistake are told by far fewer."""
_MOST_KEY = 180  # characters, so that a job's id has room for the number of its line
_AT_ONCE = 4
"""Streams of one process that are read at a time, each holding a group; the others wait."""
_PATIENCE = 60
"""Seconds that a sender may leave answers unread before the connection is given up: one that reads
only when it has sent all waits for us as we wait for it."""
_UNREAD = 250
"""Groups of answers that may be unread until then: those of 50,000 lines have 5 MB."""


_NOT_KEPT = {"cache-control": "no-store"}

AS_LINES: dict[str, object] = {
    "requestBody": {
        "content": {
            "application/x-ndjson": {
                "schema": {
                    "type": "string",
                    "description": "Any number of articles, one JSON object a line. The answer "
                    "tells in sum what became of them, or of each line with `Accept: "
                    "application/x-ndjson`. What is sent again under its Idempotency-Key, or "
                    "without one, doubles nothing.",
                }
            }
        }
    }
}
"""What the OpenAPI document adds to the route that takes one article."""


class _OfLines(APIRoute):
    """A route that is meant when lines are sent; one article at the same address is another's."""

    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        """Match requests that send lines alone."""
        if scope["type"] != "http" or not is_lines(scope):
            return Match.NONE, {}
        return super().matches(scope)


def bulk(context: Context) -> APIRouter:
    """Return the route that takes articles in bulk."""
    router = APIRouter(tags=["articles"], route_class=_OfLines)
    turns = asyncio.Semaphore(_AT_ONCE)

    @router.post(
        "/articles",
        include_in_schema=False,  # told with what takes one article: OpenAPI has one a path
        dependencies=[needs(token.Scope.INGEST)],
    )
    async def accept_articles(
        request: Request,
        idempotency_key: Annotated[
            str | None, Header(alias="Idempotency-Key", min_length=1, max_length=_MOST_KEY)
        ] = None,
    ) -> Response:
        """Take articles in, a line each; what a line became is told by line, or in sum."""
        coding = request.headers.get("content-encoding", "identity").lower()
        if coding not in {"gzip", "identity"}:
            return problem(
                HTTPStatus.UNSUPPORTED_MEDIA_TYPE,
                f"The body is packed as {coding!r}; send it as gzip, or as it is.",
                {"accept-encoding": "gzip"},
            )
        unpacker = Unpacker() if coding == "gzip" else None
        found = groups(request.stream(), unpacker)
        asked = request.headers.get("accept", "")
        told = Told(idempotency_key)
        work = _accepted(context, turns, found, told)
        if any(media_type in asked for media_type in MEDIA_TYPES):
            return await _by_line(work, told)
        return await _summary(work, told)

    return router


@dataclass(slots=True)
class Told:
    """What became of the lines of a stream; `last` is the number of the last that was stored."""

    key: str | None
    accepted: int = 0
    known: int = 0
    refused: int = 0
    last: int = 0
    errors: list[dict[str, object]] = field(default_factory=list)

    def add(self, outcomes: tuple[Outcome, ...]) -> None:
        """Count what became of a group."""
        for outcome in outcomes:
            if outcome.error is not None:
                self.refused += 1
                if len(self.errors) < _MOST_REFUSED:
                    self.errors.append({"line": outcome.line, "error": outcome.error})
            elif outcome.known:
                self.known += 1
            else:
                self.accepted += 1
            self.last = outcome.line

    def sums(self) -> dict[str, object]:
        """Return the counts: new jobs, those that were known, lines refused, and the last line."""
        return {
            "key": self.key,
            "accepted": self.accepted,
            "known": self.known,
            "refused": self.refused,
            "last": self.last,
        }


async def _accepted(
    context: Context,
    turns: asyncio.Semaphore,
    coming: AsyncGenerator[list[Line]],
    told: Told,
) -> AsyncGenerator[tuple[Outcome, ...]]:
    """Yield what became of each group once it is stored.

    Raises:
        DigestError: the stream cannot be read on, or nothing more stored.
    """

    def store(group: list[Line]) -> tuple[Outcome, ...]:
        check_backlog(context)
        return accept_lines(context, [(line.number, line.content) for line in group], told.key)

    async with turns, aclosing(coming):
        async for group in coming:
            outcomes = await run_in_threadpool(store, group)
            told.add(outcomes)
            yield outcomes


async def _summary(work: AsyncGenerator[tuple[Outcome, ...]], told: Told) -> Response:
    """Return what became of all lines in sum, when the last is stored."""
    try:
        async with aclosing(work):
            async for _ in work:
                pass
    except DigestError as error:
        return of_error(error, told.sums() | {"errors": told.errors})
    except ClientDisconnect:
        return Response(status_code=HTTPStatus.BAD_REQUEST)  # nobody reads it
    content = json.dumps(told.sums() | {"errors": told.errors}, ensure_ascii=False)
    return Response(content, HTTPStatus.ACCEPTED, _NOT_KEPT, "application/json")


async def _by_line(work: AsyncGenerator[tuple[Outcome, ...]], told: Told) -> Response:
    """Return the answer that tells of each line, once the first is stored."""
    try:
        first = await anext(work, ())
    except DigestError as error:
        return of_error(error, told.sums())
    except ClientDisconnect:
        return Response(status_code=HTTPStatus.BAD_REQUEST)  # nobody reads it
    return _Answer(first, work, told)


class _Answer(Response):
    """An answer that grows while the request is read."""

    media_type = "application/x-ndjson"

    def __init__(
        self, first: tuple[Outcome, ...], work: AsyncGenerator[tuple[Outcome, ...]], told: Told
    ) -> None:
        """Begin with what became of the `first` lines, and go on with those of `work`."""
        super().__init__(None, HTTPStatus.ACCEPTED, _NOT_KEPT)
        del self.headers["content-length"]
        self._first = first
        self._work = work
        self._told = told

    async def __call__(self, _scope: Scope, _receive: Receive, send: Send) -> None:
        """Send what becomes of each line; the last line tells the sums, or why there are no more.

        A sender that reads nothing for too long gets no such line, and the connection is closed.
        """
        start = {"status": self.status_code, "headers": self.raw_headers}
        await send({"type": "http.response.start", **start})
        unread: asyncio.Queue[bytes | None] = asyncio.Queue(_UNREAD)
        writing = asyncio.create_task(_write(unread, send))
        try:
            async with aclosing(self._work):
                last = await self._tell(unread)
            await asyncio.wait_for(unread.put(_line(last)), _PATIENCE)
            await asyncio.wait_for(unread.put(None), _PATIENCE)
            await writing
            await send({"type": "http.response.body", "body": b"", "more_body": False})
        except (TimeoutError, ClientDisconnect):
            return
        finally:
            writing.cancel()

    async def _tell(self, unread: asyncio.Queue[bytes | None]) -> dict[str, object]:
        """Put what becomes of each line in the queue; return what is to be said in the end."""
        try:
            outcomes: tuple[Outcome, ...] | None = self._first
            while outcomes is not None:
                lines = b"".join(_line(_of(outcome)) for outcome in outcomes)
                await asyncio.wait_for(unread.put(lines), _PATIENCE)
                outcomes = await anext(self._work, None)
        except DigestError as error:
            return {"error": str(error), "status": int(status_of(error)), **self._told.sums()}
        return {"done": True, **self._told.sums()}


async def _write(unread: asyncio.Queue[bytes | None], send: Send) -> None:
    while (lines := await unread.get()) is not None:
        await send({"type": "http.response.body", "body": lines, "more_body": True})


def _of(outcome: Outcome) -> dict[str, object]:
    if outcome.error is not None:
        return {"line": outcome.line, "error": outcome.error}
    known = {"known": True} if outcome.known else {}
    return {"line": outcome.line, "job": outcome.job, **known}


def _line(value: dict[str, object]) -> bytes:
    return json.dumps(value, ensure_ascii=False).encode() + b"\n"
