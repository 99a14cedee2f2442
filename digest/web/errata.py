"""What editions quote and their sources no longer say, in the API."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from fastapi import APIRouter, Request, Response

from digest.model.token import Scope
from digest.service.context import Context
from digest.service.correct import order_correction
from digest.service.corrected import ShownCorrection, shown_corrections
from digest.service.secrecy import admit
from digest.web.asking import Key, fresh_id, location
from digest.web.callers import is_trusted, needs
from digest.web.shapes import JobOut, job_out


@dataclass(frozen=True, slots=True)
class CorrectionOut:
    """A sentence that an edition quotes, and what its article says in its place: null for nothing.

    `newer` is the version that says otherwise, null where the article was withdrawn, for `reason`.
    `told_in` is the number of the edition that told it, `mended_in` the revision without it.
    """

    before: str
    now: str | None
    article: str
    version: int
    newer: int | None
    reason: str | None
    title: str
    outlet: str | None
    url: str | None
    noted: datetime
    told_in: int | None
    mended_in: int | None


@dataclass(frozen=True, slots=True)
class CorrectionsOut:
    """The corrections of an edition, the newest last.

    `revision` is its newest, `earlier` are the addresses of those before it.
    """

    digest: str
    number: int
    revision: int
    earlier: tuple[str, ...]
    corrections: tuple[CorrectionOut, ...]


def errata(context: Context) -> APIRouter:
    """Return the routes of corrections."""
    router = APIRouter(tags=["digests"])

    @router.get("/digests/{name}/editions/{number}/corrections")
    def read_corrections(name: str, number: int, request: Request) -> CorrectionsOut:
        """Return what an edition quotes and its sources no longer say."""
        if not is_trusted(request.scope):
            admit(context, name)
        found = shown_corrections(context, name, number)
        told = tuple(_told(one) for one in found.corrections)
        home = f"{request.scope['root_path']}/digests/{found.edition.address}/editions"
        newest = found.edition.revision
        earlier = tuple(f"{home}/{number}.{revision}/" for revision in range(1, newest))
        return CorrectionsOut(name, number, newest, earlier, told)

    @router.post(
        "/digests/{name}/editions/{number}/corrections",
        status_code=202,
        dependencies=[needs(Scope.TRIGGER)],
    )
    def correct_edition(
        name: str,
        number: int,
        request: Request,
        response: Response,
        idempotency_key: Key = None,
    ) -> JobOut:
        """Ask for a corrected revision; a job whose result is `nothing to correct` made none."""
        job = order_correction(context, name, number, idempotency_key or fresh_id())
        response.headers["location"] = location(request, job.id)
        return job_out(job)

    return router


def _told(one: ShownCorrection) -> CorrectionOut:
    said = one.said
    return CorrectionOut(
        before=said.before,
        now=said.now,
        article=said.article,
        version=said.version,
        newer=said.newer,
        reason=said.reason,
        title=said.title,
        outlet=said.outlet,
        url=said.url,
        noted=said.noted,
        told_in=one.told_in,
        mended_in=one.mended_in,
    )
