"""What a site asks of robots: which paths to leave alone, and how long to wait in between.

https://www.rfc-editor.org/rfc/rfc9309, read by Protego.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from protego import Protego

if TYPE_CHECKING:
    from datetime import datetime

    from digest.net.url import Target

MOST = 512_000
"""Bytes of a robots.txt that are read: RFC 9309 asks for at least 500 KiB."""
KEPT = timedelta(hours=24)
"""How long one holds: the longest that RFC 9309 allows."""
KEPT_UNREACHABLE = timedelta(minutes=10)
"""How long a site whose robots.txt fails is left alone before it is asked for again."""
PRODUCT = "article-digest"
"""The name that robots.txt may address us by."""
_LONGEST_DELAY = 60.0
"""Seconds: a longer crawl delay would let a poll of one feed take hours; it is cut to this."""
_FOUND = 200
_ABSENT = range(400, 500)


@dataclass(frozen=True, slots=True)
class Robots:
    """A site's rules as they were found; `text` is None when they could not be had.

    Then nothing may be fetched, as RFC 9309 asks (2.3.1.4). `until` is an aware time.
    """

    text: str | None
    until: datetime


def robots_of(status: int, content: bytes, now: datetime) -> Robots:
    """Return the rules that an answer to /robots.txt stands for."""
    if status == _FOUND:
        return Robots(content.decode("utf-8", "replace"), now + KEPT)
    if status in _ABSENT:
        return Robots("", now + KEPT)
    return Robots(None, now + KEPT_UNREACHABLE)


def may_fetch(robots: Robots, target: Target) -> bool:
    """Return whether the site lets us fetch `target`."""
    if robots.text is None:
        return False
    return not robots.text or bool(Protego.parse(robots.text).can_fetch(target.url, PRODUCT))


def crawl_delay(robots: Robots) -> float:
    """Return the seconds that the site asks for between two requests, at most a minute, else 0."""
    if not robots.text:
        return 0.0
    told = Protego.parse(robots.text).crawl_delay(PRODUCT)
    return min(max(float(told or 0.0), 0.0), _LONGEST_DELAY)
