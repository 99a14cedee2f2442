"""What was sent lately, kept in memory: a poll of a feed costs no query and no compression."""

from __future__ import annotations

import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from datetime import timedelta

from starlette.concurrency import run_in_threadpool

from digest.service import shelf
from digest.service.context import Context
from digest.service.sharedfeed import SharedForm
from digest.service.shelf import ShownFile
from digest.web.caching import Representation, represent

FRESH = timedelta(milliseconds=200)
"""How long a look at the database counts: well within the two seconds from an article's arrival
to its feed, and at 5,000 polls a second a query for a thousand of them."""
MOST_BYTES = 64 << 20
"""What a web process keeps: the feeds, pages and briefings of some hundred digests."""
_MOST_NAMES = 4096

Shown = ShownFile | SharedForm
Find = Callable[[], Shown]


class Kept:
    """The files that were sent lately; safe to use from several threads."""

    def __init__(
        self, context: Context, *, fresh: timedelta = FRESH, most: int = MOST_BYTES
    ) -> None:
        """Keep at most `most` bytes; look again after `fresh`."""
        self._context = context
        self._fresh = fresh.total_seconds()
        self._most = most
        self._found: OrderedDict[tuple[str, ...], tuple[float, Representation]] = OrderedDict()
        self._made: OrderedDict[Shown, Representation] = OrderedDict()
        self._bytes = 0
        self._lock = threading.Lock()

    async def get(self, name: tuple[str, ...], find: Find) -> tuple[Representation, float]:
        """Return the file that `find` finds, and until when that counts (monotonic).

        `name` tells it from all others.

        Raises:
            As `find`, and DamagedBlobError.
        """
        known = self._found.get(name)
        if known is not None and time.monotonic() < known[0]:
            return known[1], known[0]
        return await run_in_threadpool(self._look, name, find)

    def _look(self, name: tuple[str, ...], find: Find) -> tuple[Representation, float]:
        until = time.monotonic() + self._fresh
        file = find()
        with self._lock:
            made = self._made.get(file)
        if made is None:
            content = shelf.content(self._context, file)
            made = represent(content, file.media_type, file.modified)
        with self._lock:
            if file not in self._made:
                self._made[file] = made
                self._bytes += _weight(made)
            self._made.move_to_end(file)
            while self._bytes > self._most:
                self._bytes -= _weight(self._made.popitem(last=False)[1])
            self._found[name] = (until, made)
            self._found.move_to_end(name)
            self._forget_stale()
        return made, until

    def _forget_stale(self) -> None:
        """Let go of what no longer counts: a crawl of all briefings must not fill the memory."""
        now = time.monotonic()
        while self._found:
            until, _ = next(iter(self._found.values()))
            if until > now and len(self._found) <= _MOST_NAMES:
                break
            self._found.popitem(last=False)


def _weight(made: Representation) -> int:
    return sum(len(variant.content) for variant in made.variants.values())
