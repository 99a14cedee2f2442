"""The source desk in the API: how each source stands."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from fastapi import APIRouter, Request

from digest.model.source import SourceHealth
from digest.service.context import Context
from digest.service.desk import ShownSource, shown_sources
from digest.web.callers import is_trusted


@dataclass(frozen=True, slots=True)
class SourceOut:
    """A source: `interval` and `delay` are seconds, `duplicates` a share from 0 to 1.

    Addresses and errors may hold keys: both are null for who may not read what is not public.
    """

    name: str
    kind: str
    address: str | None
    health: SourceHealth
    interval: float
    due: datetime
    heard: datetime | None
    found: datetime | None
    error: str | None
    articles_a_day: float
    duplicates: float | None
    delay: float | None


def desk(context: Context) -> APIRouter:
    """Return the route of the source desk."""
    router = APIRouter(tags=["sources"])

    @router.get("/sources")
    def list_sources(request: Request) -> list[SourceOut]:
        """Return the sources that are defined: how each stands, and what it brings."""
        whole = is_trusted(request.scope)
        return [_out(source, whole=whole) for source in shown_sources(context)]

    return router


def _out(source: ShownSource, *, whole: bool) -> SourceOut:
    return SourceOut(
        name=source.name,
        kind=source.kind,
        address=source.address if whole else None,
        health=source.health,
        interval=source.interval.total_seconds(),
        due=source.due,
        heard=source.heard,
        found=source.found,
        error=source.error if whole else None,
        articles_a_day=source.articles_a_day,
        duplicates=source.duplicates,
        delay=source.delay.total_seconds() if source.delay else None,
    )
