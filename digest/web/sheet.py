"""A page on its way: what all pages share, and the headers that keep scripts off them."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from types import MappingProxyType

from starlette.requests import Request
from starlette.responses import Response

import digest
from digest.model.edtf import wording
from digest.publish.colour import NIGHT, WASH, checked, readable
from digest.publish.squeeze import squeezed
from digest.publish.templates import Templates
from digest.service.context import Context
from digest.web.caching import CHECKED, answer, represent

_STYLES = ("pages/page.css.j2", "pages/service.css.j2")
_HTML = "text/html; charset=utf-8"
_OWN, _NONE = "'self'", "'none'"


@dataclass(frozen=True, slots=True)
class Feed:
    """A way to subscribe: the file's name, what readers call it, its media type.

    `over_all` tells whether there is one over all digests too.
    """

    file: str
    label: str
    type: str
    over_all: bool = True


FEEDS = (
    Feed("atom.xml", "Atom", "application/atom+xml"),
    Feed("rss.xml", "RSS", "application/rss+xml"),
    Feed("feed.json", "JSON Feed", "application/feed+json"),
    Feed("timeline.ics", "Calendar", "text/calendar", over_all=False),
)


@dataclass(frozen=True, slots=True)
class Sheets:
    """Sends the pages of a service."""

    context: Context
    templates: Templates

    def send(
        self,
        request: Request,
        template: str,
        more: Mapping[str, object],
        headers: Mapping[str, str] = MappingProxyType({}),
        *,
        forms: bool = False,
    ) -> Response:
        """Return the response with the page of `template`, which `more` is shown on.

        With `forms` its forms may be sent, to this service.
        """
        base = self.context.place.base
        accent = checked(base.accent)
        colours = {"accent": readable(accent, WASH), "night_accent": readable(accent, NIGHT)}
        looks = {**colours, "marks": 0}
        styles = squeezed("".join(self.templates.render(name, looks) for name in _STYLES))
        shown = {
            "brand": base.brand,
            "root": base.base_url,
            "feeds": FEEDS,
            "moment": moment,
            "styles": styles,
            "program": f"article-digest {digest.__version__}",
            **more,
        }
        page = self.templates.render(template, shown).encode()
        hashed = base64.b64encode(hashlib.sha256(styles.encode()).digest()).decode()
        policy = (
            f"default-src 'none'; style-src 'sha256-{hashed}'; img-src 'self'; base-uri 'none'; "
            f"form-action {_OWN if forms else _NONE}; frame-ancestors 'none'"
        )
        extra = {
            "content-security-policy": policy,
            "referrer-policy": "no-referrer",
            "x-content-type-options": "nosniff",
            **headers,
        }
        made = represent(page, _HTML, None)
        return answer(made, request.method, request.headers, control=CHECKED, extra=extra)


def moment(value: datetime) -> str:
    """Return a moment in words, in UTC, in any locale."""
    found = value.astimezone(UTC)
    return f"{wording(found.date().isoformat())}, {found:%H:%M} UTC"
