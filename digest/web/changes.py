"""What a newer version of an article says otherwise, in the API."""

from __future__ import annotations

from dataclasses import dataclass
from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, HTTPException, Query, Request

from digest.model.change import ChangeKind
from digest.service.context import Context
from digest.service.versions import changes
from digest.web.callers import is_trusted

_LARGEST = 1_000_000
_Version = Annotated[int | None, Query(ge=1, le=_LARGEST)]
_From = Annotated[int | None, Query(alias="from", ge=1, le=_LARGEST)]


@dataclass(frozen=True, slots=True)
class SentenceOut:
    """A sentence as the two versions have it, null where one has not."""

    kind: ChangeKind
    before: str | None
    after: str | None


@dataclass(frozen=True, slots=True)
class QuotedOut:
    """An edition that quotes sentences which the newer version does not say any more."""

    digest: str
    number: int
    sentences: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ChangesOut:
    """How two versions of an article differ; `last` is the number of its newest."""

    article: str
    before: int
    after: int
    last: int
    sentences: tuple[SentenceOut, ...]
    quoted: tuple[QuotedOut, ...]


def changed(context: Context) -> APIRouter:
    """Return the route of changes."""
    router = APIRouter(tags=["articles"])

    @router.get("/articles/{article}/changes")
    def read_changes(
        article: str, request: Request, before: _From = None, to: _Version = None
    ) -> ChangesOut:
        """Return how two versions differ, the newest and the one before it by default."""
        if not is_trusted(request.scope):
            raise HTTPException(
                HTTPStatus.FORBIDDEN, "The texts of articles are shown to those who may write here."
            )
        found = changes(context, article, before, to)
        return ChangesOut(
            article,
            found.before.version,
            found.after.version,
            found.last,
            tuple(SentenceOut(one.kind, one.before, one.after) for one in found.sentences),
            tuple(QuotedOut(one.digest, one.number, one.sentences) for one in found.quoted),
        )

    return router
