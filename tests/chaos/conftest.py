"""A real service with clients that note what they were promised and what they were shown."""

from __future__ import annotations

import http.client
import json
import os
import shutil
import signal
import subprocess
import sys
import threading
import uuid
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import feedparser
import psutil
import pytest
import sqlalchemy as sa
from celery import Celery
from kombu.exceptions import OperationalError
from redis.exceptions import RedisError

from digest.model.place import Place
from digest.model.settings import Settings
from digest.web.serve import listen
from workers import broker

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

ROOT = Path(__file__).parents[2]
SEEDS = range(int(os.environ.get("DIGEST_CHAOS_SEEDS", "6")))
PLANTED = Path(__file__).parent / "planted"
"""Where the bugs lie that `./run bench planted` plants, to see whether these tests find them."""
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


@dataclass
class Service:
    """A `digest up` that is started again when it is killed."""

    home: Path
    port: int
    database: str
    within: tuple[str, ...] = ()
    process: subprocess.Popen[str] | None = None

    def start(self) -> None:
        """Start it and wait until it is ready."""
        with self.log.open("a") as log:
            self.process = subprocess.Popen(
                [*self.within, sys.executable, "-m", "workers"],
                cwd=ROOT,
                env={**os.environ, **self.environment()},
                stdout=subprocess.PIPE,
                stderr=log,
                text=True,
            )
        assert self.process.stdout
        assert self.process.stdout.readline().startswith("ready: ")

    def environment(self) -> dict[str, str]:
        """Return what it is told."""
        planted = {"PYTHONPATH": str(PLANTED)} if "DIGEST_PLANTED" in os.environ else {}
        return {
            **planted,
            "DIGEST_HOME": str(self.home),
            "DIGEST_PORT": str(self.port),
            "DIGEST_DATABASE_URL": self.database,
            "DIGEST_LEASE": "3",
            "DIGEST_SAMPLE": "no",
        }

    def parts(self, words: str) -> list[psutil.Process]:
        """Return the processes below it whose command holds these words, the topmost first."""
        assert self.process
        found = []
        with suppress(psutil.NoSuchProcess):
            for part in psutil.Process(self.process.pid).children(recursive=True):
                with suppress(psutil.NoSuchProcess):
                    if words in " ".join(part.cmdline()):
                        found.append(part)
        return sorted(found, key=lambda part: part.pid)

    def end(self, number: signal.Signals) -> int:
        """End it with a signal, wait for it, and return how it ended."""
        assert self.process
        self.process.send_signal(number)
        code = self.process.wait(90)
        assert self.process.stdout
        self.process.stdout.close()
        self.process = None
        return code

    @property
    def log(self) -> Path:
        """What its parts told."""
        return self.home.parent / "log"

    @property
    def disk(self) -> Path:
        """The home as the service itself sees it."""
        assert self.process
        return Path(f"/proc/{self.process.pid}/root{self.home}")

    @property
    def socket(self) -> Path:
        """The socket of its broker."""
        return broker.socket_of(Place(self.home, self.database, Settings()))


@dataclass
class Clients:
    """Senders that note what was accepted, and a reader that notes what it was shown."""

    service: Service
    seed: int
    accepted: list[str] = field(default_factory=list)
    wished: list[str] = field(default_factory=list)
    called: list[str] = field(default_factory=list)
    shown: dict[str, set[tuple[str, str]]] = field(default_factory=dict)
    broken: list[str] = field(default_factory=list)
    stopped: threading.Event = field(default_factory=threading.Event)

    def all(self) -> tuple[Callable[[], None], ...]:
        """Return what they do, each until `stopped` is set."""
        return self.send, self.wish, self.call, self.read

    def send(self) -> None:
        """Send articles, and each time the one before once more; some hold nothing readable."""
        number = 0
        while not self.stopped.wait(0.05):
            name = f"{self.seed}-{number}"
            text = f"The storm of day {number} closed harbour {name}. Two cranes fell into the sea."
            page = {"html": "<p> </p>"} if number % 10 == 9 else {"text": text}
            body = {"title": f"Storm {name}", "published": "2026-03-02", **page}
            if self.ask("POST", "/api/v1/articles", body, name)[0] == 202:
                self.accepted.append(name)
                number += 1

    def wish(self) -> None:
        """Ask for editions, each time under an id of its own, sent twice."""
        number = 0
        while not self.stopped.wait(0.7):
            name = f"wish-{self.seed}-{number}"
            asked = [self.ask("POST", "/api/v1/digests/storms/editions", {}, name)[0] for _ in "ab"]
            if 202 in asked:
                self.wished.append(name)
            number += 1

    def call(self) -> None:
        """Send tasks as Celery's users do; the broker may lose those that nobody has taken yet."""
        number = 0
        while not self.stopped.wait(0.5):
            name = f"call-{self.seed}-{number}"
            article = {"text": f"The storm called {name} went by.", "published": "2026-03-02"}
            task, asked = [("digest.ingest", article), ("digest.trigger", "storms")][number % 2]
            with Celery(broker=broker.url_of(self.service.socket)) as app:
                app.conf.broker_transport_options = {"global_keyprefix": "digest:"}
                with suppress(OperationalError, RedisError):
                    app.send_task(task, args=[asked], task_id=name, queue="celery", retry=False)
                    self.called.append(name)
            number += 1

    def read(self) -> None:
        """Read the feed again and again: whatever is answered is whole, ids and dates stay."""
        while not self.stopped.wait(0.1):
            status, content = self.ask("GET", "/digests/storms/atom.xml", None, "")
            if status == 200:
                found = feedparser.parse(content)
                if found.bozo:
                    self.broken.append(str(found.bozo_exception))
                for entry in found.entries:
                    seen = (entry.id, entry.published)
                    self.shown.setdefault(entry.link, set()).add(seen)

    def ask(self, method: str, path: str, body: object, key: str) -> tuple[int, bytes]:
        """Return status and content of an answer; 0 when there is none, or not all of it."""
        connection = http.client.HTTPConnection("127.0.0.1", self.service.port, timeout=20)
        headers = {"content-type": "application/json", **({"idempotency-key": key} if key else {})}
        try:
            connection.request(method, path, None if body is None else json.dumps(body), headers)
            answer = connection.getresponse()
            return answer.status, answer.read()
        except (OSError, http.client.HTTPException):
            return 0, b""
        finally:
            connection.close()


@pytest.fixture(params=SEEDS)
def seed(request: pytest.FixtureRequest) -> int:
    """One seed after the other."""
    return int(request.param)


@pytest.fixture
def service(seed: int, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Service]:
    """A service on SQLite or PostgreSQL, with one digest."""
    home = tmp_path / "home"
    (home / "inbox").mkdir(parents=True)
    (home / "digest.toml").write_text(DEFINED)
    database = f"sqlite:///{home / 'digest.db'}"
    if seed % 3 == 2:
        server: sa.URL = request.getfixturevalue("postgres")
        name = f"c{uuid.uuid4().hex}"
        engine = sa.create_engine(server, isolation_level="AUTOCOMMIT", poolclass=sa.NullPool)
        with engine.connect() as connection:
            connection.exec_driver_sql(f"CREATE DATABASE {name} TEMPLATE template")
        database = server.set(database=name).render_as_string(hide_password=False)
    with listen("127.0.0.1", 0) as free:
        port = free.getsockname()[1]
    started = Service(home, port, database)
    yield started
    code = started.end(signal.SIGTERM) if started.process else 0
    started.socket.unlink(missing_ok=True)
    started.socket.parent.rmdir()
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
    service = Service(home, port, f"sqlite:///{home / 'digest.db'}", (*APART, "sh", "-c", mount))
    service.start()
    yield service
    code = service.end(signal.SIGTERM)
    service.socket.unlink(missing_ok=True)
    service.socket.parent.rmdir()
    assert code == 0


@pytest.fixture
def clients(service: Service, seed: int) -> Clients:
    """Those who use it."""
    return Clients(service, seed)
