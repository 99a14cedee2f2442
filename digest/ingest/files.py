"""Reads a file, or standard input, as bytes within limits; `.gz` is unpacked on the way."""

from __future__ import annotations

import gzip
import io
import sys
import zlib
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal, Protocol, cast

from digest.errors import InputError
from digest.ingest.limits import MAX_DOCUMENT_BYTES

if TYPE_CHECKING:
    from collections.abc import Iterator

Form = Literal["text", "html", "jsonl"]

STDIN = "-"
_FORMS: dict[str, Form] = {
    ".txt": "text",
    ".text": "text",
    ".html": "html",
    ".htm": "html",
    ".xhtml": "html",
    ".jsonl": "jsonl",
    ".ndjson": "jsonl",
}
_GZIP_MAGIC = b"\x1f\x8b"
_SNIFFED = 512


class ByteStream(Protocol):
    """What is read from: a file, a pipe, or a gzip stream over either."""

    def read(self, size: int, /) -> bytes:
        """Return at most `size` bytes."""
        ...

    def readline(self, size: int, /) -> bytes:
        """Return a line of at most `size` bytes."""
        ...


@dataclass(frozen=True, slots=True)
class OpenFile:
    """An open input: its name for messages, its form, and its unpacked bytes."""

    name: str
    form: Form
    stream: ByteStream

    def read_document(self) -> bytes:
        """Return the whole input as one document.

        Raises:
            InputError: it is empty, larger than a document may be, or broken.
        """
        try:
            data = self.stream.read(MAX_DOCUMENT_BYTES + 1)
        except (OSError, EOFError, zlib.error) as error:
            raise InputError(f"{self.name} cannot be read: {_reason(error)}.") from error
        if len(data) > MAX_DOCUMENT_BYTES:
            raise InputError(
                f"{self.name} is larger than {MAX_DOCUMENT_BYTES // 1_000_000} MB, the most that "
                "one article may have; split it, or give several articles as .jsonl."
            )
        if not data.strip():
            raise InputError(f"{self.name} is empty; give a file that holds an article.")
        return data

    def lines(self, limit: int) -> Iterator[tuple[int, bytes]]:
        """Yield the lines that are not blank with their number, from 1.

        Raises:
            InputError: a line is longer than `limit` bytes, or the input is broken.
        """
        number = 0
        try:
            while line := self.stream.readline(limit + 1):
                number += 1
                if len(line) > limit:
                    raise InputError(
                        f"{self.name}, line {number} is longer than {limit // 1_000_000} MB; "
                        "one line holds one article."
                    )
                if line.strip():
                    yield number, line
        except (OSError, EOFError, zlib.error) as error:
            raise InputError(f"{self.name} cannot be read: {_reason(error)}.") from error


@contextmanager
def open_input(path: str) -> Iterator[OpenFile]:
    """Open `path` ("-" is standard input); the form follows from the name's ending.

    Raises:
        InputError: there is no such file, it is a folder, or it may not be read.
    """
    with ExitStack() as stack:
        if path == STDIN:
            yield _sniffed(_unpacked(stack, cast("io.BufferedReader", sys.stdin.buffer)))
            return
        stream = stack.enter_context(_opened(path))
        name = Path(path).name.removesuffix(".gz")
        yield OpenFile(path, _form(name), _unpacked(stack, stream))


def _opened(path: str) -> io.BufferedReader:
    place = Path(path)
    try:
        if place.is_dir():
            raise InputError(
                f"{path} is a folder; name the files in it, for example {place / '*.txt'}."
            )
        return place.open("rb")
    except FileNotFoundError:
        raise InputError(f"There is no file {path}; check the path.") from None
    except (OSError, ValueError) as error:
        raise InputError(f"{path} cannot be opened: {_reason(error)}.") from error


def _unpacked(stack: ExitStack, stream: io.BufferedReader) -> io.BufferedReader:
    """Return `stream`, or what is inside when it is compressed by gzip."""
    if stream.peek(2)[:2] != _GZIP_MAGIC:
        return stream
    unpacked = stack.enter_context(gzip.GzipFile(fileobj=stream))
    return stack.enter_context(io.BufferedReader(cast("io.RawIOBase", unpacked)))


def _form(name: str) -> Form:
    return _FORMS.get(Path(name).suffix.lower(), "text")


def _sniffed(stream: io.BufferedReader) -> OpenFile:
    """Tell JSON Lines and HTML from text by how standard input begins."""
    try:
        start = stream.peek(_SNIFFED)[:_SNIFFED].lstrip().lower()
    except (OSError, EOFError, zlib.error) as error:
        raise InputError(f"Standard input cannot be read: {_reason(error)}.") from error
    form: Form = "text"
    if start.startswith(b"{"):
        form = "jsonl"
    elif start.startswith((b"<!doctype html", b"<html", b"<?xml")):
        form = "html"
    return OpenFile("standard input", form, stream)


def _reason(error: Exception) -> str:
    return getattr(error, "strerror", None) or str(error) or type(error).__name__
