"""Articles are taken down, in the API."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar

from fastapi import APIRouter, Request, Response

from digest.model.token import Scope
from digest.service.context import Context
from digest.service.takedown import take_down, taken_down
from digest.web.asking import Key, fresh_id, location
from digest.web.callers import needs
from digest.web.shapes import JobOut, job_out


@dataclass(frozen=True, slots=True)
class TakedownIn:
    """Why an article is taken down, and who asks for it; both stay when the text goes."""

    __pydantic_config__: ClassVar[Mapping[str, str]] = {"extra": "forbid"}

    reason: str
    by: str = "API"


@dataclass(frozen=True, slots=True)
class TakedownOut:
    """What is left of an article: when it was taken down, by whom, why; what was touched."""

    article: str
    at: datetime
    by: str
    reason: str
    report: Mapping[str, Any] | None


def takedown(context: Context) -> APIRouter:
    """Return the routes of takedowns."""
    router = APIRouter(tags=["articles"])

    @router.put("/articles/{article}/takedown", status_code=202, dependencies=[needs(Scope.ADMIN)])
    def put(
        article: str,
        wanted: TakedownIn,
        request: Request,
        response: Response,
        idempotency_key: Key = None,
    ) -> JobOut:
        """Erase an article for good, wherever its words stand; nothing brings it back."""
        key = idempotency_key or fresh_id()
        job = take_down(context, article, reason=wanted.reason, by=wanted.by, request=key)
        response.headers["location"] = location(request, job.id)
        return job_out(job)

    @router.get("/articles/{article}/takedown", dependencies=[needs(Scope.ADMIN)])
    def read(article: str) -> TakedownOut:
        """Return what is left of an article, and a report of what was touched once it is done."""
        found = taken_down(context, article)
        return TakedownOut(found.article, found.at, found.by, found.reason, found.report)

    return router
