"""A real broker and a real app for the tests of the workers."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.request import Request, urlopen

import psutil
import pytest

from digest.model.place import Place
from digest.model.settings import Settings
from digest.service.context import open_context
from digest.store import joblist
from workers import broker
from workers.app import create_app

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from celery import Celery

    from digest.model.job import JobState

ROOT = Path(__file__).parents[2]


def wait_until(true: Callable[[], object], within: float = 60.0) -> None:
    """Wait for a condition; the time is a bound for broken runs, not a promise."""
    deadline = time.monotonic() + within
    while not true():
        assert time.monotonic() < deadline, "it did not come true"
        time.sleep(0.02)


@pytest.fixture
def eventually() -> Callable[..., None]:
    """Wait until a condition is true."""
    return wait_until


@pytest.fixture
def place(tmp_path: Path) -> Place:
    """A home on SQLite."""
    home = tmp_path / "home"
    home.mkdir()
    return Place(home, f"sqlite:///{home / 'digest.db'}", Settings())


@pytest.fixture
def valkey(place: Place) -> Iterator[str]:
    """The URL of a running embedded broker."""
    socket = broker.socket_of(place)
    with subprocess.Popen(broker.command(place, socket)) as server:
        wait_until(lambda: broker.is_alive(socket))
        yield broker.url_of(socket)
        server.kill()
    socket.unlink(missing_ok=True)
    socket.parent.rmdir()


@pytest.fixture
def app(place: Place, valkey: str) -> Iterator[Celery]:
    """The app on that broker."""
    created = create_app(place, valkey)
    yield created
    created.close()


class Up:
    """A running `digest up`."""

    def __init__(self, place: Place, *, sample: str = "no") -> None:
        """Start it and wait for its ready line."""
        self.place = place
        self.environment = {
            **{k: v for k, v in os.environ.items() if not k.startswith("DIGEST_")},
            "DIGEST_HOME": str(place.home),
            "DIGEST_PORT": "0",
            "DIGEST_SAMPLE": sample,
        }
        self.told = place.home.parent / "told"
        with self.told.open("w") as told:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "workers"],
                cwd=ROOT,
                env=self.environment,
                stdout=subprocess.PIPE,
                stderr=told,
                text=True,
            )
        assert self.process.stdout
        ready = re.fullmatch(r"ready: (\S+) \((.+)\)\n", self.process.stdout.readline())
        assert ready
        assert ready[2] == str(place.home)
        self.address = ready[1]

    def parts(self) -> list[psutil.Process]:
        """Return all processes below the supervisor."""
        return psutil.Process(self.process.pid).children(recursive=True)

    def part(self, words: str) -> psutil.Process:
        """Return the topmost process whose command holds these words."""
        found = {}
        for part in self.parts():
            with suppress(psutil.NoSuchProcess):  # a pool replaces its children now and then
                if words in " ".join(part.cmdline()):
                    found[part] = part.create_time()
        return min(found, key=lambda part: found[part])

    def ingest(self, text: str) -> str:
        """Send an article as a user does from a second shell, and return its job's id."""
        return self.call("digest.ingest", {"text": text})

    def call(self, task: str, argument: object) -> str:
        """Send a task from a second shell, and return its id.

        While the broker is being started again there is nobody to send it to.
        """
        command = [sys.executable, "-m", "celery", "-A", "workers", "call", task]
        for _ in range(20):
            done = subprocess.run(
                [*command, "--args", json.dumps([argument])],
                cwd=ROOT,
                env=self.environment,
                check=False,
                capture_output=True,
                text=True,
            )
            if done.returncode == 0:
                return done.stdout.strip()
        raise AssertionError(done.stderr)

    def post(self, path: str, key: str, **body: str) -> dict[str, str]:
        """Ask for something over HTTP, and return the answer."""
        sent = json.dumps(body).encode()
        request = Request(self.address + path, sent, {"idempotency-key": key})  # noqa: S310
        request.add_header("content-type", "application/json")
        with urlopen(request, timeout=20) as answer:  # noqa: S310 - our own
            found: dict[str, str] = json.load(answer)
            return found

    def state(self, name: str) -> JobState | None:
        """Return the state of a job."""
        with open_context(self.place) as context, context.store.read() as connection:
            found = {job.id: job.state for job in joblist.newest(connection, limit=500)}
        return found.get(name)

    def get(self, path: str) -> bytes:
        """Return what stands at an address of the service, or nothing while nothing does."""
        try:
            with urlopen(self.address + path, timeout=20) as answer:  # noqa: S310 - our own
                found: bytes = answer.read()
                return found
        except OSError:
            return b""

    def stop(self, number: signal.Signals = signal.SIGTERM) -> int:
        """Stop it and return its exit code."""
        self.process.send_signal(number)
        return self.process.wait(60)


@pytest.fixture
def up(place: Place, request: pytest.FixtureRequest) -> Iterator[Up]:
    """A service that is stopped in the end, whatever happened; its home is empty unless marked."""
    running = Up(place, sample=getattr(request, "param", "no"))
    yield running
    if running.process.poll() is None:
        running.stop()
    assert running.process.stdout
    running.process.stdout.close()
    broker.socket_of(place).unlink(missing_ok=True)
    broker.socket_of(place).parent.rmdir()


@pytest.fixture
def start(place: Place) -> Callable[[], Up]:
    """Start another service in the same home; whoever does so stops it."""
    return lambda: Up(place)
