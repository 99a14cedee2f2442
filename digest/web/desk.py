"""The source desk in the API: how each source stands."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from fastapi import APIRouter

from digest.model.source import SourceHealth
from digest.service.context import Context
from digest.service.desk import ShownSource, shown_sources


@dataclass(frozen=True, slots=True)
class SourceOut:
    """A source: `interval` and `delay` are seconds, `duplicates` a share from 0 to 1."""

    name: str
    kind: str
    address: str
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
    def list_sources() -> list[SourceOut]:
        """Return the sources that are defined: how each stands, and what it brings."""
        return [_out(source) for source in shown_sources(context)]

    return router


def _out(source: ShownSource) -> SourceOut:
    return SourceOut(
        name=source.name,
        kind=source.kind,
        address=source.address,
        health=source.health,
        interval=source.interval.total_seconds(),
        due=source.due,
        heard=source.heard,
        found=source.found,
        error=source.error,
        articles_a_day=source.articles_a_day,
        duplicates=source.duplicates,
        delay=source.delay.total_seconds() if source.delay else None,
    )
