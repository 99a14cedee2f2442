"""A stream of bytes taken apart into lines as it comes, packed or not, in bounded memory.

Form: https://github.com/ndjson/ndjson-spec; gzip: https://www.rfc-editor.org/rfc/rfc1952
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from dataclasses import dataclass

from starlette.datastructures import Headers
from starlette.types import Scope

from digest.errors import InputError

MEDIA_TYPES = frozenset({"application/x-ndjson", "application/ndjson", "application/jsonl"})
"""What lines of JSON are called; none of them is registered."""

_ARTICLES = "/api/v1/articles"
_GZIP = 31  # zlib's window bits that stand for the form of gzip
_PIECE = 1 << 16
_MOST_RATIO = 200
"""How many times as long as what was sent it may get unpacked: news as JSON gets 3 to 6 times as
long, the same article again and again some 100 times, zeros 1,000 times."""
_FREE_RATIO = 1 << 24
"""Bytes unpacked from which on the ratio is looked at."""


def is_lines(scope: Scope) -> bool:
    """Return whether a request sends articles as lines, of which there may be any number."""
    if scope["method"] != "POST" or not scope["path"].endswith(_ARTICLES):
        return False
    told = Headers(scope=scope).get("content-type", "")
    return told.partition(";")[0].strip().lower() in MEDIA_TYPES


@dataclass(frozen=True, slots=True)
class Line:
    """A line that is not empty, by its number from 1; `content` is None when it was too long."""

    number: int
    content: bytes | None


class Unpacker:
    """Unpacks gzip as it comes: one member after another, never much more than was sent."""

    def __init__(self) -> None:
        """Begin before the first byte."""
        self._inflate = zlib.decompressobj(_GZIP)
        self._sent = 0
        self._unpacked = 0

    def feed(self, chunk: bytes) -> Iterator[bytes]:
        """Yield what the next bytes hold, in pieces.

        Raises:
            InputError: they are no gzip, or hold far more than articles would.
        """
        self._sent += len(chunk)
        while chunk:
            if self._inflate.eof:  # another member follows
                self._inflate = zlib.decompressobj(_GZIP)
            try:
                piece = self._inflate.decompress(chunk, _PIECE)
            except zlib.error:
                raise InputError("The body is no gzip; send it as it is, or packed anew.") from None
            chunk = self._inflate.unconsumed_tail or self._inflate.unused_data
            self._unpacked += len(piece)
            if self._unpacked > max(self._sent * _MOST_RATIO, _FREE_RATIO):
                raise InputError(
                    f"The body is unpacked more than {_MOST_RATIO} times as long as it was sent, "
                    "which no articles are; send them unpacked."
                )
            yield piece

    def end(self) -> None:
        """Check that nothing is missing.

        Raises:
            InputError: the last member breaks off.
        """
        if self._sent and not self._inflate.eof:
            raise InputError("The body breaks off within gzip; send it again.")


class Splitter:
    """Takes a stream of bytes apart into lines; a line beyond `longest` bytes is passed over."""

    def __init__(self, longest: int) -> None:
        """Begin before the first byte."""
        self._longest = longest
        self._parts: list[bytes] = []
        self._length = 0
        self._number = 1

    def feed(self, chunk: bytes) -> Iterator[Line]:
        """Yield the lines that end in the next bytes."""
        *ended, rest = chunk.split(b"\n")
        for part in ended:
            self._add(part)
            yield from self.end()
            self._number += 1
        self._add(rest)

    def end(self) -> Iterator[Line]:
        """Yield the line that was begun, if there is any of it."""
        if self._length > self._longest:
            yield Line(self._number, None)
        elif content := b"".join(self._parts).strip():
            yield Line(self._number, content)
        self._parts, self._length = [], 0

    def _add(self, part: bytes) -> None:
        self._length += len(part)
        if self._length > self._longest:
            self._parts = []
        elif part:
            self._parts.append(part)
