"""The one way out to the web: guarded, polite, and over in time.

Each hop of a redirect is judged like the first: its address, its site's robots.txt, its turn.
"""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING

from digest.errors import FetchError, ForbiddenUrlError
from digest.net.charset import declared_charset
from digest.net.connect import Deadline, connect, system_resolver
from digest.net.exchange import Asked, ask, media_type
from digest.net.manners import INTERVAL
from digest.net.retry_after import retry_after
from digest.net.robots import MOST, Robots, crawl_delay, may_fetch, robots_of
from digest.net.url import follow, parse_url

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import datetime

    from digest.net.connect import Resolver
    from digest.net.exchange import Answer
    from digest.net.manners import Manners
    from digest.net.reach import Opening
    from digest.net.url import Target

SECONDS = 25.0
"""What a fetch may take in all, its redirects and waits for turns included: well below a lease."""
MOST_BYTES = 5_000_000
"""Decoded bytes: of pages65 the largest page has 2.3 MB, feeds of 500 entries have one."""
REDIRECTS = 5
"""The fetch standard allows 20, real sites need three."""
_REDIRECT = frozenset({301, 302, 303, 307, 308})
_LASTING = frozenset({301, 308})
_ABSENT = 404
_TRY_LATER = frozenset({429, 503})
_LATER = timedelta(minutes=5)
"""How long a host rests that says it is overloaded and not until when."""


@dataclass(frozen=True, slots=True)
class Fetched:
    """What lies at an address.

    `url` is where the answer came from. `moved` is where the address leads by permanent redirects
    alone, None when it did not move. A 304 has no content.
    """

    url: str
    status: int
    headers: Mapping[str, str]
    content: bytes
    moved: str | None = None

    @property
    def media_type(self) -> str:
        """The declared media type, in lower case; empty when none is."""
        return media_type(self.headers)

    @property
    def charset(self) -> str | None:
        """The declared charset, or None."""
        return declared_charset(self.headers.get("content-type", ""))


@dataclass(frozen=True, slots=True)
class Fetcher:
    """Fetches for one service; `agent` says who asks and how to reach them.

    `openings` are the private places it may go to. `clock` returns aware UTC.
    """

    agent: str
    manners: Manners
    clock: Callable[[], datetime]
    openings: tuple[Opening, ...] = ()
    interval: timedelta = INTERVAL
    seconds: float = SECONDS
    most_bytes: int = MOST_BYTES
    resolve: Resolver = system_resolver
    sleep: Callable[[float], None] = field(default=time.sleep)

    def get(
        self,
        url: str,
        *,
        wants: Callable[[str], bool],
        headers: Mapping[str, str] | None = None,
    ) -> Fetched:
        """Return what lies at `url` once redirects are followed, whatever its status.

        `wants` judges media types; `headers` are sent besides our own, to the first address only.

        Raises:
            UnsafeUrlError: a hop leads where this service does not go.
            ForbiddenUrlError: a site's robots.txt asks us not to.
            UnwantedError: it is too large or of the wrong kind.
            HostBusyError: the host's turn comes later; come again then.
            FetchError: it cannot be had now.
        """
        deadline = Deadline.after(self.seconds)
        target = start = lasting = parse_url(url)
        extra = dict(headers or {})
        still_lasting = True
        for _ in range(REDIRECTS + 1):
            robots = self._robots(target, deadline)
            if not may_fetch(robots, target):
                raise ForbiddenUrlError(_forbidden(target, robots))
            asked = Asked({**self._headers(), **extra}, self.most_bytes, wants)
            answer = self._ask(target, asked, deadline, crawl_delay(robots))
            location = answer.headers.get("location")
            if answer.status not in _REDIRECT or not location:
                moved = lasting.url if lasting != start else None
                return Fetched(target.url, answer.status, answer.headers, answer.content, moved)
            target = follow(target, location)
            still_lasting = still_lasting and answer.status in _LASTING
            if still_lasting:
                lasting = target
            if target.origin != start.origin:
                extra = {}
        raise FetchError(f"{start.url} redirects more than {REDIRECTS} times; check the address.")

    def _headers(self) -> dict[str, str]:
        return {"User-Agent": self.agent, "Accept": "*/*;q=0.8"}

    def _ask(self, target: Target, asked: Asked, deadline: Deadline, delay: float = 0.0) -> Answer:
        self._wait(target, deadline, delay)
        with connect(target, self.openings, self.resolve, deadline) as connection:
            answer = ask(connection, target, asked, deadline)
        if answer.status in _TRY_LATER:
            now = self.clock()
            until = retry_after(answer.headers.get("retry-after"), now) or now + _LATER
            self.manners.rest(target.host, until)
        return answer

    def _wait(self, target: Target, deadline: Deadline, delay: float) -> None:
        now = self.clock()
        interval = max(self.interval, timedelta(seconds=delay))
        wait = (self.manners.turn(target.host, interval, now) - now).total_seconds()
        if wait > 0:
            self.sleep(min(wait, deadline.left()))

    def _robots(self, target: Target, deadline: Deadline) -> Robots:
        now = self.clock()
        known = self.manners.robots(target.origin)
        if known is not None and known.until > now:
            return known
        robots = self._asked_robots(parse_url(f"{target.origin}/robots.txt"), deadline)
        self.manners.keep_robots(target.origin, robots)
        return robots

    def _asked_robots(self, target: Target, deadline: Deadline) -> Robots:
        asked = Asked(self._headers(), MOST, lambda _kind: True, cut=True)
        for _ in range(REDIRECTS + 1):
            answer = self._ask(target, asked, deadline)
            location = answer.headers.get("location")
            if answer.status not in _REDIRECT or not location:
                return robots_of(answer.status, answer.content, self.clock())
            target = follow(target, location)
        return robots_of(_ABSENT, b"", self.clock())


def _forbidden(target: Target, robots: Robots) -> str:
    if robots.text is None:
        return (
            f"The robots.txt of {target.host} cannot be read, so nothing of it is fetched; it is "
            "asked for again in ten minutes."
        )
    return f"The robots.txt of {target.host} asks that {target.path} be not fetched."
