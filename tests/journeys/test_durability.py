"""What is answered with 202 is on the disk: seen in the calls that the web makes to the kernel."""

from __future__ import annotations

import http.client
import json
import os
import re
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

import psutil
import pytest

from digest.web.serve import listen

if TYPE_CHECKING:
    from collections.abc import Callable

ROOT = Path(__file__).parents[2]
CALLS = "read,readv,recvfrom,recvmsg,write,writev,sendto,sendmsg,fsync,fdatasync"
SYNC = re.compile(r"\bf(?:data)?sync\(\d+<([^>]+)>\)\s+= 0")


@pytest.mark.system
def test_a_document_is_synced_before_it_is_said_to_be_accepted(
    tmp_path: Path, program: Callable[[str], str]
) -> None:
    """Its bytes, the folder that names them, and the log of the database: all before the answer."""
    home, trace = tmp_path / "home", tmp_path / "trace"
    with listen("127.0.0.1", 0) as free:
        port = free.getsockname()[1]
    told = {
        "DIGEST_HOME": str(home),
        "DIGEST_PORT": str(port),
        "DIGEST_BROKER_URL": "redis://127.0.0.1:1/0",  # nobody is there, and nobody is needed
    }
    watched = [program("strace"), "-f", "-y", "-s", "40", "-e", f"trace={CALLS}", "-o", str(trace)]
    with subprocess.Popen(
        [*watched, sys.executable, "-m", "workers.serve"],
        cwd=ROOT,
        env={**os.environ, **told},
        stderr=subprocess.DEVNULL,
    ) as server:
        try:
            assert answered(port) == 202
        finally:  # strace itself ends with what it watches, and by no signal
            for part in psutil.Process(server.pid).children():
                part.terminate()
            server.wait(60)
    lines = trace.read_text(errors="replace").splitlines()
    asked = next(n for n, line in enumerate(lines) if '"POST /api/v1/articles' in line)
    said = next(n for n, line in enumerate(lines) if '"HTTP/1.1 202' in line)
    synced = [found[1] for line in lines[asked:said] if (found := SYNC.search(line))]
    blobs = str(home / "blobs")
    files = [path for path in synced if path.startswith(f"{blobs}/") and not Path(path).is_dir()]
    folders = [path for path in synced if path.startswith(blobs) and Path(path).is_dir()]
    assert files
    assert folders
    assert str(home / "digest.db-wal") in synced
    assert synced.index(files[0]) < synced.index(str(home / "digest.db-wal"))


def answered(port: int) -> int:
    """Send an article as soon as the web is there, and return the status of the answer."""
    deadline = time.monotonic() + 90
    while True:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        try:
            body = json.dumps({"text": "A storm closed the harbour."})
            headers = {"content-type": "application/json"}
            connection.request("POST", "/api/v1/articles", body, headers)
            return connection.getresponse().status
        except ConnectionError:
            assert time.monotonic() < deadline, "the web did not start"
            time.sleep(0.1)
        finally:
            connection.close()
