"""WeasyPrint, fed with packaged files alone: HTML and CSS in, PDF/A-3a bytes out.

Importing this module needs Pango and HarfBuzz; `digest.publish.pdf` loads it when it must.
"""

from __future__ import annotations

import contextlib
import gc
import io
import mimetypes
import re
import warnings
from functools import lru_cache
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

from weasyprint import CSS, HTML, Attachment, cssselect2
from weasyprint.text.ffi import harfbuzz_subset
from weasyprint.urls import URLFetcher, URLFetcherResponse

from digest.publish.pdf_flow import Flow, Shifted
from digest.publish.pdf_fonts import PackagedFonts
from digest.publish.pdf_paper import Paper
from digest.publish.pdf_shortcuts import shortcuts
from digest.publish.pdf_styles import Known
from digest.publish.pdf_versions import versions

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime
    from pathlib import Path

    from digest.publish.logo import Logo
    from digest.publish.templates import Templates

__all__ = [
    "PackagedFetcher",
    "has_subsetter",
    "load_fonts",
    "missing_characters",
    "print_briefing",
    "versions",
    "without",
]

_SCHEME = "asset:"
_LOGO = "logo"
_FONTS = "fonts"
_REPLACEMENT = "\N{REPLACEMENT CHARACTER}"
_ATTEMPTS = 3
"""Tries until page numbers are what they are: a line of the contents may break elsewhere once its
number is known. Each try begins with the numbers of the one before, and the last one keeps them."""


class PackagedFetcher(URLFetcher):  # type: ignore[misc] # weasyprint is untyped
    """Serves asset:PATH from the template folders; every other address is refused."""

    def __init__(self, templates: Templates, logo: Logo | None = None) -> None:
        """Serve the assets of `templates`, and `logo` as asset:logo."""
        super().__init__(allowed_protocols=(), allow_redirects=False, fail_on_errors=False)
        self._templates = templates
        self._logo = logo

    def fetch(self, url: str, headers: object = None) -> URLFetcherResponse:
        """Return the file of an asset.

        Raises:
            ValueError: the address is not an asset's.
            FileNotFoundError: there is no such asset.
        """
        if not url.startswith(_SCHEME):
            raise ValueError(f"not an asset: {url[:80]}")
        path = re.split(r"[?#]", url.removeprefix(_SCHEME))[0]
        if path == _LOGO and self._logo is not None:
            headers = {"Content-Type": self._logo.media_type}
            return URLFetcherResponse(url, self._logo.content, headers)
        file = self._templates.asset(path)
        kind = mimetypes.guess_type(file.name)[0] or "application/octet-stream"
        return URLFetcherResponse(url, file.read_bytes(), {"Content-Type": kind})


class _Document(HTML):  # type: ignore[misc] # weasyprint is untyped
    """A document read as XML, which takes a tenth of the time, where it is XML too.

    The packaged templates make both in one; those of users may be HTML alone.
    """

    def __init__(self, text: str, fetcher: PackagedFetcher) -> None:
        try:
            root = ET.fromstring(text)  # noqa: S314 - made here, and expat expands little
        except ET.ParseError:
            super().__init__(string=text, base_url=_SCHEME, url_fetcher=fetcher)
            return
        self.base_url, self.url_fetcher, self.media_type = _SCHEME, fetcher, "print"
        self.wrapper_element = cssselect2.ElementWrapper.from_html_root(root, content_language=None)
        self.etree_element = self.wrapper_element.etree_element


def has_subsetter() -> bool:
    """Return whether HarfBuzz can subset fonts; without it the bytes would differ."""
    return harfbuzz_subset is not None


def load_fonts(templates: Templates) -> PackagedFonts:
    """Return the packaged fonts, and those of the user's own folder, loaded once a process."""
    return _fonts(templates.folders)


def missing_characters(html: str, templates: Templates) -> tuple[str, ...]:
    """Return the characters of `html` that no packaged font has."""
    return load_fonts(templates).missing(html)


def without(html: str, characters: tuple[str, ...]) -> str:
    """Return `html` with `characters` replaced: PDF/A allows no reference to a missing glyph."""
    return html.translate(dict.fromkeys(map(ord, characters), _REPLACEMENT))


def print_briefing(
    html: str,
    styles: str,
    *,
    templates: Templates,
    logo: Logo | None,
    attachment: bytes,
    moment: datetime,
    identifier: bytes,
    most_pages: int | None = None,
) -> bytes | None:
    """Return `html`, styled by `styles`, as PDF, or None if that is more pages than told.

    `attachment` is the evidence, attached as edition.json; `moment`, aware UTC, is the date of
    both; `identifier`, ASCII, is the file's.
    """
    fetcher = PackagedFetcher(templates, logo)
    fonts = load_fonts(templates)
    evidence = Attachment(
        file_obj=io.BytesIO(attachment),
        name="edition.json",
        description="The evidence: every sentence's place, every date's proof, every source's text",
        created=moment,
        modified=moment,
        relationship="Data",
        url_fetcher=fetcher,
    )
    with _quiet(), shortcuts():
        sheet, known = _sheet(styles, templates)
        known.tidy(fonts)
        return _printed(html, sheet, known, fetcher, evidence, identifier, most_pages)


def _printed(
    html: str,
    sheet: CSS,
    known: Known,
    fetcher: PackagedFetcher,
    evidence: Attachment,
    identifier: bytes,
    most_pages: int | None,
) -> bytes | None:
    guess = None
    for attempt in range(_ATTEMPTS):
        document = _Document(html, fetcher)
        flow = Flow(document, sheet, known, guess, sure=attempt == _ATTEMPTS - 1)
        with contextlib.suppress(Shifted):
            paper = _painted(document, flow, most_pages)
            break
        guess = flow.found
    return paper.written(evidence, identifier) if paper else None


def _painted(document: HTML, flow: Flow, most_pages: int | None) -> Paper | None:
    paper = Paper(document, flow.anchors)
    for page in flow.pages():
        if most_pages is not None and page.number >= most_pages:
            return None
        if not page.waits:
            paper.add(page.number, page.box)
    for page in flow.again():
        paper.add(page.number, page.box)
    for number, margins in enumerate(flow.margins()):
        paper.furnish(number, margins)
    return paper


@contextlib.contextmanager
def _quiet() -> Iterator[None]:
    """Keep the collector at rest, and WeasyPrint 70's warning of a file that it leaves to it."""
    with warnings.catch_warnings(), _collector_at_rest():
        warnings.simplefilter("ignore", ResourceWarning)
        yield


@contextlib.contextmanager
def _collector_at_rest() -> Iterator[None]:
    """Keep the garbage collector from walking a document that is still growing.

    It finds nothing to free there: without it a briefing of 14 to 116 pages takes a fifth less
    CPU time and the same memory. At the end it looks through what is new alone, so that nothing
    of a document stays until the next one.
    """
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        gc.collect(0)
        if enabled:
            gc.enable()


@lru_cache(maxsize=8)
def _sheet(styles: str, templates: Templates) -> tuple[CSS, Known]:
    """Return a stylesheet, read once for all editions that look alike, and the styles it made."""
    fonts, fetcher = load_fonts(templates), PackagedFetcher(templates)
    sheet = CSS(string=styles, base_url=_SCHEME, url_fetcher=fetcher, font_config=fonts)
    return sheet, Known(fonts)


@lru_cache(maxsize=4)
def _fonts(folders: tuple[Path, ...]) -> PackagedFonts:
    return PackagedFonts(
        file for folder in folders for file in sorted((folder / _FONTS).glob("*.[ot]tf"))
    )
