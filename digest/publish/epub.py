"""An edition as a book: EPUB 3.3, its evidence inside.

https://www.w3.org/TR/epub-33/
"""

from __future__ import annotations

import zipfile
from dataclasses import dataclass
from datetime import UTC
from io import BytesIO
from typing import TYPE_CHECKING

import digest
from digest.publish.colour import PAPER, checked, readable
from digest.publish.ids import edition_id
from digest.publish.pdf import seal
from digest.publish.safe import safe_text
from digest.publish.view import view

if TYPE_CHECKING:
    from digest.model.edition import Edition
    from digest.publish.shown import EditionView
    from digest.publish.templates import Templates

_MEDIA_TYPE = b"application/epub+zip"
_CONTAINER = b"""<?xml version="1.0" encoding="utf-8"?>
<container version="1.0" xmlns="urn:oasis:names:tc:opendocument:xmlns:container">
<rootfiles>
<rootfile full-path="EPUB/package.opf" media-type="application/oebps-package+xml"/>
</rootfiles>
</container>
"""
_EPOCH = (1980, 1, 1, 0, 0, 0)
"""The first moment that ZIP can tell: the same edition gives the same bytes at any time."""
_PLAIN_FILE = 0o644 << 16
_UNIX = 3


@dataclass(frozen=True, slots=True)
class Chapter:
    """A document of the book: its file, its title in the contents, and the template it is from."""

    file: str
    title: str
    template: str
    story: str | None = None


def epub(edition: Edition, *, attachment: bytes, templates: Templates) -> bytes:
    """Return `edition` as EPUB; `attachment` is its evidence, inside as edition.json.

    The same arguments give the same bytes.

    Raises:
        UsageError: the accent of the settings is no colour, or a template is wrong.
    """
    settings = edition.settings
    shown = view(edition)
    chapters = _chapters(shown)
    minted = edition.as_of.date()
    context = {
        "edition": shown,
        "documents": chapters,
        "files": {chapter.story: chapter for chapter in chapters if chapter.story},
        "identifier": edition_id(settings.base_url, edition.digest, edition.key, minted=minted),
        "modified": edition.as_of.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        "accent": readable(checked(settings.accent), PAPER),
        "tlp": settings.tlp.value if settings.tlp else None,
        "distribution": safe_text(settings.distribution or ""),
        "seal": seal(attachment),
        "program": f"article-digest {digest.__version__}",
    }
    stories = {story.id: story for story in shown.stories}
    files = {
        f"EPUB/{chapter.file}": templates.render(
            f"epub/{chapter.template}.xhtml.j2",
            context | ({"story": stories[chapter.story]} if chapter.story else {}),
        )
        for chapter in chapters
    }
    for name in ("package.opf", "nav.xhtml", "style.css"):
        files[f"EPUB/{name}"] = templates.render(f"epub/{name}.j2", context)
    return _packed(
        {"META-INF/container.xml": _CONTAINER}
        | {name: text.encode() for name, text in files.items()}
        | {"EPUB/edition.json": attachment}
    )


def _chapters(shown: EditionView) -> tuple[Chapter, ...]:
    stories = (
        Chapter(f"story-{story.number}.xhtml", story.title, "story", story.id)
        for story in shown.stories
    )
    timeline = (Chapter("timeline.xhtml", shown.loose_title, "timeline"),)
    return (
        Chapter("front.xhtml", shown.title, "front"),
        *stories,
        *(timeline if shown.loose or shown.loose_watch else ()),
        Chapter("sources.xhtml", "Sources", "sources"),
    )


def _packed(files: dict[str, bytes]) -> bytes:
    """Return a ZIP file of `files`, its media type first and not compressed (EPUB 3.3, 4.2.2)."""
    packed = BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr(_entry("mimetype", zipfile.ZIP_STORED), _MEDIA_TYPE)
        for name, content in files.items():
            archive.writestr(_entry(name, zipfile.ZIP_DEFLATED), content)
    return packed.getvalue()


def _entry(name: str, method: int) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name, _EPOCH)
    entry.compress_type = method
    entry.create_system = _UNIX
    entry.external_attr = _PLAIN_FILE
    return entry
