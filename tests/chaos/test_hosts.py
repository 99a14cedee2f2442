"""Three hosts share PostgreSQL, Valkey and S3: any of them may go, and the service goes on.

Four workers and two webs; each host is killed with all its processes, one after the other, and
each engine is away for a while. `./run bench hosts 3` does it three times, and reports.
"""

from __future__ import annotations

import os
import threading
import time
import uuid
from typing import TYPE_CHECKING

import pytest

from digest.model.job import JobState
from digest.model.place import Place
from digest.model.settings import Settings
from digest.service.context import open_context
from digest.store import joblist
from digest.web.serve import listen
from tests.chaos.clients import Clients
from tests.chaos.conftest import DEFINED, database
from tests.chaos.engines import engines
from tests.chaos.hosts import Host
from tests.chaos.invariants import open_jobs, promises_are_kept

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    import sqlalchemy as sa

    from digest.service.context import Context
    from tests.chaos.engines import Engines
    from tests.seaweed import Seaweed

pytestmark = pytest.mark.long

ROUNDS = int(os.environ.get("DIGEST_HOSTS_ROUNDS", "1"))
AWAY = 4.0
"""Seconds that an engine is away."""
WITHIN = 150.0
"""Seconds; a bound for broken runs."""


@pytest.fixture
def fleet(
    tmp_path: Path, postgres: sa.URL, seaweed: Seaweed, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Engines]:
    """PostgreSQL, Valkey and S3, wired."""
    for name, value in seaweed.environment.items():
        monkeypatch.setenv(name, value)
    bucket = (f"s3://hosts/{uuid.uuid4().hex}", seaweed.environment)
    with engines(tmp_path, postgres=database(postgres), s3=bucket, own=False) as made:
        yield made


@pytest.fixture
def hosts(fleet: Engines, tmp_path: Path) -> Iterator[list[Host]]:
    """Three running hosts: two with a web and a worker, one with two workers."""
    told = {
        **fleet.told,
        "DIGEST_BLOBS": fleet.blobs or "",
        "DIGEST_LEASE": "3",
        "DIGEST_SAMPLE": "no",
        "DIGEST_BASE_URL": "http://localhost:8000/",
    }
    made = []
    for name, workers, has_web in (("one", 1, True), ("two", 1, True), ("three", 2, False)):
        home = tmp_path / name
        home.mkdir()
        (home / "digest.toml").write_text(DEFINED)
        with listen("127.0.0.1", 0) as free:
            port = free.getsockname()[1] if has_web else None
        made.append(Host(name, home, told, workers, port))
    for host in made:
        host.start()
    yield made
    for host in made:
        host.kill()


def done_within(context: Context, name: str) -> float:
    """Wait until a job is done, and return how many seconds that took."""
    begun = time.monotonic()
    while True:
        assert time.monotonic() < begun + WITHIN, f"{name} is not done"
        with context.store.read() as connection:
            if joblist.get(connection, name).state is JobState.DONE:
                return round(time.monotonic() - begun, 1)
        time.sleep(0.05)


def ready(clients: Clients) -> None:
    """Wait until an edition can be asked for."""
    begun = time.monotonic()
    while clients.ask("POST", "/api/v1/digests/storms/editions", {}, "ready")[0] != 202:
        assert time.monotonic() < begun + WITHIN, "the webs do not answer"
        time.sleep(0.2)
    clients.wished.append("ready")


def goes_on(clients: Clients, context: Context, what: str) -> str:
    """Send an article and a wish while something is away; return how long each took."""
    name = f"while-{uuid.uuid4().hex}"
    begun = time.monotonic()
    article = {"text": f"A storm while {what}: {name}.", "published": "2026-03-02"}
    while clients.ask("POST", "/api/v1/articles", article, f"a-{name}")[0] != 202:
        assert time.monotonic() < begun + WITHIN, f"nothing is accepted while {what}"
        time.sleep(0.05)
    answered = time.monotonic() - begun
    clients.accepted.append(f"a-{name}")
    while clients.ask("POST", "/api/v1/digests/storms/editions", {}, f"w-{name}")[0] != 202:
        assert time.monotonic() < begun + WITHIN, f"no wish is taken while {what}"
        time.sleep(0.05)
    clients.wished.append(f"w-{name}")
    return f"{what}: accepted in {answered:.1f} s, edition in {done_within(context, f'w-{name}')} s"


def test_any_host_may_go(
    hosts: list[Host], fleet: Engines, record_property: Callable[[str, object], None]
) -> None:
    """While one is dead or an engine is away others do its work; in the end all promises hold."""
    ports = [host.port for host in hosts if host.port]
    assert fleet.valkey
    clients = Clients(ports[0], fleet.valkey.url, 0, other_ports=tuple(ports[1:]))
    place = Place(hosts[0].home, fleet.database, Settings(), bucket=fleet.blobs)
    told = []
    with open_context(place) as context:
        ready(clients)
        # Wishes come one by one: how long each takes is what is told.
        threads = [threading.Thread(target=do) for do in (clients.send, clients.read)]
        for thread in threads:
            thread.start()
        try:
            for _ in range(ROUNDS):
                for host in hosts:
                    host.kill()
                    told.append(goes_on(clients, context, f"host {host.name} is dead"))
                    host.start()
                for name, wire in fleet.wires.items():
                    wire.shut()
                    threading.Timer(AWAY, wire.mend).start()
                    told.append(goes_on(clients, context, f"{name} is away for {AWAY:.0f} s"))
                fleet.valkey.kill()
                fleet.valkey.start()
                told.append(goes_on(clients, context, "valkey has forgotten all"))
        finally:
            clients.stopped.set()
            for thread in threads:
                thread.join()
        begun = time.monotonic()
        while open_jobs(context):
            assert time.monotonic() < begun + WITHIN, open_jobs(context)
            time.sleep(0.2)
        record_property("told", told)
        record_property("recovered", round(time.monotonic() - begun, 1))
        record_property("accepted", len(clients.accepted))
        record_property("editions", len(clients.wished))
        promises_are_kept(context, clients, bulk=0)
