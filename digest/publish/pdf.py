"""The briefing: an edition as one PDF file, PDF/A-3a and PDF/UA-1, its evidence attached.

WeasyPrint and the system libraries it needs are loaded at the first briefing (or by `preload`),
so that commands which print nothing do not wait for them, and do not need them.
"""

from __future__ import annotations

import contextlib
import hashlib
import importlib
import io
import logging
import re
import shutil
import sys
import threading
import warnings
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import digest
from digest.errors import MissingPartError, UsageError
from digest.model.settings import Layout, Tlp
from digest.publish.colour import PAPER, checked, readable
from digest.publish.flash import SIZES, flash
from digest.publish.graphic import BRIEFING, draw
from digest.publish.logo import logo_of
from digest.publish.safe import safe_text
from digest.publish.size import TOO_LONG, too_long
from digest.publish.typography import clip
from digest.publish.view import view

if TYPE_CHECKING:
    from collections.abc import Mapping

    from digest.model.edition import Edition
    from digest.publish.templates import Templates

_LOG = logging.getLogger(__name__)
_TEMPLATE = "briefing/briefing.html.j2"
_FLASH = "briefing/flash.html.j2"
_STYLES = "briefing/briefing.css.j2"
_ENGINE = "digest.publish.pdf_engine"
_PAPERS = {"a4": "A4", "letter": "Letter"}
# On black, as the standard says: https://www.first.org/tlp/#Colour-coding
_TLP_COLOURS = {
    Tlp.RED: "#ff2b2b",
    Tlp.AMBER_STRICT: "#ffc000",
    Tlp.AMBER: "#ffc000",
    Tlp.GREEN: "#33ff00",
    Tlp.CLEAR: "#ffffff",
}
_TAG = re.compile(r"<[^>]*>")
_UNBROKEN = re.compile(r"\S{40,}")  # fits a line of the text, set in the widest letters
_RUNNING_TITLE = 62
_IDENTIFIER_LENGTH = 32
_INSTALL = {
    "apt-get": "sudo apt-get install libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0",
    "dnf": "sudo dnf install pango harfbuzz",
    "apk": "sudo apk add pango harfbuzz",
    "pacman": "sudo pacman -S pango harfbuzz",
    "brew": "brew install pango harfbuzz",
}

# Pango and HarfBuzz objects are shared by all briefings of a process, and no two threads may use
# them at once.
_ONE_AT_A_TIME = threading.Lock()


@dataclass(frozen=True, slots=True)
class Briefing:
    """A rendered briefing, and the characters that no packaged font has."""

    pdf: bytes
    missing: tuple[str, ...]


def briefing(edition: Edition, *, attachment: bytes, templates: Templates) -> bytes:
    """Return `edition` as PDF; `attachment` is its evidence, attached as edition.json.

    An edition that is too long to print becomes one page, which says so.

    The same arguments give the same bytes, in any process, time zone and locale. Characters
    that no packaged font has show as a replacement character, are named in the briefing and
    logged as a warning.

    Raises:
        MissingPartError: Pango or HarfBuzz is not installed; says how to install it.
        UsageError: paper, accent or logo of the settings cannot be, or a template is wrong.
    """
    made = render(edition, attachment=attachment, templates=templates)
    if made.missing:
        _LOG.warning("no packaged font has %s", ", ".join(made.missing))
    return made.pdf


def render(edition: Edition, *, attachment: bytes, templates: Templates) -> Briefing:
    """Return what `briefing` does, with the characters that could not be set."""
    engine = _engine()
    sheet = _Sheet(engine, templates, _context(engine, edition, attachment, templates))
    with _ONE_AT_A_TIME:
        if edition.settings.layout is Layout.FLASH or too_long(edition):
            pdf, missing = _fitting(sheet, edition, attachment)
        else:
            pdf, missing = sheet.printed(_TEMPLATE, {}, edition, attachment)
    return Briefing(pdf, tuple(f"U+{ord(char):04X}" for char in missing))


def _fitting(sheet: _Sheet, edition: Edition, attachment: bytes) -> tuple[bytes, tuple[str, ...]]:
    """Return the flash layout with as much of the edition as one page holds."""
    for size in SIZES:
        more = {"flash": flash(sheet.context["edition"], size, note=sheet.context["note"])}
        pdf, missing = sheet.printed(_FLASH, more, edition, attachment, most_pages=1)
        if pdf is not None:
            return pdf, missing
    _LOG.warning("not even one sentence of this edition fits on one page with its headline")
    return sheet.printed(_FLASH, more, edition, attachment)


@dataclass(frozen=True, slots=True)
class _Sheet:
    """What the layouts of one edition share: engine, templates, context."""

    engine: Any
    templates: Templates
    context: dict[str, Any]

    def printed(
        self,
        template: str,
        more: Mapping[str, object],
        edition: Edition,
        attachment: bytes,
        most_pages: int | None = None,
    ) -> tuple[Any, tuple[str, ...]]:
        """Return the PDF of `template`, None if too long, and the characters that no font has."""
        context = {**self.context, **more}
        html = self.templates.render(template, context | {"missing": ()})
        missing = self.engine.missing_characters(html, self.templates)
        if missing:
            html = self.templates.render(template, context | {"missing": missing})
            html = self.engine.without(html, missing)
        words = _TAG.sub(" ", html).replace(context["seal"], "")
        styles = self.templates.render(
            _STYLES, context | {"unbroken": bool(_UNBROKEN.search(words))}
        )
        pdf = self.engine.print_briefing(
            html,
            styles,
            templates=self.templates,
            logo=context["logo"],
            attachment=attachment,
            moment=edition.as_of,
            identifier=seal(attachment)[:_IDENTIFIER_LENGTH].encode(),
            most_pages=most_pages,
        )
        return pdf, missing


def maker(templates: Templates) -> str:
    """Return what briefings of this process say they are made by: program, versions, templates.

    Where two say the same, the same edition gives the same bytes.

    Raises:
        MissingPartError: Pango or HarfBuzz is not installed.
    """
    return _maker(_engine(), templates)


def preload(templates: Templates) -> None:
    """Load the engine and the packaged fonts, so that a worker's first briefing is quick.

    Raises:
        MissingPartError: Pango or HarfBuzz is not installed.
    """
    engine = _engine()
    with _ONE_AT_A_TIME:
        engine.load_fonts(templates)


def _context(
    engine: Any,  # noqa: ANN401 - a module
    edition: Edition,
    attachment: bytes,
    templates: Templates,
) -> dict[str, Any]:
    """Return what templates are filled from; docs/templates.md tells each name."""
    settings = edition.settings
    shown = view(edition)
    day = edition.as_of.date()
    return {
        "edition": shown,
        "graphics": {
            story.id: draw((*story.timeline, *story.watch), day, BRIEFING)
            for story in shown.stories
        },
        "loose_graphic": draw((*shown.loose, *shown.loose_watch), day, BRIEFING),
        "running_title": clip(shown.title, _RUNNING_TITLE),
        "seal": seal(attachment),
        "program": _program(),
        "maker": _maker(engine, templates),
        "paper": _paper(settings.paper),
        "accent": readable(checked(settings.accent), PAPER),
        "logo": logo_of(settings.logo) if settings.logo else None,
        "distribution": safe_text(settings.distribution or ""),
        "note": TOO_LONG if too_long(edition) else None,
        "tlp": settings.tlp.value if settings.tlp else None,
        "tlp_colour": _TLP_COLOURS.get(settings.tlp) if settings.tlp else None,
    }


def _program() -> str:
    return f"article-digest {digest.__version__}"


def _maker(engine: Any, templates: Templates) -> str:  # noqa: ANN401 - a module
    own = templates.fingerprint
    return f"{_program()} ({engine.versions()})" + (f", own templates {own}" if own else "")


def seal(attachment: bytes) -> str:
    """Return what a briefing with that evidence bears as its seal."""
    return hashlib.sha256(attachment).hexdigest()


def _paper(wanted: str) -> str:
    try:
        return _PAPERS[wanted.lower()]
    except KeyError:
        raise UsageError(f"not a paper size: {wanted!r}; write A4 or Letter") from None


def _engine() -> Any:  # noqa: ANN401 - a module, loaded when first needed
    """Return `digest.publish.pdf_engine`, loaded on first use."""
    try:
        # WeasyPrint prints advice when a library is missing and warns of empty font folders of
        # the system; ours is the one sentence below, and only packaged fonts are used.
        with warnings.catch_warnings(), contextlib.redirect_stdout(io.StringIO()):
            warnings.simplefilter("ignore")
            engine = importlib.import_module(_ENGINE)
    except OSError as error:
        raise MissingPartError(_advice()) from error
    if not engine.has_subsetter():
        raise MissingPartError(_advice())
    return engine


def _advice() -> str:
    managers = ("brew",) if sys.platform == "darwin" else ("apt-get", "dnf", "apk", "pacman")
    found = next((name for name in managers if shutil.which(name)), None)
    how = f"run: {_INSTALL[found]}" if found else "install Pango and HarfBuzz (harfbuzz-subset)"
    return f"A PDF briefing needs the system libraries Pango and HarfBuzz; {how}"
