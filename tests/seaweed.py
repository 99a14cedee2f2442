"""A server of S3 for tests and benchmarks: SeaweedFS."""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import sys
import time
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

_STARTS_WITHIN = 60.0
_TRIES = 5
"""Others take ports too between our finding them free and the server's taking them."""


@dataclass(frozen=True, slots=True)
class Seaweed:
    """A running server and who may use it."""

    endpoint: str
    environment: dict[str, str]


def _free_ports(count: int) -> list[int]:
    sockets = [socket.create_server(("127.0.0.1", 0)) for _ in range(count)]
    ports = [int(opened.getsockname()[1]) for opened in sockets]
    for opened in sockets:
        opened.close()
    return ports


def _listens(port: int, server: subprocess.Popen[bytes]) -> bool:
    """Wait for a server; return whether it came up, which it does not when a port was taken."""
    deadline = time.monotonic() + _STARTS_WITHIN
    while time.monotonic() < deadline:
        if server.poll() is not None:
            return False
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            time.sleep(0.1)
        else:
            return True
    raise AssertionError("the server does not listen")


@contextmanager
def running(folder: Path) -> Iterator[Seaweed]:
    """Run a SeaweedFS server in `folder`, which makes buckets as they are used."""
    rights = ["Admin", "Read", "List", "Write"]
    keys = {"accessKey": "tests", "secretKey": "of-the-tests"}
    who = {"identities": [{"name": "tests", "credentials": [keys], "actions": rights}]}
    (folder / "s3.json").write_text(json.dumps(who))
    for _ in range(_TRIES):
        server, port = _start(folder)
        try:
            if not _listens(port, server):
                continue
            told = {
                "AWS_ENDPOINT_URL": f"http://127.0.0.1:{port}",
                "AWS_ACCESS_KEY_ID": "tests",
                "AWS_SECRET_ACCESS_KEY": "of-the-tests",
                "AWS_REGION": "us-east-1",
                "AWS_CONFIG_FILE": os.devnull,
                "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
            }
            yield Seaweed(told["AWS_ENDPOINT_URL"], told)
            return
        finally:
            server.kill()
            server.wait()
    raise AssertionError("the server ends at once")


def _start(folder: Path) -> tuple[subprocess.Popen[bytes], int]:
    """Start a server on ports that are free at this moment; return it and the one of S3."""
    names = ("master", "volume", "filer", "s3")
    ports = dict(zip(names, _free_ports(4), strict=True))
    inner = dict(zip(names, _free_ports(4), strict=True))
    numbers = [f"-{n}.port={ports[n]}" for n in names]
    numbers += [f"-{n}.port.grpc={inner[n]}" for n in names]
    fixed = ["-ip=127.0.0.1", "-ip.bind=127.0.0.1", "-master.volumeSizeLimitMB=64"]
    fixed += ["-s3.port.iceberg=0", "-s3.port.lance=0"]  # listeners at fixed ports
    fixed += ["-master.telemetry=false", "-filer", "-s3", f"-s3.config={folder / 's3.json'}"]
    program = shutil.which("weed") or str(Path(sys.executable).with_name("weed"))
    command = [program, "server", f"-dir={folder}", "-volume.max=20", *fixed, *numbers]
    with (folder / "log").open("ab") as log:
        return subprocess.Popen(command, stdout=log, stderr=log, cwd=folder), ports["s3"]
