"""Exports of read-later services and browsers: lists of links, with titles and dates.

Netscape bookmark files (browsers, Pocket), CSV with a URL column (Instapaper, Readwise Reader,
Pocket), JSON arrays of objects with a `url` (wallabag, Omnivore).
"""

from __future__ import annotations

import csv
import io
import json
import re
from html import unescape
from typing import TYPE_CHECKING, Any

from digest.errors import InputError
from digest.model.received import Given, Link

if TYPE_CHECKING:
    from collections.abc import Iterator

_ANCHOR = re.compile(
    rb"<a\s[^<>]{0,9000}?href\s*=\s*\"([^\"]{1,8000})\"[^>]*>([^<]*)<", re.IGNORECASE
)
_BOOKMARKS = re.compile(rb"netscape-bookmark-file|<title>\s*pocket export", re.IGNORECASE)
_HEAD = 4096
_WEB = ("http://", "https://")


def is_bookmarks(content: bytes) -> bool:
    """Return whether an HTML file is a list of bookmarks, and no page."""
    return _BOOKMARKS.search(content[:_HEAD]) is not None


def read_bookmarks(content: bytes) -> Iterator[Link]:
    """Yield the links of a bookmark file; what is no web address is passed over."""
    for match in _ANCHOR.finditer(content):
        url = unescape(match[1].decode("utf-8", "replace"))
        if url.startswith(_WEB):
            title = " ".join(unescape(match[2].decode("utf-8", "replace")).split())
            yield Link(url, Given(title=title if title and title != url else None))


def read_csv(name: str, content: bytes) -> Iterator[Link]:
    """Yield the links of a table with a column `URL`.

    Raises:
        InputError: it has no such column, or is no table.
    """
    text = content.decode("utf-8-sig", "replace").replace("\0", "")
    try:
        rows = csv.DictReader(io.StringIO(text, newline=""))
        names = {field.strip().lower(): field for field in rows.fieldnames or ()}
        if "url" not in names:
            raise InputError(f"{name} has no column named URL in its first line; add one.")
        for row in rows:
            url = (row.get(names["url"]) or "").strip()
            if url.startswith(_WEB):
                title = (row.get(names.get("title", "")) or "").strip()
                yield Link(url, Given(title=title or None))
    except csv.Error as error:
        raise InputError(f"{name} is no table that can be read ({error}).") from error


def read_json(name: str, content: bytes) -> Iterator[Link]:
    """Yield the links of a JSON array of objects, each with a `url`.

    Raises:
        InputError: it is none.
    """
    try:
        told = json.loads(content)
    except (ValueError, RecursionError) as error:
        raise InputError(f"{name} is no JSON ({type(error).__name__}).") from None
    items = told if isinstance(told, list) else None
    if items is None or not all(isinstance(item, dict) for item in items):
        raise InputError(f"{name} is no list of objects; articles are given as .jsonl.")
    for item in items:
        url = _text(item, "url") or _text(item, "originalArticleUrl") or _text(item, "given_url")
        if url and url.startswith(_WEB):
            yield Link(url, Given(title=_text(item, "title"), language=_text(item, "language")))


def _text(item: dict[str, Any], name: str) -> str | None:
    value = item.get(name)
    if not isinstance(value, str):
        return None
    return value.replace("\0", "").encode("utf-8", "replace").decode().strip() or None
