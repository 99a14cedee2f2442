"""The published bytes at their addresses: editions, feeds, briefings."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from http import HTTPStatus
from urllib.parse import quote

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from digest.model.definition import PRIVATE_MARK
from digest.service import sharedfeed, shelf
from digest.service.context import Context
from digest.service.secrecy import admit
from digest.service.shelf import ShownFile
from digest.web.caching import LONG, PRIVATE, SHORT, Representation, answer, of_private
from digest.web.delta import Versions, answer_new, is_asked
from digest.web.kept import Find, Kept
from digest.web.quick import keep

FORMS = ("rss.xml", "atom.xml", "feed.json")
"""The forms of every feed."""
STANDING = (*FORMS, "timeline.ics", "timeline.json", "latest.pdf")
"""Names at which a digest's newest state stands."""

_PAGE = "index.html"


@dataclass(frozen=True, slots=True)
class _Files:
    """The handlers, with what they read from."""

    context: Context
    kept: Kept
    versions: Versions

    async def edition(self, request: Request) -> Response:
        """Send a file of an edition; its folder is its page."""
        name = request.path_params["name"]
        number, revision = request.path_params["number"], request.path_params.get("revision")
        file = request.path_params.get("file") or _PAGE
        find = self._of(
            name, lambda own: shelf.edition_file(self.context, own, number, file, revision)
        )
        known = f"{number}.{revision}" if revision else str(number)
        found = await self.kept.get((name, known, file), find)
        return self._send(request, found, LONG, f"{name.partition(PRIVATE_MARK)[0]}-{known}.pdf")

    async def archive(self, request: Request) -> Response:
        """Send a document of a feed's archive."""
        name, number = request.path_params["name"], request.path_params["number"]
        file = f"archive/{number}/{request.path_params['file']}"
        find = self._of(name, lambda own: shelf.feed_file(self.context, own, file))
        found = await self.kept.get((name, file), find)
        return self._send(request, found, LONG, file)

    async def events(self, request: Request) -> Response:
        """Send a form of a digest's timeline feed."""
        name = request.path_params["name"]
        file = f"events/{request.path_params['file']}"
        find = self._of(name, lambda own: shelf.feed_file(self.context, own, file))
        found = await self.kept.get((name, file), find)
        return self._send(request, found, SHORT, file)

    async def everything(self, request: Request) -> Response:
        """Send a form of the feed over all public digests."""
        file = request.url.path.rpartition("/")[2]
        find = partial(sharedfeed.form_of_all, self.context, file)
        return self._send(request, await self.kept.get((file,), find), SHORT, file)

    async def story(self, request: Request) -> Response:
        """Send a form of a story's feed."""
        story, file = request.path_params["story"], request.path_params["file"]
        find = partial(sharedfeed.form_of_story, self.context, story, file)
        found = await self.kept.get(("stories", story, file), find)
        return self._send(request, found, SHORT, file)

    async def newest(self, request: Request) -> Response:
        """Send a file of a digest's newest edition."""
        name = request.path_params["name"]
        file = request.path_params.get("file", "latest.pdf")
        if file not in STANDING:
            raise HTTPException(404)
        find = self._of(name, lambda own: shelf.published_file(self.context, own, file))
        found = await self.kept.get((name, file), find)
        return self._send(request, found, SHORT, f"{name.partition(PRIVATE_MARK)[0]}.pdf")

    def _send(
        self,
        request: Request,
        found: tuple[Representation, float],
        control: str,
        saved_as: str,
    ) -> Response:
        file, until = found
        asked = request.headers
        keep(request.scope, until)
        extra = _headers(file.media_type, saved_as)
        if PRIVATE_MARK in request.path_params.get("name", ""):
            control, extra = of_private(control), {**extra, **PRIVATE}
        self.versions.remember(file)
        whole = answer(file, request.method, asked, control=control, extra=extra)
        tags = asked.get("if-none-match", "")
        if whole.status_code == HTTPStatus.OK and tags and is_asked(asked.get("a-im", "")):
            new = self.versions.since(file, tags) if request.method == "GET" else None
            if new is not None:
                return answer_new(new, file, asked)
        return whole

    def _of(self, address: str, find: Callable[[str], ShownFile]) -> Find:
        """Return what finds a file of the digest that stands at the part `address`."""
        return lambda: find(admit(self.context, address))


def files(context: Context, kept: Kept) -> list[Route]:
    """Return the routes of all published files."""
    sent = _Files(context, kept, Versions())
    edition = "/digests/{name}/editions/{number:int}/"
    revision = "/digests/{name}/editions/{number:int}.{revision:int}/"
    return [
        *(Route(f"/{file}", sent.everything) for file in FORMS),
        Route("/stories/{story}/{file}", sent.story),
        Route(edition, sent.edition),
        Route(edition + "{file}", sent.edition),
        Route(revision, sent.edition),
        Route(revision + "{file}", sent.edition),
        Route("/digests/{name}/archive/{number:int}/{file}", sent.archive),
        Route("/digests/{name}/events/{file}", sent.events),
        Route("/digests/{name}/{file}", sent.newest),
        Route("/briefings/{name}/latest.pdf", sent.newest),
    ]


def _headers(media_type: str, saved_as: str) -> Mapping[str, str]:
    """Return what a browser may do with a file."""
    headers = {"x-content-type-options": "nosniff"}
    if media_type.startswith("text/html"):
        headers["content-security-policy"] = "frame-ancestors 'none'"
    if media_type == "application/pdf":
        headers["content-disposition"] = f"inline; filename*=UTF-8''{quote(saved_as)}"
    return headers
