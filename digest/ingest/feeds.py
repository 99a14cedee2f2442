"""Feeds as they are read: RSS 0.9x to 2.0, RDF, Atom and JSON Feed, well formed or nearly so.

https://www.rssboard.org/rss-specification, https://www.rfc-editor.org/rfc/rfc4287, tombstones of
https://www.rfc-editor.org/rfc/rfc6721; by feedparser, with the sizes, depths and entities taken
care of before it sees a byte.
"""

from __future__ import annotations

import io
import re
from calendar import timegm
from datetime import UTC, datetime, timedelta
from html import unescape
from typing import TYPE_CHECKING, Any

import feedparser

from digest.ingest.jsonfeed import read_json_feed
from digest.model.source import Entry, Pace, ReadFeed

if TYPE_CHECKING:
    from time import struct_time

MOST_ENTRIES = 1000
"""Entries taken from one feed: the longest full archives that sites offer have some hundreds."""
_DEEPEST = 256
"""Open elements: a feed has under ten, XHTML inside an entry some thirty."""
_MOST_TAGS = 300_000
"""Tags outside of CDATA: a feed of 1,000 entries has 20,000; the parser of broken feeds takes 14 s
for a million of them."""
_ENTITY = re.compile(rb"<!ENTITY[^>]*>", re.IGNORECASE)
_TAG = re.compile(rb"<(/?)[a-zA-Z_][^<>]*?(/?)>")
_CDATA = re.compile(rb"<!\[CDATA\[.*?(?:\]\]>|\Z)", re.DOTALL)
_SKIPS = re.compile(rb"<(skipHours|skipDays)>(.*?)</\1>", re.DOTALL | re.IGNORECASE)
_SKIPPED = re.compile(rb"<(?:hour|day)>\s*(\w+)\s*<", re.IGNORECASE)
_TOMBSTONES = b"http://purl.org/atompub/tombstones/1.0"
_DELETED = re.compile(rb"""<(?:[\w.-]+:)?deleted-entry\s[^<>]*?\bref\s*=\s*("[^"<]*"|'[^'<]*')""")
_MARKUP = re.compile(r"<[^>]*>")
_CUT_OFF = re.compile(
    r"(…|\.\.\.|\[[^\]]*(…|\.\.\.)[^\]]*\]|(read|continue|more|weiter)\W*(more|reading|lesen)?\W*)$",
    re.IGNORECASE,
)
_FULL = 1200
"""Characters from which an entry's text is taken for the whole article, unless it ends like one
that was cut off: ours; teasers of feeds have 100 to 600, wire reports of full feeds 1,500 on."""
_DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_HOURS = 24
_PERIODS = {"hourly": 1, "daily": 24, "weekly": 168, "monthly": 720, "yearly": 8760}


def read_feed(content: bytes, url: str, content_type: str = "") -> ReadFeed:
    """Return what `content`, found at `url`, holds; never raises, whatever it is.

    What cannot be read at all has no entries and a `problem`; what is malformed but readable has
    both. Links are absolute. Entries that name neither themselves nor an address nor a title are
    left out, and of two with one key the first is taken.
    """
    if content.lstrip()[:1] in {b"{", b"["}:
        found = read_json_feed(content, url)
        return found or ReadFeed(None, None, (), problem="It is JSON, but no JSON Feed.")
    plain = _ENTITY.sub(b"", content)
    if _is_wild(plain):
        return ReadFeed(None, None, (), problem="It has more or deeper elements than any feed.")
    headers = {"content-location": url}
    if content_type:
        headers["content-type"] = content_type
    try:
        parsed = feedparser.parse(io.BytesIO(plain), response_headers=headers, sanitize_html=False)
    except Exception as error:  # noqa: BLE001 - strangers' bytes in a parser that guesses a lot
        return ReadFeed(None, None, (), problem=f"It cannot be read ({type(error).__name__}).")
    if not parsed.get("version") and not parsed.get("entries"):
        return ReadFeed(None, None, (), problem="It is no feed that could be read.")
    entries: dict[str, Entry] = {}
    for raw in parsed.entries[:MOST_ENTRIES]:
        entry = _entry(raw)
        if entry is not None:
            entries.setdefault(entry.key, entry)
    feed = parsed.feed
    return ReadFeed(
        title=_text(feed.get("title")),
        language=_text(feed.get("language")),
        entries=tuple(entries.values()),
        pace=_pace(feed, plain),
        problem=_said(parsed.get("bozo_exception")) if parsed.get("bozo") else None,
        hub=_linked(feed, "hub"),
        topic=_linked(feed, "self") or url,
        deleted=_deleted(plain),
    )


def _deleted(content: bytes) -> tuple[str, ...]:
    """Return the entries that a feed has tombstones for (RFC 6721, section 3)."""
    if _TOMBSTONES not in content:
        return ()
    found = _DELETED.findall(_CDATA.sub(b"", content))[:MOST_ENTRIES]
    keys = (unescape(ref.decode("utf-8", "replace")[1:-1]).strip() for ref in found)
    return tuple(dict.fromkeys(key for key in keys if key))


def _linked(feed: dict[str, Any], rel: str) -> str | None:
    for link in feed.get("links") or ():
        href = _text(link.get("href"))
        if link.get("rel") == rel and href and href.startswith(("http://", "https://")):
            return href
    return None


def is_whole(entry: Entry) -> bool:
    """Return whether an entry holds its article, not the beginning of it alone."""
    text = " ".join(unescape(_MARKUP.sub(" ", entry.html)).split())
    return len(text) >= _FULL and not _CUT_OFF.search(text)


def _entry(raw: dict[str, Any]) -> Entry | None:
    link = _text(raw.get("link"))
    url = link if link and link.startswith(("http://", "https://")) else None
    title = _text(raw.get("title"))
    key = _text(raw.get("id")) or url or title
    if not key:
        return None
    texts = [_text(c.get("value")) or "" for c in raw.get("content") or () if isinstance(c, dict)]
    texts.append(_text(raw.get("summary")) or "")
    named = [a.get("name") for a in raw.get("authors") or () if isinstance(a, dict)]
    return Entry(
        key=key,
        url=url,
        title=" ".join(unescape(_MARKUP.sub("", title)).split()) if title else None,
        published=_moment(dict.get(raw, "published_parsed") or dict.get(raw, "updated_parsed")),
        authors=tuple(dict.fromkeys(name for name in map(_text, named) if name)),
        html=max(texts, key=len),
    )


def _pace(feed: dict[str, Any], content: bytes) -> Pace:
    minutes = _number(feed.get("ttl"))
    period = _PERIODS.get(str(feed.get("sy_updateperiod", "")).strip().lower(), 0)
    often = max(_number(feed.get("sy_updatefrequency")), 1)
    hours: set[int] = set()
    days: set[int] = set()
    for skip in _SKIPS.finditer(content[:100_000]):
        for value in _SKIPPED.findall(skip[2]):
            word = value.decode("ascii", "replace").lower()
            if word.isdecimal():
                hours.add(int(word[:4]) % _HOURS)  # 24 is midnight in RSS 0.91
            elif word in _DAYS:
                days.add(_DAYS.index(word))
    if len(hours) == _HOURS or len(days) == len(_DAYS):
        hours, days = set(), set()  # a feed that is never to be read would not be published
    told = max(timedelta(minutes=minutes), timedelta(hours=period) / often)
    return Pace(told, frozenset(hours), frozenset(days))


def _is_wild(content: bytes) -> bool:
    depth = 0
    markup = _CDATA.sub(b"", content)
    if markup.count(b"<") > _MOST_TAGS:
        return True
    for match in _TAG.finditer(markup):
        if match[1]:
            depth = max(depth - 1, 0)
        elif not match[2]:
            depth += 1
            if depth > _DEEPEST:
                return True
    return False


def _moment(parsed: struct_time | None) -> str | None:
    if parsed is None:
        return None
    try:
        return datetime.fromtimestamp(timegm(parsed), UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    except (ValueError, OverflowError, OSError):
        return None


def _number(value: object) -> int:
    text = str(value or "").strip()
    return int(text[:6]) if text.isascii() and text.isdecimal() else 0


def _text(value: object) -> str | None:
    return value.strip() or None if isinstance(value, str) else None


def _said(error: object) -> str:
    return f"It is malformed ({str(error)[:200]}); what could be read of it was taken."
