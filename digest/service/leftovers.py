"""Whether bytes hold words of a text that is to go: as they are, in markup, packed or printed."""

from __future__ import annotations

import gzip
import html
import re
import zipfile
import zlib
from io import BytesIO
from typing import TYPE_CHECKING

from digest.compose.citations import fold
from digest.errors import InputError
from digest.publish.pdf_reading import read_printed

if TYPE_CHECKING:
    from collections.abc import Iterable

_SHORTEST = 24
"""Characters of a passage that tells a text from others; "He declined to comment." has as many."""
_LENGTH = 60
"""Characters that are looked for: a page has markup in a sentence at its last word."""
_ENDS = re.compile(r"(?<=[.!?])\s+|\n+")
_TAG = re.compile(r"<[^<>]*>")
_ESCAPED = 2
"""Times that text is escaped at most: in HTML, and that in the XML of a feed."""
_CODE = re.compile(r"\\u([0-9a-fA-F]{4})")
_ESCAPE = re.compile(r"\\([\"\\,;])")


def passages(texts: Iterable[str]) -> frozenset[str]:
    """Return the beginnings of the sentences of texts, those that are no matter of chance."""
    found = (_plain(piece) for text in texts for piece in _ENDS.split(text))
    return frozenset(one[:_LENGTH] for one in found if len(one) >= _SHORTEST)


def share(content: bytes, wanted: frozenset[str]) -> float:
    """Return how much of the passages `wanted` stands in `content`, from 0 to 1."""
    if not wanted:
        return 0.0
    said = "\n".join(_said(part) for part in _parts(content))
    return sum(one in said for one in wanted) / len(wanted)


def _said(content: bytes) -> str:
    """Return text as it reads: lines of calendars joined, escapes of JSON undone, no markup."""
    joined = content.replace(b"\r\n ", b"").decode("utf-8", "replace")
    coded = _CODE.sub(lambda found: chr(int(found[1], 16)), joined)
    return _plain(_ESCAPE.sub(r"\1", coded.replace("\\n", " ")))


def _plain(text: str) -> str:
    """Return text without markup, also where that is escaped once or twice, as in feeds."""
    for _ in range(_ESCAPED):
        text = html.unescape(_TAG.sub("", text))
    return fold(_TAG.sub("", text))


def _parts(content: bytes) -> Iterable[bytes]:
    """Return what a file holds: a book's documents, a briefing's evidence, what is packed."""
    try:
        if content.startswith(b"%PDF-"):
            return [told for _, told in read_printed(content, "a briefing", text=False).attached]
        if content.startswith(b"PK\x03\x04"):
            with zipfile.ZipFile(BytesIO(content)) as packed:
                return [packed.read(name) for name in packed.namelist()]
        if content.startswith(b"\x1f\x8b"):
            return [gzip.decompress(content)]
    except (InputError, OSError, EOFError, zlib.error, zipfile.BadZipFile):
        return [content]
    return [content]
