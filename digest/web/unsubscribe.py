"""Where recipients of mail leave a digest: by one click of their mail program, or by a button.

https://www.rfc-editor.org/rfc/rfc8058: a POST without cookies or tokens of ours unsubscribes; a
GET does not, since programs that look for dangerous links follow every address of a mail.
"""

from __future__ import annotations

import base64
import hashlib
from dataclasses import dataclass

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from digest.publish.templates import Templates
from digest.service.context import Context
from digest.service.recipients import Leaver, leaver, unsubscribe

_FOLDER = "/unsubscribe/"
"""The guard lets anyone post below it: who knows a token may use it."""

_STYLE = (
    "body{font:1.1rem/1.5 system-ui,sans-serif;max-width:34rem;margin:12vh auto;padding:0 1rem}"
    "button{font:inherit;padding:.5em 1em}"
)


@dataclass(frozen=True, slots=True)
class _Leaving:
    """The handlers, with what they show."""

    context: Context
    templates: Templates

    async def handle(self, request: Request) -> Response:
        """Ask whether somebody wants to leave, or let them."""
        act = unsubscribe if request.method == "POST" else leaver
        found = await run_in_threadpool(act, self.context, request.path_params["token"])
        return self._page(found)

    def _page(self, found: Leaver) -> Response:
        told = {
            "brand": self.context.place.base.brand,
            "title": found.title,
            "language": found.language,
            "left": found.left,
            "style": _STYLE,
        }
        hashed = base64.b64encode(hashlib.sha256(_STYLE.encode()).digest()).decode()
        headers = {
            "cache-control": "no-store",
            "content-security-policy": (
                f"default-src 'none'; style-src 'sha256-{hashed}'; form-action 'self'; "
                "base-uri 'none'; frame-ancestors 'none'"
            ),
            "referrer-policy": "no-referrer",
            "x-content-type-options": "nosniff",
        }
        page = self.templates.render("pages/unsubscribe.html.j2", told)
        return Response(page, 200, headers, "text/html; charset=utf-8")


def leaving(context: Context, templates: Templates) -> list[Route]:
    """Return the route of the page that recipients leave at."""
    handlers = _Leaving(context, templates)
    return [Route(f"{_FOLDER}{{token}}", handlers.handle, methods=["GET", "POST"])]
