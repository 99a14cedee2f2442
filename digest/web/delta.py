"""Only what is new in a feed, for readers that say which version they have: RFC 3229 with `feed`.

https://www.rfc-editor.org/rfc/rfc3229 (A-IM, IM, 226) and the instance manipulation `feed` of
http://bobwyman.main.jp/blog/2004/09/using_rfc3229_w.html: a document of the feed that holds the
entries alone that the reader's version had not, or had otherwise.

What a version held is remembered for a while by its entity tag. A version that is not known any
more gets the whole feed, so nothing depends on this memory.
"""

from __future__ import annotations

import hashlib
import re
import threading
from collections import OrderedDict
from collections.abc import Mapping
from http import HTTPStatus

from starlette.responses import Response

from digest.web.caching import Representation, negotiate, represent

MOST = 1024
"""Tags remembered, three for a version: of some 30 marks of 16 bytes each, a megabyte at most."""

# Our own documents, in which what readers see as HTML is escaped or sanitised: none of these
# strings stands anywhere but around an entry.
_ENTRIES = {
    "application/atom+xml": re.compile(rb"<entry[ >].*?</entry>", re.DOTALL),
    "application/rss+xml": re.compile(rb"<item>.*?</item>", re.DOTALL),
}
_MARK = 16  # bytes: two entries of a feed never share them
_ASKED = re.compile(r"(?:^|,)\s*feed\s*(?:;|,|$)")


class Versions:
    """The versions of feeds that were sent lately; safe to use from several threads."""

    def __init__(self, most: int = MOST) -> None:
        """Remember at most `most` versions."""
        self._most = most
        self._held: OrderedDict[str, frozenset[bytes]] = OrderedDict()
        self._lock = threading.Lock()

    def remember(self, file: Representation) -> None:
        """Remember which entries a feed holds; what is no feed is not looked at."""
        pattern = _pattern(file)
        if pattern is None:
            return
        tags = [variant.etag for variant in file.variants.values()]
        with self._lock:
            if all(tag in self._held for tag in tags):
                return
        content = file.variants["identity"].content
        held = frozenset(_mark(entry) for entry in pattern.findall(content))
        with self._lock:
            self._held |= dict.fromkeys(tags, held)
            while len(self._held) > self._most:
                self._held.popitem(last=False)

    def since(self, file: Representation, tags: str) -> bytes | None:
        """Return the feed with the entries alone that none of the versions with `tags` had.

        `tags` are those of `If-None-Match`. None where no such version is known, or where all
        entries are new.
        """
        pattern = _pattern(file)
        with self._lock:
            found = [
                self._held[tag.strip()] for tag in tags.split(",") if tag.strip() in self._held
            ]
        if pattern is None or not found:
            return None
        had = frozenset[bytes]().union(*found)
        content = file.variants["identity"].content
        new = pattern.sub(lambda entry: b"" if _mark(entry[0]) in had else entry[0], content)
        return new if len(new) < len(content) else None


def answer_new(content: bytes, file: Representation, asked: Mapping[str, str]) -> Response:
    """Return the response with the new entries of a feed, packed as the reader likes.

    The tag is that of the version which the reader has then: of the whole, packed alike.
    """
    whole = negotiate(file, asked.get("accept-encoding", ""))
    sent = negotiate(represent(content, file.media_type, None), asked.get("accept-encoding", ""))
    headers = {
        "im": "feed",
        "etag": whole.etag,
        "cache-control": "no-store, im",  # caches that do not know the status keep nothing of it
        "vary": "A-IM, Accept-Encoding",
        "x-content-type-options": "nosniff",
        "content-type": file.media_type,
    }
    if sent.encoding != "identity":
        headers["content-encoding"] = sent.encoding
    return Response(sent.content, HTTPStatus.IM_USED, headers)


def is_asked(header: str) -> bool:
    """Tell whether `A-IM` asks for the entries that are new."""
    return _ASKED.search(header.lower()) is not None


def _pattern(file: Representation) -> re.Pattern[bytes] | None:
    return _ENTRIES.get(file.media_type.partition(";")[0])


def _mark(entry: bytes) -> bytes:
    return hashlib.sha256(entry).digest()[:_MARK]
