"""The pages that are made when asked for: all digests, and one digest with its editions."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from http import HTTPStatus

from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from digest.model.article import SectionKind
from digest.model.definition import PRIVATE_MARK
from digest.model.edtf import wording
from digest.publish import errata
from digest.publish.colour import WASH, checked, readable
from digest.publish.templates import Templates
from digest.publish.wordings import published_words
from digest.service import bydate, sharedfeed, shelf, subscriptions
from digest.service.context import Context
from digest.service.corrected import shown_corrections
from digest.service.desk import FLAGGED, shown_sources
from digest.service.digested import digested
from digest.service.reading import read_article
from digest.service.secrecy import admit
from digest.service.storypage import shown_story
from digest.service.versions import changes
from digest.web.caching import CHECKED, LONG, PRIVATE, answer, represent
from digest.web.callers import is_trusted
from digest.web.sheet import Sheets

_ROBOTS = "User-agent: *\nDisallow: /api/\nDisallow: /*~\n"
"""Crawlers leave the API alone, and whatever stands at a secret address (RFC 9309)."""
_LARGEST_OFFSET = 1_000_000
_NOT_SHOWN = "The texts of articles are shown to those who may write here; digests quote them."
_KINDS = {
    SectionKind.HEADLINE: "the headline",
    SectionKind.DATELINE: "where and when it was written",
    SectionKind.FURNITURE: "what the page puts around its articles",
    SectionKind.PAYWALL: "a paywall shows the beginning alone",
    SectionKind.CONSENT: "the page shows a cookie wall in the place of the article",
}
"""Kinds of section that nothing is quoted from."""


@dataclass(frozen=True, slots=True)
class _Pages:
    """The handlers, with what they show."""

    context: Context
    templates: Templates
    sheets: Sheets

    async def home(self, request: Request) -> Response:
        """Send the list of digests."""
        return await run_in_threadpool(self._home, request)

    async def digest(self, request: Request) -> Response:
        """Send a digest with its editions."""
        return await run_in_threadpool(self._digest, request)

    async def sources(self, request: Request) -> Response:
        """Send the source desk; addresses may hold keys, so they are for those who may write."""
        return await run_in_threadpool(self._sources, request)

    async def article(self, request: Request) -> Response:
        """Send an article as it was read; its text is another's, so it is for those who may write.

        Raises:
            HTTPException: whoever asks may not.
        """
        return await run_in_threadpool(self._article, request)

    async def changes(self, request: Request) -> Response:
        """Send what a newer version of an article says otherwise, to those who may write.

        Raises:
            HTTPException: whoever asks may not.
        """
        return await run_in_threadpool(self._changes, request)

    async def opml(self, request: Request) -> Response:
        """Send the list of all feeds."""
        made = await run_in_threadpool(subscriptions.feed_list, self.context)
        found = represent(made, subscriptions.MEDIA_TYPE, None)
        extra = {
            "content-disposition": "inline; filename=feeds.opml",
            "x-content-type-options": "nosniff",
        }
        return answer(found, request.method, request.headers, control=CHECKED, extra=extra)

    async def style(self, request: Request) -> Response:
        """Send the stylesheet of raw feeds."""
        return self._drawn(request, "feed/feed.css.j2", "text/css; charset=utf-8")

    async def icon(self, request: Request) -> Response:
        """Send the picture of feeds and pages."""
        return self._drawn(request, "feed/icon.svg.j2", "image/svg+xml")

    def _drawn(self, request: Request, template: str, media_type: str) -> Response:
        accent = readable(checked(self.context.place.base.accent), WASH)
        made = self.templates.render(template, {"accent": accent}).encode()
        extra = {
            "content-security-policy": "default-src 'none'",
            "x-content-type-options": "nosniff",
        }
        found = represent(made, media_type, None)
        return answer(found, request.method, request.headers, control=LONG, extra=extra)

    def _home(self, request: Request) -> Response:
        shown = shelf.shown_digests(self.context)
        of_all = sharedfeed.is_feed_of_all(self.context)
        return self.sheets.send(
            request,
            "pages/home.html.j2",
            {"digests": shown, "of_all": of_all},
        )

    def _digest(self, request: Request) -> Response:
        address = request.path_params["name"]
        name = admit(self.context, address)
        asked = request.query_params.get("offset", "0")
        offset = min(int(asked), _LARGEST_OFFSET) if asked.isdecimal() else 0
        context = {
            "digest": shelf.shown_digest(self.context, name),
            "page": shelf.shown_editions(self.context, name, offset=offset),
            "size": shelf.PAGE_SIZE,
        }
        more = PRIVATE if PRIVATE_MARK in address else {}
        return self.sheets.send(request, "pages/digest.html.j2", context, more)

    def _article(self, request: Request) -> Response:
        if not is_trusted(request.scope):
            raise HTTPException(HTTPStatus.FORBIDDEN, _NOT_SHOWN)
        version = _number(request, "version")
        read = read_article(self.context, request.path_params["article"], version)
        context = {
            "read": read,
            "published": published_words(read.article.published),
            "kinds": _KINDS,
            "digested": digested(self.context, (read.article.id, read.article.version)),
        }
        return self.sheets.send(request, "pages/article.html.j2", context, PRIVATE)

    def _changes(self, request: Request) -> Response:
        if not is_trusted(request.scope):
            raise HTTPException(HTTPStatus.FORBIDDEN, _NOT_SHOWN)
        versions = (_number(request, "from"), _number(request, "to"))
        found = changes(self.context, request.path_params["article"], *versions)
        return self.sheets.send(
            request,
            "pages/changes.html.j2",
            {"found": found},
            PRIVATE,
        )

    async def story(self, request: Request) -> Response:
        """Send what was told of a story, and who told of it."""
        return await run_in_threadpool(self._story, request)

    def _story(self, request: Request) -> Response:
        found = shown_story(self.context, request.path_params["story"])
        return self.sheets.send(request, "pages/story.html.j2", {"found": found})

    async def months(self, request: Request) -> Response:
        """Send the months in which a digest had editions, and those of one month."""
        return await run_in_threadpool(self._months, request)

    def _months(self, request: Request) -> Response:
        address = request.path_params["name"]
        name = admit(self.context, address)
        asked = request.path_params.get("month")
        month, found = bydate.editions_of(self.context, name, asked) if asked else (None, ())
        context = {
            "digest": shelf.shown_digest(self.context, name),
            "months": bydate.months(self.context, name),
            "month": month,
            "editions": found,
            "words": _month_words,
        }
        more = PRIVATE if PRIVATE_MARK in address else {}
        return self.sheets.send(request, "pages/months.html.j2", context, more)

    async def errata(self, request: Request) -> Response:
        """Send what an edition quotes and its sources no longer say."""
        return await run_in_threadpool(self._errata, request)

    def _errata(self, request: Request) -> Response:
        address = request.path_params["name"]
        name = admit(self.context, address)
        context = {
            "found": shown_corrections(self.context, name, request.path_params["number"]),
            "digest": shelf.shown_digest(self.context, name),
            "trusted": is_trusted(request.scope),
        }
        more = PRIVATE if PRIVATE_MARK in address or context["trusted"] else {}
        return self.sheets.send(request, "pages/errata.html.j2", context, more)

    def _sources(self, request: Request) -> Response:
        found = shown_sources(self.context)
        context = {
            "sources": found,
            "flagged": sum(source.health in FLAGGED for source in found),
            "whole": is_trusted(request.scope),
            "span": span,
        }
        return self.sheets.send(request, "pages/sources.html.j2", context, PRIVATE)

    async def robots(self, request: Request) -> Response:
        """Tell crawlers what is not for them."""
        found = represent(_ROBOTS.encode(), "text/plain; charset=utf-8", None)
        return answer(found, request.method, request.headers, control=LONG)


def pages(context: Context, templates: Templates) -> list[Route]:
    """Return the routes of the pages."""
    shown = _Pages(context, templates, Sheets(context, templates))
    return [
        Route("/", shown.home),
        Route("/robots.txt", shown.robots),
        Route("/sources", shown.sources),
        Route("/articles/{article}", shown.article),
        Route("/articles/{article}/changes", shown.changes),
        Route("/stories/{story}/", shown.story),
        Route("/feeds.opml", shown.opml),
        Route("/feed.css", shown.style),
        Route("/icon.svg", shown.icon),
        Route("/digests/{name}/", shown.digest),
        Route("/digests/{name}/months/", shown.months),
        Route("/digests/{name}/months/{month}/", shown.months),
        Route(f"/digests/{{name}}/editions/{{number:int}}/{errata.PAGE}", shown.errata),
    ]


def _month_words(month: bydate.Month) -> str:
    return wording(month.name)


def _number(request: Request, name: str) -> int | None:
    asked = request.query_params.get(name, "")
    return min(int(asked), _LARGEST_OFFSET) if asked.isdecimal() else None


def span(value: timedelta) -> str:
    """Return a span of time as people say it: to the minute, the hour or the day."""
    minutes = value.total_seconds() / 60
    for size, name in ((1440, "days"), (60, "h")):
        if minutes >= size:
            return f"{minutes / size:.3g} {name}"
    return f"{minutes:.3g} min"
