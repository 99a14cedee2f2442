"""What a newer version of an article says otherwise, and articles taken back, in the API."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from http import HTTPStatus
from typing import Annotated, ClassVar

from fastapi import APIRouter, HTTPException, Query, Request

from digest.model.change import ChangeKind
from digest.model.token import Scope
from digest.service.context import Context
from digest.service.versions import changes
from digest.service.withdrawing import reinstate_article, withdraw_article
from digest.web.callers import is_trusted, needs

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


@dataclass(frozen=True, slots=True)
class WithdrawalIn:
    """Why an article is withdrawn; readers are told."""

    __pydantic_config__: ClassVar[Mapping[str, str]] = {"extra": "forbid"}

    reason: str | None = None


@dataclass(frozen=True, slots=True)
class WithdrawalOut:
    """When an article was withdrawn, and why."""

    article: str
    at: datetime
    reason: str | None


def changed(context: Context) -> APIRouter:
    """Return the routes of changes and withdrawals."""
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

    @router.put("/articles/{article}/withdrawal", dependencies=[needs(Scope.ADMIN)])
    def withdraw(article: str, wanted: WithdrawalIn | None = None) -> WithdrawalOut:
        """Mark an article as withdrawn; editions that quote it are marked."""
        found = withdraw_article(context, article, wanted.reason if wanted else None)
        return WithdrawalOut(found.article, found.at, found.reason)

    @router.delete(
        "/articles/{article}/withdrawal", status_code=204, dependencies=[needs(Scope.ADMIN)]
    )
    def reinstate(article: str) -> None:
        """Let an article stand again."""
        reinstate_article(context, article)

    return router
