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

    from digest.publish.templates import Templates

__all__ = [
    "PackagedFetcher",
    "has_subsetter",
    "load_fonts",
    "missing_characters",
    "print_pdf",
    "versions",
    "without",
]

_SCHEME = "asset:"
_FONTS = "fonts"
_REPLACEMENT = "\N{REPLACEMENT CHARACTER}"
_VARIANT = "pdf/a-3a"


class PackagedFetcher(URLFetcher):  # type: ignore[misc] # weasyprint is untyped
    """Serves asset:PATH from the template folders; every other address is refused."""

    def __init__(self, templates: Templates) -> None:
        """Serve the assets of `templates`."""
        super().__init__(allowed_protocols=(), allow_redirects=False, fail_on_errors=False)
        self._templates = templates

    def fetch(self, url: str, headers: object = None) -> URLFetcherResponse:  # noqa: ARG002
        """Return the file of an asset.

        Raises:
            ValueError: the address is not an asset's.
            FileNotFoundError: there is no such asset.
        """
        if not url.startswith(_SCHEME):
            raise ValueError(f"not an asset: {url[:80]}")
        path = re.split(r"[?#]", url.removeprefix(_SCHEME))[0]
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


def print_pdf(  # noqa: D417
    html: str,
    styles: str,
    *,
    attachment: bytes,
    moment: datetime,
    identifier: bytes,
    templates: Templates,
) -> bytes:
    """Return `html` printed with `styles`, `attachment` inside.

    Args:
        moment: aware UTC, the date of the file and of its attachment.
        identifier: the file's identifier, ASCII.
    """
    fetcher = PackagedFetcher(templates)
    fonts = load_fonts(templates)
    sheet = CSS(string=styles, base_url=_SCHEME, url_fetcher=fetcher, font_config=fonts)
    evidence = Attachment(
        file_obj=io.BytesIO(attachment),
        name="edition.json",
        description="The evidence: every sentence's place, every date's proof, every source's text",
        created=moment,
        modified=moment,
        relationship="Data",
        url_fetcher=fetcher,
    )
    # WeasyPrint 70 leaves the file of its colour profile for the garbage collector to close.
    with warnings.catch_warnings(), _collector_at_rest():
        warnings.simplefilter("ignore", ResourceWarning)
        document = HTML(string=html, base_url=_SCHEME, url_fetcher=fetcher).render(
            stylesheets=[sheet],
            font_config=fonts,
            attachments=[evidence],
            pdf_variant=_VARIANT,
            pdf_identifier=identifier,
        )
        with complete_tags(document):
            printed: bytes = document.write_pdf(
                finisher=add_ua_metadata,
                attachments=[evidence],
                pdf_variant=_VARIANT,
                pdf_identifier=identifier,
            )
    return printed


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
