"""What a service stores in and rings over: a seed draws it, and wires of ours lie between."""

from __future__ import annotations

import mmap
import struct
import subprocess
import time
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import redis

from digest.web.serve import listen
from tests.chaos.wire import Wire
from workers import broker

if TYPE_CHECKING:
    from collections.abc import Iterator

    import sqlalchemy as sa

WITHIN = 30.0
"""Seconds that a server of ours has to listen, on a busy machine."""
_PORT = 5432
"""Of PostgreSQL, where an address names none."""
_SECONDS = struct.Struct("d")


@dataclass
class Engines:
    """The database, the blobs and the broker of one seed.

    `told` is what the service is told of them, `wires` are those between it and them. `valkey` is
    the broker where it has not one of its own, `clock` a file that says how far its clock is off.
    """

    database: str
    blobs: str | None
    clock: Path
    told: dict[str, str] = field(default_factory=dict)
    wires: dict[str, Wire] = field(default_factory=dict)
    valkey: Valkey | None = None

    def __str__(self) -> str:
        """Return their names."""
        kept = ("sqlite", "postgresql")["postgresql" in self.database]
        return f"{kept} {'s3' if self.blobs else 'folder'} {'told' if self.valkey else 'own'}"

    def set_clock(self, seconds: float) -> None:
        """Let the service's clock be off by so many seconds from now on, in all processes."""
        with self.clock.open("r+b") as file, mmap.mmap(file.fileno(), 0) as mapped:
            _SECONDS.pack_into(mapped, 0, seconds)


class Valkey:
    """A broker on a port, which keeps nothing when it is killed."""

    def __init__(self, folder: Path) -> None:
        """Run it in `folder`."""
        with listen("127.0.0.1", 0) as free:
            self.port = int(free.getsockname()[1])
        self._folder = folder
        self._process: subprocess.Popen[bytes] | None = None
        self.start()

    @property
    def url(self) -> str:
        """Its address."""
        return f"redis://127.0.0.1:{self.port}/0"

    def start(self) -> None:
        """Run it, and wait until it answers."""
        self._process = subprocess.Popen(
            [
                *(broker.find_server(), "--bind", "127.0.0.1", "--port", str(self.port)),
                *("--save", "", "--dir", str(self._folder)),
            ],
            stdout=subprocess.DEVNULL,
        )
        deadline = time.monotonic() + WITHIN
        while not self._answers():
            assert time.monotonic() < deadline, "the broker does not answer"
            time.sleep(0.05)

    def kill(self) -> None:
        """Kill it."""
        assert self._process
        self._process.kill()
        self._process.wait()

    def _answers(self) -> bool:
        with redis.Redis(port=self.port, socket_timeout=2) as client:
            try:
                return bool(client.ping())
            except (redis.RedisError, OSError):
                return False


@contextmanager
def engines(
    folder: Path, *, postgres: sa.URL | None, s3: tuple[str, dict[str, str]] | None, own: bool
) -> Iterator[Engines]:
    """Give the engines of a service at `folder / "home"`, wired; the broker its own, or ours.

    `postgres` is the address of an empty database, `s3` a bucket and who may use it.
    """
    clock = folder / "clock"
    clock.write_bytes(_SECONDS.pack(0.0))
    url = f"sqlite:///{folder / 'home' / 'digest.db'}"
    if postgres is not None:
        url = postgres.render_as_string(hide_password=False)
    made = Engines(url, s3[0] if s3 else None, clock, {"DIGEST_CHAOS_CLOCK": str(clock)})
    with ExitStack() as stack:
        if postgres is not None:
            made.wires["postgresql"] = wire = _wire(stack, _socket(postgres))
            wired = postgres.set(host="127.0.0.1", port=wire.port, query={"sslmode": "disable"})
            made.told["DIGEST_DATABASE_URL"] = wired.render_as_string(hide_password=False)
        if s3 is not None:
            made.wires["s3"] = wire = _wire(stack, urlsplit(s3[1]["AWS_ENDPOINT_URL"]).port or 0)
            made.told |= s3[1] | {"AWS_ENDPOINT_URL": f"http://127.0.0.1:{wire.port}"}
        if not own:
            made.valkey = Valkey(folder)
            stack.callback(made.valkey.kill)
            made.wires["broker"] = wire = _wire(stack, made.valkey.port)
            made.told["DIGEST_BROKER_URL"] = f"redis://127.0.0.1:{wire.port}/0"
        yield made


def _wire(stack: ExitStack, server: int | Path) -> Wire:
    wire = Wire(server)
    stack.callback(wire.close)
    return wire


def _socket(postgres: sa.URL) -> int | Path:
    """Return where a server of PostgreSQL listens: a port, or a socket in the folder it names."""
    folder = postgres.query.get("host")
    port = postgres.port or _PORT
    return Path(str(folder)) / f".s.PGSQL.{port}" if folder else port
