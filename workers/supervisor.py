"""Keeps processes running: one that ends is started again, and all end when this one does."""

from __future__ import annotations

import logging
import os
import signal
import subprocess
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

from workers.leash import LEASH

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

log = logging.getLogger("digest.up")

LOOK = 0.2
"""Seconds between two looks at the parts."""
_STEADY = 10.0
"""A part that ran so long has started well; one that ends sooner waits, longer each time."""
_LONGEST_WAIT = 30.0
_PATIENCE = 40.0
"""Seconds that parts have to end: the soft shutdown of a worker takes up to 30."""


@dataclass(slots=True)
class Part:
    """A process that is to run, how to clear its place first, and how often it failed to stay."""

    name: str
    command: Sequence[str]
    clear: Callable[[], None] | None = None
    inherits: tuple[int, ...] = ()
    process: subprocess.Popen[bytes] | None = None
    started: float = 0.0
    failures: int = 0
    again: float = 0.0


class Supervisor:
    """Keeps parts running until it is told to stop."""

    def __init__(self, parts: Sequence[Part], environment: Mapping[str, str]) -> None:
        """Prepare to run `parts`, started in order and stopped in reverse."""
        self._parts = parts
        self._environment = environment
        self._leash, self._held = os.pipe()  # written to by nobody; it ends with this process
        self.stopping = False

    def stop(self, *_signal: object) -> None:
        """Stop soon; a signal handler."""
        self.stopping = True

    def start(self) -> None:
        """Start all parts that do not run."""
        for part in self._parts:
            if part.process is None:
                self._start(part)

    def run(self, meanwhile: Callable[[], None] = lambda: None) -> None:
        """Start again what ends, until told to stop; `meanwhile` is called between two looks."""
        while not self.stopping:
            self.look()
            meanwhile()
            time.sleep(LOOK)

    def look(self) -> None:
        """Start again what has ended."""
        for part in self._parts:
            self._look(part)

    def end(self) -> None:
        """End all parts, the first one last, and wait for them."""
        first, *others = self._parts
        self._end(others)
        self._end([first])
        os.close(self._held)
        os.close(self._leash)

    def _start(self, part: Part) -> None:
        if part.clear is not None:
            part.clear()
        part.process = subprocess.Popen(  # noqa: S603 - our own programs
            part.command,
            env={**self._environment, LEASH: str(self._leash)},
            stdin=self._leash,
            stdout=subprocess.DEVNULL,  # ours is for the ready line; Celery says how to stop it
            pass_fds=[self._leash, *part.inherits],
            start_new_session=True,  # Ctrl-C is for the supervisor, which then stops its parts
        )
        part.started = time.monotonic()

    def _look(self, part: Part) -> None:
        now = time.monotonic()
        if part.process is None:
            if now >= part.again:
                self._start(part)
            return
        code = part.process.poll()
        if code is None:
            return
        part.failures = 0 if now - part.started > _STEADY else part.failures + 1
        wait = min(2.0**part.failures / 2, _LONGEST_WAIT) if part.failures else 0.0
        log.warning("%s ended (%s); starting it again in %.1f s", part.name, code, wait)
        part.process, part.again = None, now + wait

    def _end(self, parts: Sequence[Part]) -> None:
        running = [part.process for part in parts if part.process is not None]
        for process in running:
            if process.poll() is None:
                process.terminate()
        deadline = time.monotonic() + _PATIENCE
        for process in running:
            try:
                process.wait(max(deadline - time.monotonic(), 0.1))
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait()
