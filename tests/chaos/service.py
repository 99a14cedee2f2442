"""A real `digest up`, and the parts of it that can be killed."""

from __future__ import annotations

import os
import subprocess
import sys
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import psutil

from digest.model.place import Place
from digest.model.settings import Settings
from workers import broker

if TYPE_CHECKING:
    import signal
    from collections.abc import Mapping

ROOT = Path(__file__).parents[2]
PLANTED = Path(__file__).parent / "planted"
"""What every process of a service imports first: a clock that can be set, and planted bugs."""


@dataclass
class Service:
    """A `digest up` that is started again when it is killed.

    `database` and `blobs` are where it stores, as the tests reach them; `told` is what differs for
    the service itself, which has a wire of ours between.
    """

    home: Path
    port: int
    database: str
    blobs: str | None = None
    told: Mapping[str, str] = field(default_factory=dict)
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
        assert self.process.stdout.readline().startswith("ready: "), self.log.read_text()[-2000:]

    def environment(self) -> dict[str, str]:
        """Return what it is told."""
        return {
            "PYTHONPATH": str(PLANTED),
            "DIGEST_HOME": str(self.home),
            "DIGEST_PORT": str(self.port),
            "DIGEST_DATABASE_URL": self.database,
            "DIGEST_LEASE": "3",
            "DIGEST_SAMPLE": "no",
            **({"DIGEST_BLOBS": self.blobs} if self.blobs else {}),
            **self.told,
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

    def clear(self) -> None:
        """Take away the folder of its broker's socket."""
        self.socket.unlink(missing_ok=True)
        self.socket.parent.rmdir()

    @property
    def place(self) -> Place:
        """Where it lives, reached without a wire."""
        return Place(self.home, self.database, Settings(), bucket=self.blobs)

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
        """The socket of its broker, unless it is told of another."""
        return broker.socket_of(self.place)
