"""Whatever a user names becomes documents and links: by the ending of its name, file by file."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

from digest.errors import InputError
from digest.ingest.archive import members
from digest.ingest.exports import is_bookmarks, read_bookmarks, read_csv, read_json
from digest.ingest.files import open_raw
from digest.ingest.jsonl import named_page, received, records
from digest.ingest.limits import MAX_DOCUMENT_BYTES, MAX_IMPORT_BYTES
from digest.ingest.mail import read_message
from digest.ingest.office import read_docx, read_pdf
from digest.ingest.warc import read_warc
from digest.model.article import MediaType
from digest.model.received import Link, Received, Refused

if TYPE_CHECKING:
    from collections.abc import Iterator

    from digest.ingest.files import OpenFile

Item: TypeAlias = Received | Link | Refused

_ONE = {".eml": read_message, ".docx": read_docx, ".pdf": read_pdf}
_SEVERAL = {".csv": read_csv, ".json": read_json, ".warc": read_warc}
_PAGES = frozenset({".html", ".htm", ".xhtml"})
_TEXTS = frozenset({".txt", ".text", ".md"})
_LINES = frozenset({".jsonl", ".ndjson"})
_ARCHIVE = ".zip"

SUFFIXES = _TEXTS | _PAGES | _LINES | _ONE.keys() | _SEVERAL.keys() | {_ARCHIVE}
"""Endings of names that are read here; each may be gzipped, and stand in an archive."""


def is_article(opened: OpenFile, content: bytes) -> bool:
    """Return whether a file's bytes are an article as they are: a text, or a page of one."""
    suffix = Path(opened.plain_name).suffix.lower()
    if opened.form == "jsonl" or suffix in SUFFIXES - _PAGES - _TEXTS:
        return False
    return suffix not in _PAGES or not is_bookmarks(content)


def read_file(opened: OpenFile) -> Iterator[Item]:
    """Yield what an open file holds, in any form that is read; what cannot be used says why.

    Raises:
        InputError: the file as a whole cannot be used, or not from some line on.
    """
    if opened.form == "jsonl":
        yield from _read_lines(opened)
    else:
        yield from read_items(opened.plain_name, opened.read_document())


def read_items(name: str, content: bytes) -> Iterator[Item]:
    """Yield what a file holds: one document, the members of an archive, the links of an export.

    Raises:
        InputError: the file as a whole cannot be used.
    """
    if Path(name).suffix.lower() != _ARCHIVE:
        yield from _read(name, content)
        return
    for member in members(name, content):
        if isinstance(member, Refused):
            yield member
            continue
        inner, data = member
        if Path(inner).suffix.lower() not in SUFFIXES - {_ARCHIVE}:
            yield Refused(inner, "It is of no kind that is read.")
            continue
        try:
            yield from _read(inner, data)
        except InputError as error:
            yield Refused(inner, str(error))


def _read(name: str, content: bytes) -> Iterator[Item]:
    suffix = Path(name).suffix.lower()
    most = MAX_IMPORT_BYTES if suffix == ".warc" else MAX_DOCUMENT_BYTES
    if len(content) > most:
        raise InputError(f"{name} is larger than {most // 1_000_000} MB; split it.")
    if not content.strip():
        raise InputError(f"{name} is empty; give a file that holds an article.")
    if suffix in _ONE:
        yield _ONE[suffix](name, content)
    elif suffix in _SEVERAL:
        yield from _SEVERAL[suffix](name, content)
    elif suffix in _LINES:
        with open_raw(name, content) as opened:
            yield from _read_lines(opened)
    elif suffix not in _PAGES:
        yield Received(name, MediaType.TEXT, content)
    elif is_bookmarks(content):
        yield from read_bookmarks(content)
    else:
        yield Received(name, MediaType.HTML, content)


def _read_lines(opened: OpenFile) -> Iterator[Item]:
    for where, record in records(opened):
        try:
            yield named_page(where, record) or received(where, record)
        except InputError as error:
            yield Refused(where, str(error))
