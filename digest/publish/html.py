"""The edition as one self-contained page: readable without scripts, in light and dark, on paper.

The page loads nothing: its style stands in it, named by its hash in a content security policy
that allows no script, no frame and no foreign file.
"""

from __future__ import annotations

import base64
import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

import digest
from digest.publish.colour import NIGHT, WASH, checked, readable
from digest.publish.graphic import PAGE, PHONE, draw
from digest.publish.squeeze import squeezed
from digest.publish.view import view

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from digest.model.edition import Edition
    from digest.publish.graphic import Graphic
    from digest.publish.shown import Entry
    from digest.publish.templates import Templates

_TEMPLATE = "pages/edition.html.j2"
_STYLES = "pages/page.css.j2"


@dataclass(frozen=True, slots=True)
class PageLinks:
    """Where the other forms of an edition lie; None where there is no such form.

    The defaults are the names of the files beside the page. `canonical` is absolute. `home` is the
    page of all digests, `digest` that of this one; a page that stands alone has neither.
    """

    rss: str | None = "rss.xml"
    atom: str | None = "atom.xml"
    json: str | None = "feed.json"
    pdf: str | None = "briefing.pdf"
    ics: str | None = "timeline.ics"
    timeline: str | None = "timeline.json"
    evidence: str | None = "edition.json"
    canonical: str | None = None
    home: str | None = None
    digest: str | None = None


@dataclass(frozen=True, slots=True)
class Drawn:
    """A timeline's graphic twice: for a wide and for a narrow screen.

    What a mark of the wide one stands for is told beneath; `told` says for each mark of the narrow
    one which of these tellings its first event is in.
    """

    wide: Graphic
    narrow: Graphic
    told: tuple[int, ...]


def page(edition: Edition, *, templates: Templates, links: PageLinks) -> bytes:
    """Return the page of `edition` in UTF-8; the same arguments give the same bytes.

    Raises:
        UsageError: the accent of the settings is no colour, or a template is wrong.
    """
    shown = view(edition)
    accent = checked(edition.settings.accent)
    day = edition.as_of.date()
    graphics = {s.id: _drawn((*s.timeline, *s.watch), day) for s in shown.stories}
    loose = _drawn((*shown.loose, *shown.loose_watch), day)
    every = [drawn for drawn in (*graphics.values(), loose) if drawn]
    looks = {
        "accent": readable(accent, WASH),
        "night_accent": readable(accent, NIGHT),
        "marks": max((len(drawn.wide.marks) for drawn in every), default=0),
    }
    styles = squeezed(templates.render(_STYLES, looks))
    context = {
        "edition": shown,
        "links": links,
        "styles": styles,
        "styles_hash": _hash(styles),
        "graphics": graphics,
        "loose_graphic": loose,
        "program": f"article-digest {digest.__version__}",
    }
    return templates.render(_TEMPLATE, context).encode()


def _drawn(entries: Iterable[Entry], day: date) -> Drawn | None:
    """Return the graphics of two events or more: one alone needs no picture."""
    entries = tuple(entries)
    wide, narrow = draw(entries, day, PAGE), draw(entries, day, PHONE)
    if wide is None or narrow is None or len(entries) == 1:
        return None
    places = {e.id: place for place, mark in enumerate(wide.marks) for e in mark.entries}
    return Drawn(wide, narrow, tuple(places[mark.entries[0].id] for mark in narrow.marks))


def _hash(styles: str) -> str:
    """Return a style sheet's hash as a content security policy names it."""
    return f"sha256-{base64.b64encode(hashlib.sha256(styles.encode()).digest()).decode()}"
