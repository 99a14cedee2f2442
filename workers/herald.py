"""What a person at a terminal is told: that the service is ready, and where to look first."""

from __future__ import annotations

import sys
import time
from typing import TYPE_CHECKING

from digest.errors import StoreError
from digest.service.context import open_context
from digest.service.shelf import shown_digests

if TYPE_CHECKING:
    from digest.model.place import Place

_SHOWN = 3
"""Digests whose addresses are told at the start; the page at the address lists all."""
_WATCHED = 300.0
"""Seconds after the start in which first editions are told: most come within ten."""
_LOOK = 1.0


def tell_ready(place: Place, address: str) -> None:
    """Say on standard output that all parts are there, and on standard error what to do next."""
    sys.stdout.write(f"ready: {address} ({place.home})\n")
    sys.stdout.flush()
    lines = []
    for name in (_names(place) or [])[:_SHOWN]:
        lines += [
            f"  subscribe   {address}digests/{name}/atom.xml",
            f"  briefing    {address}briefings/{name}/latest.pdf",
            f"  new edition digest trigger {name}",
        ]
    lines += [
        f"  articles    put files into {place.inbox}",
        f"  digests     {place.definitions}",
        "  stop        Ctrl-C",
    ]
    _say(*lines)


class FirstEditions:
    """Tells of the first edition of each digest that had none at the start."""

    def __init__(self, place: Place, address: str) -> None:
        """Watch the digests of `place`, which is served at `address`."""
        self._place = place
        self._address = address
        self._waiting = _names(place, without_edition=True) or []
        self._until = time.monotonic() + _WATCHED
        self._next = 0.0

    def look(self) -> None:
        """Tell what has come since the last look; looks after the first minutes cost nothing."""
        now = time.monotonic()
        if not self._waiting or now > self._until or now < self._next:
            return
        self._next = now + _LOOK
        still = _names(self._place, without_edition=True)
        if still is None:
            return
        for name in self._waiting:
            if name not in still:
                _say(f"  published   {self._address}digests/{name}/ has its first edition")
        self._waiting = [name for name in self._waiting if name in still]


def _names(place: Place, *, without_edition: bool = False) -> list[str] | None:
    """Return the names of digests; None while the database is away, of which the parts tell."""
    try:
        with open_context(place) as context:
            return [
                digest.definition.name
                for digest in shown_digests(context)
                if not (without_edition and digest.latest)
            ]
    except StoreError:
        return None


def _say(*lines: str) -> None:
    sys.stderr.write("".join(f"{line}\n" for line in lines))
    sys.stderr.flush()
