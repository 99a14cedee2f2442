"""All in one: the embedded broker, the workers with their clocks, and the web; `digest up`.

Each part is a process. One that ends is started again; all end when this one does, however it
ends. A lock on the home keeps a second supervisor out.
"""

from __future__ import annotations

import fcntl
import logging
import os
import signal
import subprocess
import sys
import time
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING, TextIO

from digest.config import load_listening, load_place
from digest.errors import ConfigError, DigestError
from digest.model.job import Pool
from digest.service.context import open_context, utc_now
from digest.service.tick import alive
from digest.web.serve import listen
from workers import broker
from workers.app import PUBLIC_QUEUE
from workers.leash import LEASH
from workers.serve import SOCKET

if TYPE_CHECKING:
    import socket
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from pathlib import Path

    from digest.model.place import Listening, Place

log = logging.getLogger("digest.up")

_LOOK = 0.2
"""Seconds between two looks at the parts."""
_STEADY = 10.0
"""A part that ran so long has started well; one that ends sooner waits, longer each time."""
_LONGEST_WAIT = 30.0
_READY_WITHIN = timedelta(seconds=60)
"""What workers have for their first sign of life; importing all parts takes them 2."""
_PATIENCE = 40.0
"""Seconds that parts have to end: the soft shutdown of a worker takes up to 30."""


POOLS = {"ingest": (f"{PUBLIC_QUEUE},{Pool.INGEST}", "2"), "render": (str(Pool.RENDER), "1")}
"""The workers: which queues each consumes, and how many processes it has."""


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

    def run(self) -> None:
        """Start again what ends, until told to stop."""
        while not self.stopping:
            self.look()
            time.sleep(_LOOK)

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


@contextmanager
def locked(home: Path) -> Iterator[None]:
    """Hold the home for one supervisor; the kernel lets go with the process.

    Raises:
        ConfigError: another one holds it.
    """
    home.mkdir(parents=True, exist_ok=True)
    with (home / "up.lock").open("a+") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            lock.seek(0)
            raise ConfigError(
                f"`digest up` runs in {home} already (process {lock.read().strip()}); stop it, or "
                "set DIGEST_HOME to another folder."
            ) from None
        _write_whole(lock, f"{os.getpid()}\n")
        yield


def main() -> int:
    """Run the service of the environment's home until SIGINT or SIGTERM; return an exit code."""
    logging.basicConfig(format="%(asctime)s %(levelname)s %(message)s", level=logging.INFO)
    logging.getLogger("alembic").setLevel(logging.WARNING)
    try:
        place, listening = load_place(os.environ), load_listening(os.environ)
        with ExitStack() as stack:
            stack.enter_context(locked(place.home))
            with open_context(place):
                pass  # migrated, or refused, before anything is started
            _supervise(place, listening, stack)
    except DigestError as error:
        sys.stderr.write(f"digest: {error}\n")
        return error.exit_code
    return 0


def _supervise(place: Place, listening: Listening, stack: ExitStack) -> None:
    # The socket is ours, so a web that is started again finds its port, and callers wait for it.
    taken = stack.enter_context(listen(listening.host, listening.port))
    url, parts = _broker(place)
    place.broker_file.touch(mode=0o600)
    place.broker_file.write_text(f"{url}\n", "utf-8")
    stack.callback(place.broker_file.unlink, missing_ok=True)
    environment = {
        **os.environ,
        "DIGEST_HOME": str(place.home),
        "DIGEST_BROKER_URL": url,
        SOCKET: str(taken.fileno()),
        "REMAP_SIGTERM": "SIGQUIT",  # or a worker's soft shutdown waits for its tasks for ever
    }
    supervisor = Supervisor([*parts, *_workers(), _web(taken)], environment)
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, supervisor.stop)
    stack.callback(supervisor.end)
    supervisor.start()
    _wait_until_ready(place, supervisor, f"http://{_shown(taken)}/")
    supervisor.run()
    log.info("stopping")


def _wait_until_ready(place: Place, supervisor: Supervisor, address: str) -> None:
    """Tell on standard output that all parts are there, once each has given a sign of life."""
    began, expected = utc_now(), len(POOLS)
    with open_context(place) as context:
        while len(alive(context, "worker", began)) < expected or not alive(context, "web", began):
            supervisor.look()
            if supervisor.stopping or utc_now() - began > _READY_WITHIN:
                return
            time.sleep(_LOOK)
    sys.stdout.write(f"ready: {address} ({place.home})\n")
    sys.stdout.flush()


def _broker(place: Place) -> tuple[str, list[Part]]:
    """Return the broker's URL, and its part when it is the embedded one."""
    if place.broker is not None:
        return place.broker, []
    path = broker.socket_of(place)
    return broker.url_of(path), [
        Part(
            "broker",
            [sys.executable, "-m", "workers.leash", *broker.command(place, path)],
            partial(broker.shut_down, path),
        )
    ]


def _workers() -> list[Part]:
    """Return the pools: what they keep in memory differs, so they share no process."""
    common = ["--loglevel", "WARNING", "--without-gossip", "--without-mingle"]
    return [
        Part(
            name,
            [
                *(sys.executable, "-m", "celery", "--quiet", "-A", "workers", "worker", *common),
                *("--queues", queues, "--concurrency", size, "--hostname", f"{name}@%h"),
            ],
        )
        for name, (queues, size) in POOLS.items()
    ]


def _web(taken: socket.socket) -> Part:
    """Return the web, which listens on a socket that is handed down."""
    return Part("web", [sys.executable, "-m", "workers.serve"], inherits=(taken.fileno(),))


def _shown(taken: socket.socket) -> str:
    """Return host and port as they stand in an address."""
    host, port = taken.getsockname()[:2]
    return f"[{host}]:{port}" if ":" in host else f"{host}:{port}"


def _write_whole(file: TextIO, content: str) -> None:
    file.truncate(0)
    file.write(content)
    file.flush()


if __name__ == "__main__":
    sys.exit(main())
