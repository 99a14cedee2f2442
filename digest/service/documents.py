"""Documents from what a user names: files, standard input, JSON Lines."""

from __future__ import annotations

from typing import TYPE_CHECKING

from digest.errors import InputError
from digest.ingest.files import OpenFile, open_input
from digest.ingest.jsonl import document, records
from digest.model.article import Document, MediaType
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
                yield _whole(source)


def _lines(source: OpenFile) -> Iterator[Document]:
    found = False
    for where, record in records(source):
        found = True
        yield document(where, record)
    if not found:
        raise InputError(f"{source.name} is empty; give a file that holds articles.")


def _whole(source: OpenFile) -> Document:
    html = source.form == "html"
    return Document(
        name=source.name,
        media_type=MediaType.HTML if html else MediaType.TEXT,
        content=decode(source.read_document(), source.name, html=html),
    )
