"""Reads a file, or standard input, as bytes within limits; `.gz` is unpacked on the way.

https://man7.org/linux/man-pages/man2/open.2.html
"""

from __future__ import annotations

import errno
import gzip
import io
import os
import stat
import sys
import zlib
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal, Protocol, cast

from digest.errors import InputError
from digest.ingest.limits import MAX_DOCUMENT_BYTES, MAX_IMPORT_BYTES

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
_MANY = (".jsonl", ".ndjson", ".zip", ".warc")
"""Endings of files that hold many documents, and may be as large as those are together."""
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

    @property
    def plain_name(self) -> str:
        """The name without the ending of packed files."""
        return self.name.removesuffix(".gz")

    def read_document(self) -> bytes:
        """Return the whole input.

        Raises:
            InputError: it is empty, broken, or larger than one of its kind may be: a document, or
                a file of many.
        """
        many = self.plain_name.lower().endswith(_MANY)
        most = MAX_IMPORT_BYTES if many else MAX_DOCUMENT_BYTES
        try:
            data = self.stream.read(most + 1)
        except (OSError, EOFError, zlib.error) as error:
            raise InputError(f"{self.name} cannot be read: {_reason(error)}.") from error
        if len(data) > most:
            what = "a file of many" if many else "one article"
            cure = "" if many else ", or give several articles as .jsonl"
            raise InputError(
                f"{self.name} is larger than {most // 1_000_000} MB, the most that {what} may "
                f"have; split it{cure}."
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


def read_raw(path: Path) -> bytes:
    """Return the bytes of a file as it lies there, packed or not; links are not followed.

    Raises:
        FileNotFoundError: it is not there any more.
        InputError: it is no plain file, may not be read, or is too large.
    """
    try:
        # A pipe would make us wait for a writer.
        handle = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    except FileNotFoundError:
        raise
    except (OSError, ValueError) as error:
        if getattr(error, "errno", None) in {errno.ELOOP, errno.ENXIO}:
            raise InputError(_no_file(path.name)) from error
        raise InputError(f"{path.name} cannot be opened: {_reason(error)}.") from error
    with open(handle, "rb") as file:  # noqa: PTH123 - it is a handle
        told = os.fstat(handle)
        if not stat.S_ISREG(told.st_mode):
            raise InputError(_no_file(path.name))
        if told.st_size > MAX_IMPORT_BYTES:
            raise InputError(_too_large(path.name))
        try:
            data = file.read(MAX_IMPORT_BYTES + 1)
        except OSError as error:
            raise InputError(f"{path.name} cannot be read: {_reason(error)}.") from error
    if len(data) > MAX_IMPORT_BYTES:
        raise InputError(_too_large(path.name))
    return data


@contextmanager
def open_raw(name: str, data: bytes) -> Iterator[OpenFile]:
    """Open the bytes of a file that was called `name`; the form follows from the name's ending."""
    with ExitStack() as stack:
        plain = name.removesuffix(".gz")
        raw = cast("io.RawIOBase", io.BytesIO(data))
        stream: io.BufferedReader = stack.enter_context(io.BufferedReader(raw))
        yield OpenFile(plain, _form(plain), _unpacked(stack, stream))


def _no_file(name: str) -> str:
    return f"{name} is no file but a link or a device; put a file here."


def _too_large(name: str) -> str:
    return f"{name} is larger than {MAX_IMPORT_BYTES // 1_000_000} MB; split it."


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
