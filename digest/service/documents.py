"""Documents from what a user names: files, standard input, JSON Lines."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING

from digest.errors import InputError
from digest.ingest.documents import is_article, read_items
from digest.ingest.files import OpenFile, open_input
from digest.ingest.jsonl import document, records
from digest.model.article import Document, MediaType
from digest.model.received import Link, Received, Refused
from digest.text.decode import decode

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator


def load_documents(paths: Iterable[str]) -> Iterator[Document]:
    """Yield the documents of `paths` in order; "-" is standard input, `.gz` is unpacked.

    Raises:
        InputError: an input is missing, empty, too large, binary, or no article.
    """
    for path in paths:
        with open_input(path) as source:
            if source.form == "jsonl":
                yield from _lines(source)
            else:
                yield from _whole(source)


def _lines(source: OpenFile) -> Iterator[Document]:
    found = False
    for where, record in records(source):
        found = True
        yield document(where, record)
    if not found:
        raise InputError(f"{source.name} is empty; give a file that holds articles.")


def _whole(source: OpenFile) -> Iterator[Document]:
    content = source.read_document()
    if is_article(source, content):
        kind = MediaType.HTML if source.form == "html" else MediaType.TEXT
        yield decoded(Received(source.name, kind, content))
        return
    for item in read_items(source.plain_name, content):
        if isinstance(item, Refused):
            raise InputError(f"{item.name} cannot be used: {item.reason}")
        if isinstance(item, Link):
            raise InputError(
                f"{source.name} is a list of links, and nothing is fetched here; take it into a "
                "service with `digest ingest`."
            )
        yield decoded(item)


def decoded(given: Received) -> Document:
    """Return a received document with its bytes as text.

    Raises:
        InputError: they are no text.
    """
    html = given.media_type is MediaType.HTML
    content = (
        given.content.decode(given.charset, "replace")
        if given.charset
        else decode(given.content, given.name, html=html)
    )
    return Document(
        name=given.name, media_type=given.media_type, content=content, **asdict(given.given)
    )
