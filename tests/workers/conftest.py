"""A real broker and a real app for the tests of the workers."""

from __future__ import annotations

import subprocess
import time
from typing import TYPE_CHECKING

import pytest

from digest.model.place import Place
from digest.model.settings import Settings
from workers import broker
from workers.app import create_app

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from celery import Celery


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
