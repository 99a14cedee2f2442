"""A real service that a seed describes, and its clients."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import uuid
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import sqlalchemy as sa

from digest.web.serve import listen
from tests.chaos.clients import Clients
from tests.chaos.engines import Engines, engines
from tests.chaos.service import Service
from workers import broker

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.seaweed import Seaweed


def _seeds(told: str) -> range:
    """Return the seeds of "6", which are the first six, or of "100-199"."""
    first, _, last = told.rpartition("-")
    return range(int(first), int(last) + 1) if first else range(int(last))


SEEDS = _seeds(os.environ.get("DIGEST_CHAOS_SEEDS", "6"))
SMALL = 48 << 20
"""Bytes of a small file system: a database, a broker's log and some editions fit."""
APART = ("unshare", "--user", "--map-root-user", "--mount")

DEFINED = """
[[digest]]
name = "storms"
title = "Storms"
select = { any = "storm" }
when_empty = "no change"
formats = ["page", "pdf", "atom"]
lengths = { stories = 3 }
"""


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave what takes minutes to those who ask for it with `-m long`."""
    if "long" in config.option.markexpr:
        return
    for item in items:
        if item.get_closest_marker("long"):
            item.add_marker(pytest.mark.skip(reason="takes minutes; -m long runs it"))


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    """Add what a test tells of itself to the file that a benchmark names, a line of JSON each."""
    path = os.environ.get("DIGEST_CHAOS_REPORT")
    if path and report.when == "call":
        told = {**dict(report.user_properties), "outcome": report.outcome}
        if report.failed:
            whole = str(report.longrepr).strip()
            told["failure"] = whole.splitlines()[-1]
            told["why"] = [line for line in whole.splitlines() if line.startswith("E  ")]
        with Path(path).open("a") as file:
            file.write(json.dumps(told) + "\n")


@pytest.fixture(params=SEEDS)
def seed(request: pytest.FixtureRequest) -> int:
    """One seed after the other."""
    return int(request.param)


@pytest.fixture
def drawn(seed: int, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Engines]:
    """The engines of a seed: every third on PostgreSQL, every fourth on S3, half with our wires."""
    server = request.getfixturevalue("postgres") if seed % 3 == 2 else None
    bucket = None
    if seed % 4 == 1:
        weed: Seaweed = request.getfixturevalue("seaweed")
        bucket = (f"s3://chaos/{uuid.uuid4().hex}", weed.environment)
    empty = database(server) if server is not None else None
    with engines(tmp_path, postgres=empty, s3=bucket, own=seed % 2 == 0) as made:
        yield made


def database(server: sa.URL) -> sa.URL:
    """Return the address of a new, migrated database of a server."""
    name = f"c{uuid.uuid4().hex}"
    engine = sa.create_engine(server, isolation_level="AUTOCOMMIT", poolclass=sa.NullPool)
    with engine.connect() as connection:
        connection.exec_driver_sql(f"CREATE DATABASE {name} TEMPLATE template")
    return server.set(database=name)


@pytest.fixture
def service(
    drawn: Engines, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest
) -> Iterator[Service]:
    """A service on the engines that a seed draws, with one digest."""
    home = tmp_path / "home"
    (home / "inbox").mkdir(parents=True)
    (home / "digest.toml").write_text(DEFINED)
    if drawn.blobs:
        server: Seaweed = request.getfixturevalue("seaweed")
        for name, value in server.environment.items():
            monkeypatch.setenv(name, value)  # for what the tests look up themselves
    with listen("127.0.0.1", 0) as free:
        port = free.getsockname()[1]
    started = Service(home, port, drawn.database, drawn.blobs, drawn.told)
    yield started
    code = started.end(signal.SIGTERM) if started.process else 0
    started.clear()
    assert code == 0


@pytest.fixture
def clients_of() -> type[Clients]:
    """What makes clients of a service."""
    return Clients


@pytest.fixture
def small(tmp_path: Path) -> Iterator[Service]:
    """A running service whose home is a small file system, in a mount namespace of its own."""
    if not shutil.which("unshare") or subprocess.run([*APART, "true"], check=False).returncode:
        pytest.skip("this machine lets nobody make a mount namespace (unshare --user --mount)")
    home = tmp_path / "home"
    home.mkdir()
    mount = f'mount -t tmpfs -o size={SMALL} tmpfs "$DIGEST_HOME" && exec "$0" "$@"'
    with listen("127.0.0.1", 0) as free:
        port = free.getsockname()[1]
    database = f"sqlite:///{home / 'digest.db'}"
    service = Service(home, port, database, within=(*APART, "sh", "-c", mount))
    service.start()
    yield service
    code = service.end(signal.SIGTERM)
    service.clear()
    assert code == 0


@pytest.fixture
def clients(service: Service, drawn: Engines, seed: int) -> Clients:
    """Those who use it."""
    url = drawn.valkey.url if drawn.valkey else broker.url_of(service.socket)
    return Clients(service.port, url, seed)
