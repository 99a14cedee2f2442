"""Where hubs call: to ask whether a subscription is ours, and to tell that a feed has changed."""

from __future__ import annotations

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from digest.service.context import Context
from digest.service.websub import confirm, ring

_MOST = 5_000_000
"""Bytes of what a hub sends: a feed has one million, and nothing of it is read but to check it."""


def websub(context: Context) -> list[Route]:
    """Return the route that hubs call."""

    async def call(request: Request) -> Response:
        token = request.path_params["token"]
        if request.method == "POST":
            return await _told(request, token)
        asked = dict(request.query_params)
        answer = await run_in_threadpool(confirm, context, token, asked)
        return PlainTextResponse(answer, headers={"x-content-type-options": "nosniff"})

    async def _told(request: Request, token: str) -> Response:
        body = bytearray()
        async for chunk in request.stream():
            body += chunk
            if len(body) > _MOST:
                return Response(status_code=413)
        signature = request.headers.get("x-hub-signature", "")
        # Whether it was signed well is not told: https://www.w3.org/TR/websub/#signature-validation
        await run_in_threadpool(ring, context, token, bytes(body), signature)
        return Response(status_code=202)

    return [Route("/websub/{token}", call, methods=["GET", "POST"])]
