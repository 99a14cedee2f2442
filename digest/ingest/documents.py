"""Whatever a user names becomes documents and links: by the ending of its name, file by file."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

from digest.errors import InputError
from digest.ingest.archive import members
from digest.ingest.exports import is_bookmarks, read_bookmarks, read_csv, read_json
from digest.ingest.limits import MAX_DOCUMENT_BYTES
from digest.ingest.mail import read_message
from digest.ingest.office import read_docx, read_pdf
from digest.model.article import MediaType
from digest.model.received import Link, Received, Refused

if TYPE_CHECKING:
    from collections.abc import Iterator

Item: TypeAlias = Received | Link | Refused

SUFFIXES = frozenset(
    {".txt", ".text", ".md", ".html", ".htm", ".xhtml", ".eml", ".docx", ".pdf", ".zip"}
    | {".csv", ".json"}
)
"""Endings of names that are read here; JSON Lines, and what is gzipped, are read as streams."""


def read_items(name: str, content: bytes) -> Iterator[Item]:
    """Yield what a file holds: one document, the members of an archive, the links of an export.

    Raises:
        InputError: the file as a whole cannot be used.
    """
    if Path(name).suffix.lower() != ".zip":
        yield from _read(name, content)
        return
    for member in members(name, content):
        if isinstance(member, Refused):
            yield member
            continue
        inner, data = member
        if Path(inner).suffix.lower() not in SUFFIXES - {".zip"}:
            yield Refused(inner, "It is of no kind that is read.")
            continue
        try:
            yield from _read(inner, data)
        except InputError as error:
            yield Refused(inner, str(error))


def _read(name: str, content: bytes) -> Iterator[Item]:
    if len(content) > MAX_DOCUMENT_BYTES:
        raise InputError(f"{name} is larger than {MAX_DOCUMENT_BYTES // 1_000_000} MB; split it.")
    if not content.strip():
        raise InputError(f"{name} is empty; give a file that holds an article.")
    suffix = Path(name).suffix.lower()
    if suffix == ".eml":
        yield read_message(name, content)
    elif suffix == ".docx":
        yield read_docx(name, content)
    elif suffix == ".pdf":
        yield read_pdf(name, content)
    elif suffix == ".csv":
        yield from read_csv(name, content)
    elif suffix == ".json":
        yield from read_json(name, content)
    elif suffix in {".html", ".htm", ".xhtml"}:
        if is_bookmarks(content):
            yield from read_bookmarks(content)
        else:
            yield Received(name, MediaType.HTML, content)
    else:
        yield Received(name, MediaType.TEXT, content)
