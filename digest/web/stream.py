"""A job as it changes, as server-sent events.

https://html.spec.whatwg.org/multipage/server-sent-events.html
"""

from __future__ import annotations

import asyncio
import hashlib
import json
from collections.abc import AsyncIterator
from dataclasses import asdict
from datetime import datetime

from fastapi.encoders import jsonable_encoder
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response, StreamingResponse

from digest.model.job import FINAL, Job
from digest.service import shelf
from digest.service.context import Context
from digest.web.shapes import job_out

_LOOK = 0.25
"""Seconds between two looks at the job: a query of 0.2 ms each, and no stage of work is shorter."""
_QUIET_LOOKS = 60
"""Looks without a change until a comment keeps the connection open: proxies cut it after 30 s."""

_ENCODERS = {datetime: lambda moment: moment.isoformat().replace("+00:00", "Z")}
"""As the answers of the API write them."""


def job_events(context: Context, job: Job, last_seen: str | None) -> Response:
    """Return the stream of a job from what it is now.

    A browser asks again when a stream ends; one that has seen the end (`last_seen` is the id of
    the last event) is told that there is no more.
    """
    if job.state in FINAL and last_seen == _event(job)[0]:
        return Response(status_code=204)
    headers = {"cache-control": "no-store", "x-accel-buffering": "no"}
    return StreamingResponse(_follow(context, job), 200, headers, "text/event-stream")


async def _follow(context: Context, job: Job) -> AsyncIterator[str]:
    shown, quiet = "", 0
    while True:
        identifier, text = _event(job)
        if identifier != shown:
            shown, quiet = identifier, 0
            yield text
        elif quiet == _QUIET_LOOKS:
            quiet = 0
            yield ": still here\n\n"
        if job.state in FINAL:
            return
        quiet += 1
        await asyncio.sleep(_LOOK)
        job = await run_in_threadpool(shelf.shown_job, context, job.id)


def _event(job: Job) -> tuple[str, str]:
    """Return the id of an event, the same for the same state of a job, and its text."""
    data = json.dumps(
        jsonable_encoder(asdict(job_out(job)), custom_encoder=_ENCODERS), ensure_ascii=False
    )
    identifier = hashlib.sha256(data.encode()).hexdigest()[:16]
    return identifier, f"id: {identifier}\nevent: job\ndata: {data}\n\n"
