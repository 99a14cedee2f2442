"""How work is asked for over HTTP: under an id of the asker's, answered with where its job is."""

from __future__ import annotations

import uuid
from typing import Annotated
from urllib.parse import quote

from fastapi import Header, Request

PREFIX = "/api/v1"

_MOST_ID = 200  # characters, as of every public id
Key = Annotated[str | None, Header(alias="Idempotency-Key", min_length=1, max_length=_MOST_ID)]


def fresh_id() -> str:
    """Return an id for a request that came without one."""
    return str(uuid.uuid4())


def location(request: Request, job: str) -> str:
    """Return the address of a job."""
    return f"{request.scope['root_path']}{PREFIX}/jobs/{quote(job, safe='')}"
