"""How a host is treated: whose turn it is, and what it asked for. The state may be anyone's."""

from __future__ import annotations

import threading
from datetime import timedelta
from typing import TYPE_CHECKING, Protocol

from digest.errors import HostBusyError

if TYPE_CHECKING:
    from datetime import datetime

    from digest.net.robots import Robots

INTERVAL = timedelta(seconds=1)
"""Between two requests to one host, whichever workers send them."""
PATIENCE = timedelta(seconds=3)
"""How long a turn is waited for; one that comes later is left, so that no worker sits idle."""


class Manners(Protocol):
    """What is known of hosts, and shared by all who fetch."""

    def turn(self, host: str, interval: timedelta, now: datetime) -> datetime:
        """Reserve the next turn at `host` and return its time, which is `now` or later.

        Raises:
            HostBusyError: it would be later than `PATIENCE`; nothing was reserved.
        """
        ...

    def rest(self, host: str, until: datetime) -> None:
        """Leave `host` alone until a moment."""
        ...

    def robots(self, origin: str) -> Robots | None:
        """Return the rules of a site that were kept, or None."""
        ...

    def keep_robots(self, origin: str, robots: Robots) -> None:
        """Keep the rules of a site."""
        ...


def next_turn(host: str, free: datetime | None, now: datetime) -> datetime:
    """Return when the next request to `host` may go out; it is `free` from a moment on.

    Raises:
        HostBusyError: that is later than `PATIENCE`.
    """
    turn = max(now, free) if free else now
    if turn - now > PATIENCE:
        raise HostBusyError(f"{host} was asked enough for now; its turn comes at {turn:%T}.", turn)
    return turn


class OwnManners:
    """Manners of one process, for commands that run without a service."""

    def __init__(self) -> None:
        """Know nothing of any host."""
        self._lock = threading.Lock()
        self._free: dict[str, datetime] = {}
        self._robots: dict[str, Robots] = {}

    def turn(self, host: str, interval: timedelta, now: datetime) -> datetime:
        """Reserve the next turn at `host`.

        Raises:
            HostBusyError: as `Manners.turn`.
        """
        with self._lock:
            turn = next_turn(host, self._free.get(host), now)
            self._free[host] = turn + interval
            return turn

    def rest(self, host: str, until: datetime) -> None:
        """Leave `host` alone until a moment."""
        with self._lock:
            self._free[host] = max(until, self._free.get(host, until))

    def robots(self, origin: str) -> Robots | None:
        """Return the rules of a site that were kept, or None."""
        return self._robots.get(origin)

    def keep_robots(self, origin: str, robots: Robots) -> None:
        """Keep the rules of a site."""
        self._robots[origin] = robots
