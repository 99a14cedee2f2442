"""The open service of one process: opened when it is first needed, anew in each forked child."""

from __future__ import annotations

import os
import socket
import threading
from contextlib import ExitStack
from typing import TYPE_CHECKING

from digest.service.context import open_context

if TYPE_CHECKING:
    from collections.abc import Callable

    from digest.model.place import Place
    from digest.service.context import Context


class Session:
    """Holds the context of this process; `ring` is what its use cases wake after commits."""

    def __init__(self, place: Place, ring: Callable[[], None]) -> None:
        """Prepare to open the service at `place`."""
        self.place = place
        self._ring = ring
        self._lock = threading.Lock()
        self._process = 0
        self._opened = ExitStack()
        self._context: Context | None = None

    @property
    def name(self) -> str:
        """Who this process is, for jobs and signs of life."""
        return f"{socket.gethostname()}:{os.getpid()}"

    @property
    def context(self) -> Context:
        """The open service.

        Raises:
            StoreError: it cannot be opened.
        """
        with self._lock:
            if self._context is None or self._process != os.getpid():
                # What a parent opened is left alone: its connections were closed at the fork.
                self._opened = ExitStack()
                self._context = self._opened.enter_context(
                    open_context(self.place, ring=self._ring)
                )
                self._process = os.getpid()
            return self._context

    def close(self) -> None:
        """Close what this process opened."""
        with self._lock:
            if self._process == os.getpid():
                self._opened.close()
            self._context = None
