"""Hosts that share their engines: each has a home of its own, workers, and perhaps a web."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

ROOT = Path(__file__).parents[2]
QUEUES = "celery,ingest,fetch,render"
"""Each worker takes any work: with a few of them, a pool must not end with one host."""


@dataclass
class Host:
    """The processes of one machine; `port` is where its web listens, if it has one."""

    name: str
    home: Path
    environment: Mapping[str, str]
    workers: int
    port: int | None = None
    processes: list[subprocess.Popen[bytes]] = field(default_factory=list)

    def start(self) -> None:
        """Start all its processes."""
        commands = [self._worker(number) for number in range(self.workers)]
        if self.port is not None:
            commands.append([sys.executable, "-m", "workers.serve"])
        environment = {
            **os.environ,
            **self.environment,
            "DIGEST_HOME": str(self.home),
            "DIGEST_PORT": str(self.port or 0),
            "PYTHONWARNINGS": "ignore::Warning:celery.platforms",
            "REMAP_SIGTERM": "SIGQUIT",
        }
        with (self.home / "log").open("ab") as log:
            self.processes = [
                subprocess.Popen(
                    command,
                    cwd=ROOT,
                    env=environment,
                    stdout=log,
                    stderr=log,
                    start_new_session=True,
                )
                for command in commands
            ]

    def kill(self) -> None:
        """Kill all its processes at once, the children of its pools too."""
        for process in self.processes:
            os.killpg(process.pid, signal.SIGKILL)
        for process in self.processes:
            process.wait()
        self.processes = []

    def _worker(self, number: int) -> list[str]:
        return [
            *(sys.executable, "-m", "celery", "--quiet", "-A", "workers", "worker"),
            *("--loglevel", "WARNING", "--without-gossip", "--without-mingle"),
            *("--queues", QUEUES, "--concurrency", "1", "--pool", "prefork"),
            *("--hostname", f"{self.name}-{number}@%h"),
        ]
