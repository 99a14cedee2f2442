"""No process forks while a transaction is open, and no connection lives across a fork.

SQLite keeps its locks by process: a child that inherits an open database believes that it holds
the parent's locks, and may overwrite what the parent reads (https://www.sqlite.org/howtocorrupt.html,
2.6). Worker pools fork whenever they replace a child, so a clock that runs in a thread of the
worker's main process would meet that sooner or later.
"""

from __future__ import annotations

import os
import threading
import weakref
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


class ForkGate:
    """Held open by transactions; a fork waits until those of all other threads have ended."""

    def __init__(self, close: Callable[[], None]) -> None:
        """Make a gate that calls `close` before each fork, to close idle connections."""
        self._close = close
        self._changed = threading.Condition(threading.Lock())
        self._inside: dict[int, int] = {}
        self._shut = False
        _GATES.add(self)
        _watch_forks()

    @contextmanager
    def inside(self) -> Iterator[None]:
        """Let no fork happen while the block runs."""
        me = threading.get_ident()
        with self._changed:
            self._changed.wait_for(lambda: not self._shut or me in self._inside)
            self._inside[me] = self._inside.get(me, 0) + 1
        try:
            yield
        finally:
            with self._changed:
                self._inside[me] -= 1
                if not self._inside[me]:
                    del self._inside[me]
                self._changed.notify_all()

    def shut(self) -> None:
        """Wait until no other thread is inside, close connections, and let nobody in."""
        me = threading.get_ident()
        self._changed.acquire()
        self._shut = True
        self._changed.wait_for(lambda: self._inside.keys() <= {me})
        self._close()

    def open(self) -> None:
        """Let transactions begin again."""
        self._shut = False
        self._changed.notify_all()
        self._changed.release()


_GATES: weakref.WeakSet[ForkGate] = weakref.WeakSet()
_SHUT: list[ForkGate] = []  # held from before a fork until after it
_WATCHING = threading.Event()


def _watch_forks() -> None:
    """Hook into `os.fork` once; hooks cannot be taken off again."""
    if not _WATCHING.is_set():
        _WATCHING.set()
        os.register_at_fork(before=_before, after_in_parent=_after, after_in_child=_after)


def _before() -> None:
    for gate in list(_GATES):
        gate.shut()
        _SHUT.append(gate)


def _after() -> None:
    while _SHUT:
        _SHUT.pop().open()
