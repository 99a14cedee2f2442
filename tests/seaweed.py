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


def _wait_for(port: int, server: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + _STARTS_WITHIN
    while time.monotonic() < deadline:
        assert server.poll() is None, "the server ended"
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise AssertionError("the server does not listen")


@contextmanager
def running(folder: Path) -> Iterator[Seaweed]:
    """Run a SeaweedFS server in `folder`, which makes buckets as they are used."""
    names = ("master", "volume", "filer", "s3")
    ports = dict(zip(names, _free_ports(4), strict=True))
    inner = dict(zip(names, _free_ports(4), strict=True))
    rights = ["Admin", "Read", "List", "Write"]
    keys = {"accessKey": "tests", "secretKey": "of-the-tests"}
    who = {"identities": [{"name": "tests", "credentials": [keys], "actions": rights}]}
    (folder / "s3.json").write_text(json.dumps(who))
    numbers = [part for n in names for part in (f"-{n}.port={ports[n]}",)]
    numbers += [f"-{n}.port.grpc={inner[n]}" for n in names]
    fixed = ["-ip=127.0.0.1", "-ip.bind=127.0.0.1", "-master.volumeSizeLimitMB=64"]
    fixed += ["-master.telemetry=false", "-filer", "-s3", f"-s3.config={folder / 's3.json'}"]
    program = shutil.which("weed") or str(Path(sys.executable).with_name("weed"))
    command = [program, "server", f"-dir={folder}", "-volume.max=20", *fixed, *numbers]
    with (folder / "log").open("wb") as log:
        server = subprocess.Popen(command, stdout=log, stderr=log, cwd=folder)
    try:
        _wait_for(ports["s3"], server)
        endpoint = f"http://127.0.0.1:{ports['s3']}"
        told = {
            "AWS_ENDPOINT_URL": endpoint,
            "AWS_ACCESS_KEY_ID": "tests",
            "AWS_SECRET_ACCESS_KEY": "of-the-tests",
            "AWS_REGION": "us-east-1",
            "AWS_CONFIG_FILE": os.devnull,
            "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
        }
        yield Seaweed(endpoint, told)
    finally:
        server.kill()
        server.wait()
