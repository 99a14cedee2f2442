"""The tasks: ids and JSON in, one use case each; docs/queue.md documents the public ones."""

from __future__ import annotations

import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

from celery.exceptions import SoftTimeLimitExceeded

from digest.errors import DigestError, InputError, StoreError
from digest.model.job import JobKind, Pool
from digest.service import dispatch
from digest.service.accept import Request, accept, accept_file, received, refuse
from digest.service.fetch import PageRequest, accept_url, page_request
from digest.service.poll import make_polls
from digest.service.relay import relay
from digest.service.tick import make_due, sweep
from digest.service.trigger import trigger
from workers.bell import WORK, Bell

if TYPE_CHECKING:
    from celery import Celery, Task

    from workers.session import Session

STINT = 0.5
"""Seconds during which one message lets a worker take another job: reading a short text takes a
tenth of what a message costs, so a backlog is worked off by few of them; a long job is one."""

_OWN: dict[str, Any] = {"shared": False}
"""A task belongs to the app it was registered with, and to no other app of the process."""

_AGAIN: dict[str, Any] = {
    **_OWN,
    "autoretry_for": (StoreError,),
    "retry_backoff": 1,
    "max_retries": 8,
}
"""A locked database or a full disk: the message is sent again, after 1 s, 2 s ... 2 minutes."""


def register(app: Celery, session: Session) -> None:
    """Add the tasks to `app`; they work with the open service of `session`."""

    @app.task(name="digest.ingest", bind=True, **_AGAIN)  # type: ignore[untyped-decorator]
    def ingest(self: Task, document: object) -> None:
        """Accept an article (a JSON object), a page (its URL) or a file (its path)."""
        _ingest(session, document, str(self.request.id))

    @app.task(name="digest.trigger", bind=True, **_AGAIN)  # type: ignore[untyped-decorator]
    def ask(self: Task, digest: str, as_of: str | None = None, expires: int | None = None) -> None:
        """Ask for an edition of `digest` under the task's id."""
        request = str(self.request.id)
        try:
            trigger(session.context, digest, request, as_of=as_of, expires=expires)
        except StoreError:
            raise
        except DigestError as error:
            refuse(session.context, JobKind.EDITION, str(digest), request, str(error))

    @app.task(name=WORK, **_OWN)  # type: ignore[untyped-decorator]
    def work(pool: str, _hint: str) -> None:
        """Do the most urgent jobs of a pool for a while; the hint says which one there was."""
        until, done = time.monotonic() + STINT, None
        while time.monotonic() < until:
            done = dispatch.work(
                session.context,
                Pool(pool),
                worker=session.name,
                time_is_up=SoftTimeLimitExceeded,
                go_on=done is not None,
            )
            if done is None:
                break

    @app.task(name="digest.tick", **_OWN)  # type: ignore[untyped-decorator]
    def tick() -> None:
        """Look at the clock, for those who run celery beat."""
        make_due(session.context)
        make_polls(session.context)
        sweep(session.context)
        relay(session.context, Bell(app).send)


def _ingest(session: Session, document: object, request: str) -> None:
    try:
        page = _page(document, request)
        if page is not None:
            accept_url(session.context, page)
        elif isinstance(document, dict):
            accept(session.context, Request(request, received("The message", document)))
        else:
            accept_file(session.context, _path(document), request)
    except StoreError:
        raise
    except DigestError as error:
        refuse(session.context, JobKind.INGEST, request, request, str(error))


def _page(document: object, request: str) -> PageRequest | None:
    if isinstance(document, dict):
        return page_request("The message", document, request)
    if isinstance(document, str) and "://" in document:
        return PageRequest(request, document)
    return None


def _path(document: object) -> Path:
    if not isinstance(document, str):
        raise InputError(
            "digest.ingest takes an article as a JSON object, a URL or a path to a file; give one."
        )
    return Path(document)
