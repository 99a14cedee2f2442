"""Web archives: the pages among the records of a crawl, under the addresses they had.

https://iipc.github.io/warc-specifications/specifications/warc-format/warc-1.1/
"""

from __future__ import annotations

import re
import zlib
from typing import TYPE_CHECKING, NamedTuple

from digest.errors import InputError
from digest.ingest.limits import MAX_DOCUMENT_BYTES
from digest.model.article import MediaType
from digest.model.received import Given, Received, Refused
from digest.net.charset import codec_of, declared_charset

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_VERSION = re.compile(rb"WARC/\d\.\d\r?\n")
_END_OF_HEAD = re.compile(rb"\r?\n\r?\n")
_GAP = re.compile(rb"[\r\n]*")
_LONGEST_HEAD = 65_536
_PAGES = {
    "text/html": MediaType.HTML,
    "application/xhtml+xml": MediaType.HTML,
    "text/plain": MediaType.TEXT,
}
_PACKED = frozenset({"gzip", "x-gzip", "deflate"})
_PLAIN = frozenset({"", "identity"})
_EITHER_WRAPPER = 32 + zlib.MAX_WBITS  # gzip's or zlib's, told by its first bytes
_CHUNK_SIZE = re.compile(rb"([0-9a-fA-F]{1,8})[^\r\n]{0,1000}\r\n")


class _Record(NamedTuple):
    """A record: its own headers, and where its block lies in the archive."""

    headers: Mapping[str, str]
    start: int
    end: int


class _UnusableError(Exception):
    """One page of an archive cannot be used; the message says why."""


def read_warc(name: str, content: bytes) -> Iterator[Received | Refused]:
    """Yield the pages of a web archive that was unpacked; what are no pages is passed over.

    Raises:
        InputError: it is no such archive, or broken from some record on.
    """
    for record in _records(name, content):
        url = record.headers.get("warc-target-uri", "").strip("<> ")
        kind = record.headers.get("warc-type")
        if kind not in {"response", "resource"} or not url.startswith(("http://", "https://")):
            continue
        block = content[record.start : record.end]
        try:
            page = _page(url, record.headers, block, answered=kind == "response")
        except _UnusableError as error:
            yield Refused(url, str(error))
        else:
            if page is not None:
                yield page


def _records(name: str, content: bytes) -> Iterator[_Record]:
    place = 0
    while place < len(content):
        head = _END_OF_HEAD.search(content, place, place + _LONGEST_HEAD)
        begun = _VERSION.match(content, place)
        if begun is None or head is None:
            raise InputError(
                f"{name} is no web archive that can be read: at byte {place} no record begins."
            )
        headers = _headers(content[begun.end() : head.start()])
        length = headers.get("content-length", "")
        if not length.isdecimal() or head.end() + int(length) > len(content):
            raise InputError(f"{name} is cut off, or not as it says, at byte {place}.")
        end = head.end() + int(length)
        yield _Record(headers, head.end(), end)
        place = end
        gap = _GAP.match(content, place)
        place = gap.end() if gap else place


def _page(url: str, told: Mapping[str, str], block: bytes, *, answered: bool) -> Received | None:
    headers, body = told, block
    if answered:
        head = _END_OF_HEAD.search(block, 0, _LONGEST_HEAD)
        if head is None:
            raise _UnusableError("It holds no answer of a server.")
        status, _, rest = block[: head.start()].partition(b"\n")
        if status.split()[1:2] != [b"200"]:
            return None
        headers, body = _headers(rest), block[head.end() :]
    content_type = headers.get("content-type", "")
    kind = _PAGES.get(content_type.partition(";")[0].strip().lower())
    if kind is None or not body.strip():
        return None
    if answered:
        body = _decoded(headers, body)
    if len(body) > MAX_DOCUMENT_BYTES:
        raise _UnusableError(f"It is larger than {MAX_DOCUMENT_BYTES // 1_000_000} MB.")
    charset = codec_of(declared_charset(content_type))
    return Received(url, kind, body, Given(url=url), charset)


def _headers(head: bytes) -> dict[str, str]:
    """Return the headers of a block, names in lower case; of a repeated one the first counts."""
    found: dict[str, str] = {}
    for line in head.decode("utf-8", "replace").splitlines():
        name, colon, value = line.partition(":")
        if colon:
            found.setdefault(name.strip().lower(), value.replace("\0", "").strip())
    return found


def _decoded(headers: Mapping[str, str], body: bytes) -> bytes:
    """Undo the codings of HTTP; some programs undid them already and kept the headers."""
    if headers.get("transfer-encoding", "").lower() == "chunked":
        body = _joined(body) or body
    coding = headers.get("content-encoding", "").strip().lower()
    if coding in _PACKED:
        try:
            body = zlib.decompressobj(_EITHER_WRAPPER).decompress(body, MAX_DOCUMENT_BYTES + 1)
        except zlib.error:
            return body
    elif coding not in _PLAIN:
        raise _UnusableError(f"It is packed as {coding!r}, which is not read.")
    return body


def _joined(body: bytes) -> bytes | None:
    """Return the chunks of a body as one, or None when it is not in chunks."""
    parts: list[bytes] = []
    place = 0
    while size := _CHUNK_SIZE.match(body, place):
        length = int(size[1], 16)
        if not length:
            return b"".join(parts)
        parts.append(body[size.end() : size.end() + length])
        place = size.end() + length + len(b"\r\n")
    return None
