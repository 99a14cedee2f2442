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

from weasyprint import CSS, HTML, Attachment
from weasyprint.text.ffi import harfbuzz_subset
from weasyprint.urls import URLFetcher, URLFetcherResponse

from digest.publish.pdf_fonts import PackagedFonts
from digest.publish.pdf_structure import add_ua_metadata, complete_tags
from digest.publish.pdf_versions import versions

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime
    from pathlib import Path

    from weasyprint.document import Document

    from digest.publish.logo import Logo
    from digest.publish.templates import Templates

__all__ = [
    "PackagedFetcher",
    "has_subsetter",
    "lay_out",
    "load_fonts",
    "missing_characters",
    "page_count",
    "versions",
    "without",
    "write",
]

_SCHEME = "asset:"
_LOGO = "logo"
_FONTS = "fonts"
_REPLACEMENT = "\N{REPLACEMENT CHARACTER}"
_VARIANT = "pdf/a-3a"


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


def lay_out(html: str, styles: str, *, templates: Templates, logo: Logo | None) -> Document:
    """Return `html`, styled and broken into pages, to be written by `write`."""
    fetcher = PackagedFetcher(templates, logo)
    fonts = load_fonts(templates)
    sheet = CSS(string=styles, base_url=_SCHEME, url_fetcher=fetcher, font_config=fonts)
    with _quiet():
        return HTML(string=html, base_url=_SCHEME, url_fetcher=fetcher).render(
            stylesheets=[sheet], font_config=fonts, pdf_variant=_VARIANT
        )


def page_count(document: Document) -> int:
    """Return how many pages a document has."""
    return len(document.pages)


def write(document: Document, *, attachment: bytes, moment: datetime, identifier: bytes) -> bytes:  # noqa: D417
    """Return `document` as PDF, `attachment` inside.

    Args:
        moment: aware UTC, the date of the file and of its attachment.
        identifier: the file's identifier, ASCII.
    """
    evidence = Attachment(
        file_obj=io.BytesIO(attachment),
        name="edition.json",
        description="The evidence: every sentence's place, every date's proof, every source's text",
        created=moment,
        modified=moment,
        relationship="Data",
        url_fetcher=document.url_fetcher,
    )
    with _quiet(), complete_tags(document):
        written: bytes = document.write_pdf(
            finisher=add_ua_metadata,
            attachments=[evidence],
            pdf_variant=_VARIANT,
            pdf_identifier=identifier,
        )
    return written


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
    CPU time and the same memory.
    """
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()


@lru_cache(maxsize=4)
def _fonts(folders: tuple[Path, ...]) -> PackagedFonts:
    return PackagedFonts(
        file for folder in folders for file in sorted((folder / _FONTS).glob("*.[ot]tf"))
    )
