"""Search: the page, the feed of any search, and the API."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Query, Request
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response
from starlette.routing import Route

from digest.errors import UsageError
from digest.model.search import HitKind, Order
from digest.publish.templates import Templates
from digest.service.context import Context
from digest.service.search import FARTHEST, PAGE, Results, look_for
from digest.service.searchfeed import feed_of_search
from digest.text.query import HELP, LONGEST
from digest.web.caching import CHECKED, answer, represent
from digest.web.callers import is_trusted
from digest.web.sheet import Sheets

_NO_INDEX = {"x-robots-tag": "noindex"}
_OF_FEED = {**_NO_INDEX, "x-content-type-options": "nosniff"}


@dataclass(frozen=True, slots=True)
class HitOut:
    """A hit; `url` is where it stands here, `id` never changes, `text` is what was found."""

    kind: HitKind
    id: str
    url: str
    title: str
    text: str
    day: date | None
    came: datetime
    updated: datetime
    language: str
    digest: str | None
    edition: int | None
    outlet: str | None


@dataclass(frozen=True, slots=True)
class SearchOut:
    """A page of hits; `total` counts up to 1,001, which stands for more."""

    total: int
    hits: tuple[HitOut, ...]
    next: int | None


@dataclass(frozen=True, slots=True)
class _Search:
    context: Context
    sheets: Sheets

    async def page(self, request: Request) -> Response:
        """Send the page with a field to search by, and what was found."""
        return await run_in_threadpool(self._page, request)

    async def feed(self, request: Request) -> Response:
        """Send the newest of what is found as a feed.

        Raises:
            UsageError: what is asked cannot be read as a search.
        """
        return await run_in_threadpool(self._feed, request)

    def _page(self, request: Request) -> Response:
        asked = request.query_params.get("q", "").strip()
        order = Order.BEST if request.query_params.get("order") == Order.BEST else Order.NEWEST
        results: Results | None = None
        problem = None
        if asked:
            try:
                results = self._found(request, asked, order)
            except UsageError as error:
                problem = str(error)
        shown = {
            "asked": asked[:LONGEST],
            "order": order,
            "results": results,
            "problem": problem,
            "help": HELP,
            "trusted": is_trusted(request.scope),
            "link": urlencode,
        }
        page = "pages/search.html.j2"
        return self.sheets.send(request, page, shown, _NO_INDEX, forms=True)

    def _feed(self, request: Request) -> Response:
        asked = request.query_params.get("q", "").strip()
        results = look_for(self.context, asked, trusted=is_trusted(request.scope))
        content, media_type = feed_of_search(self.context, results, request.path_params["file"])
        made = represent(content, media_type, None)
        return answer(made, request.method, request.headers, control=CHECKED, extra=_OF_FEED)

    def _found(self, request: Request, asked: str, order: Order) -> Results:
        start = request.query_params.get("offset", "0")
        offset = min(int(start), FARTHEST) if start.isdecimal() else 0
        return look_for(
            self.context, asked, trusted=is_trusted(request.scope), order=order, offset=offset
        )


def search_pages(context: Context, templates: Templates) -> list[Route]:
    """Return the routes of the search page and of searches as feeds."""
    shown = _Search(context, Sheets(context, templates))
    return [Route("/search", shown.page), Route("/search/{file}", shown.feed)]


def search_api(context: Context) -> APIRouter:
    """Return the routes of search in the API."""
    router = APIRouter(tags=["search"])

    @router.get("/search", description=f"Search editions, and articles where you may. {HELP}")
    def search(
        request: Request,
        q: str,
        order: Order = Order.NEWEST,
        offset: Annotated[int, Query(ge=0, le=FARTHEST)] = 0,
        limit: Annotated[int, Query(ge=1, le=100)] = PAGE,
    ) -> SearchOut:
        trusted = is_trusted(request.scope)
        found = look_for(context, q, trusted=trusted, order=order, offset=offset, limit=limit)
        root = request.scope["root_path"]
        hits = tuple(
            HitOut(
                hit.kind,
                hit.id,
                f"{root}/{hit.address}",
                hit.title,
                hit.text,
                hit.day,
                hit.came,
                hit.updated,
                hit.language,
                hit.digest,
                hit.edition,
                hit.outlet,
            )
            for hit in found.hits
        )
        after = offset + limit
        return SearchOut(found.total, hits, after if after < found.total else None)

    return router
