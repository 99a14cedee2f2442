"""Whatever kills `digest up`, its parts end with it, and the next one can start at once."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import psutil

from digest.model.job import JobState
from digest.web.serve import listen
from workers.leash import LEASH

if TYPE_CHECKING:
    from collections.abc import Callable

    from conftest import Up

    from digest.model.place import Place

ROOT = Path(__file__).parents[2]


def test_a_killed_supervisor_leaves_no_orphans(
    up: Up, start: Callable[[], Up], eventually: Callable[..., None]
) -> None:
    """All parts end by themselves, and the next one starts in the same home."""
    parts = up.parts()
    up.process.kill()
    up.process.wait()
    assert psutil.wait_procs(parts, timeout=60)[1] == []
    again = start()
    after = again.ingest("A storm after the crash.")
    eventually(lambda: again.state(after) is JobState.DONE)
    assert again.stop() == 0
    assert again.process.stdout
    again.process.stdout.close()


def test_a_port_that_a_killed_service_still_holds_is_waited_for(
    place: Place, eventually: Callable[..., None]
) -> None:
    """Its web may have been starting, and hears late that it is alone."""
    place.broker_file.touch()  # as SIGKILL leaves it
    told = place.home.parent / "told"
    with listen("127.0.0.1", 0) as left, told.open("w") as journal:
        port = left.getsockname()[1]
        up = subprocess.Popen(
            [sys.executable, "-m", "digest", "up", "--home", place.home, "--port", str(port)],
            cwd=ROOT,
            env={**os.environ, "DIGEST_SAMPLE": "no"},
            stdout=subprocess.PIPE,
            stderr=journal,
            text=True,
        )
        eventually(lambda: f"port {port} is in use" in told.read_text())
    assert up.stdout
    with up.stdout:
        assert up.stdout.readline().startswith(f"ready: http://127.0.0.1:{port}/ ")
    up.send_signal(signal.SIGTERM)
    assert up.wait(60) == 0


def test_a_leashed_program_ends_with_its_holder() -> None:
    """At the end of standard input, though it knows nothing of it."""
    with subprocess.Popen(
        [sys.executable, "-m", "workers.leash", "sleep", "600"], stdin=subprocess.PIPE, cwd=ROOT
    ) as leash:
        assert leash.stdin
        leash.stdin.close()
        assert leash.wait(20) == 128 + signal.SIGTERM
    assert LEASH == "DIGEST_LEASH"
