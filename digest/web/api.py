"""The API below /api/v1: what is published, and the jobs behind it."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Body, Depends, Header, Query, Request, Response

from digest.config import parse_digest
from digest.model.job import JobState
from digest.model.token import Scope
from digest.service import accept, grouping, shelf, steer
from digest.service.context import Context
from digest.service.define import define, undefine
from digest.service.fetch import accept_url
from digest.service.release import withdraw
from digest.service.secrecy import admit, rotate
from digest.service.trigger import trigger
from digest.web.asking import PREFIX, Key, fresh_id, location
from digest.web.bulk import AS_LINES, bulk
from digest.web.callers import is_trusted, needs
from digest.web.changes import changed
from digest.web.desk import desk
from digest.web.errata import errata
from digest.web.search import search_api
from digest.web.shapes import (
    AddressOut,
    ArticleIn,
    DigestOut,
    EditionOut,
    EditionsOut,
    JobOut,
    StoryOut,
    TriggerIn,
    asked_page,
    digest_out,
    edition_out,
    editions_out,
    job_out,
    received,
    story_out,
)
from digest.web.stream import job_events
from digest.web.takedown import takedown
from digest.web.tokens import tokens

_MOST = 500  # items of one page
_Limit = Annotated[int, Query(ge=1, le=_MOST)]
_Offset = Annotated[int, Query(ge=0)]


def _not_stored(response: Response) -> None:
    response.headers["cache-control"] = "no-store"


def api(context: Context) -> APIRouter:
    """Return the routes of the API."""
    router = APIRouter(prefix=PREFIX, dependencies=[Depends(_not_stored)])
    router.include_router(bulk(context))  # before what takes one article at the same address
    router.include_router(_shelf(context))
    router.include_router(_editions(context))
    router.include_router(_stories(context))
    router.include_router(_jobs(context))
    router.include_router(desk(context))
    router.include_router(changed(context))
    router.include_router(errata(context))
    router.include_router(takedown(context))
    router.include_router(tokens(context))
    router.include_router(search_api(context))
    return router


def _shelf(context: Context) -> APIRouter:
    router = APIRouter(tags=["digests"])

    @router.get("/digests")
    def list_digests(request: Request) -> list[DigestOut]:
        """Return the digests that are defined, by name; private ones to those who may write."""
        root = request.scope["root_path"]
        found = shelf.shown_digests(context, private=is_trusted(request.scope))
        return [digest_out(digest, root) for digest in found]

    @router.get("/digests/{name}")
    def read_digest(name: str, request: Request) -> DigestOut:
        """Return one digest."""
        _check_readable(context, name, request)
        return digest_out(shelf.shown_digest(context, name), request.scope["root_path"])

    @router.put("/digests/{name}", dependencies=[needs(Scope.ADMIN)])
    def define_digest(
        name: str, definition: Annotated[dict[str, object], Body()], request: Request
    ) -> DigestOut:
        """Define a digest, or define it anew, by the keys of digest.toml; the file wins."""
        define(context, parse_digest(name, definition))
        context.ring()
        return digest_out(shelf.shown_digest(context, name), request.scope["root_path"])

    @router.delete("/digests/{name}", status_code=204, dependencies=[needs(Scope.ADMIN)])
    def undefine_digest(name: str) -> None:
        """Let a digest be no longer made; its editions stay. The file wins."""
        undefine(context, name)

    @router.post("/digests/{name}/secret", dependencies=[needs(Scope.ADMIN)])
    def rotate_secret(name: str) -> AddressOut:
        """Give a private digest another secret address; the old one leads nowhere from now on."""
        found = rotate(context, name)
        return AddressOut(found.page, found.feeds)

    return router


def _editions(context: Context) -> APIRouter:
    router = APIRouter(tags=["digests"])

    @router.get("/digests/{name}/editions")
    def list_editions(
        name: str, request: Request, offset: _Offset = 0, limit: _Limit = shelf.PAGE_SIZE
    ) -> EditionsOut:
        """Return editions of a digest, the newest first."""
        _check_readable(context, name, request)
        page = shelf.shown_editions(context, name, offset=offset, limit=limit)
        return editions_out(page, request.scope["root_path"])

    @router.get("/digests/{name}/editions/{number}")
    def read_edition(name: str, number: int, request: Request) -> EditionOut:
        """Return one edition."""
        _check_readable(context, name, request)
        found = shelf.shown_edition(context, name, number)
        return edition_out(found, request.scope["root_path"])

    @router.delete(
        "/digests/{name}/editions/{number}", status_code=204, dependencies=[needs(Scope.ADMIN)]
    )
    def withdraw_edition(name: str, number: int) -> None:
        """Withdraw an edition: its page is gone, feeds drop it, Atom leaves a tombstone."""
        withdraw(context, name, number)

    @router.post("/digests/{name}/editions", status_code=202, dependencies=[needs(Scope.TRIGGER)])
    def trigger_edition(
        name: str,
        request: Request,
        response: Response,
        wanted: TriggerIn | None = None,
        idempotency_key: Key = None,
    ) -> JobOut:
        """Ask for an edition now; the same Idempotency-Key asks for the same one."""
        asked = wanted or TriggerIn()
        key = idempotency_key or fresh_id()
        job = trigger(context, name, key, as_of=asked.as_of, expires=asked.expires)
        response.headers["location"] = location(request, job.id)
        return job_out(job)

    @router.post(
        "/articles",
        status_code=202,
        tags=["articles"],
        dependencies=[needs(Scope.INGEST)],
        openapi_extra=AS_LINES,
    )
    def accept_article(
        article: ArticleIn, request: Request, response: Response, idempotency_key: Key = None
    ) -> JobOut:
        """Take an article in, or the address of its page; it is stored before the answer."""
        request_id = idempotency_key or fresh_id()
        page = asked_page(article, request_id)
        if page is not None:
            job = accept_url(context, page)
        else:
            job = accept.accept(context, accept.Request(request_id, received(article)))
        response.headers["location"] = location(request, job.id)
        return job_out(job)

    return router


def _stories(context: Context) -> APIRouter:
    router = APIRouter(tags=["stories"])

    @router.get("/stories")
    def list_stories(limit: _Limit = grouping.PAGE_SIZE) -> list[StoryOut]:
        """Return the stories that were reported on last, the newest first."""
        return [story_out(story) for story in grouping.shelved_stories(context, limit)]

    @router.get("/stories/{story}")
    def read_story(story: str) -> StoryOut:
        """Return a story; the id of a merged one gives the story that it went into."""
        return story_out(grouping.shelved_story(context, story))

    return router


def _jobs(context: Context) -> APIRouter:
    router = APIRouter(tags=["jobs"])

    @router.get("/jobs")
    def list_jobs(
        request: Request, state: JobState | None = None, limit: _Limit = shelf.PAGE_SIZE
    ) -> list[JobOut]:
        """Return jobs, the newest first."""
        private = is_trusted(request.scope)
        found = shelf.shown_jobs(context, state=state, limit=limit, private=private)
        return [job_out(job) for job in found]

    # An id is the caller's own and may hold slashes, so the longer addresses come first.
    @router.get("/jobs/{job:path}/events", response_class=Response)
    def watch_job(
        job: str,
        request: Request,
        last_seen: Annotated[str | None, Header(alias="Last-Event-ID")] = None,
    ) -> Response:
        """Send the job each time it changes, as server-sent events, until it is finished."""
        found = shelf.shown_job(context, job, private=is_trusted(request.scope))
        return job_events(context, found, last_seen)

    @router.post("/jobs/{job:path}/retry", dependencies=[needs(Scope.ADMIN)])
    def retry_job(job: str) -> JobOut:
        """Bring a dead or cancelled job back; any other stays as it is."""
        return job_out(steer.retry(context, job))

    @router.post("/jobs/{job:path}/cancel", dependencies=[needs(Scope.ADMIN)])
    def cancel_job(job: str) -> JobOut:
        """Cancel a job; what it was making is not published. A finished one stays as it is."""
        return job_out(steer.cancel(context, job))

    @router.get("/jobs/{job:path}")
    def read_job(job: str, request: Request) -> JobOut:
        """Return one job."""
        return job_out(shelf.shown_job(context, job, private=is_trusted(request.scope)))

    return router


def _check_readable(context: Context, name: str, request: Request) -> None:
    """Pass when a digest is public, or who asks may write."""
    if not is_trusted(request.scope):
        admit(context, name)
