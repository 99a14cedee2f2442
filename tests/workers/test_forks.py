"""A worker forks and its clock looks at any time: a child gets no lock that nobody frees."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
FORKS_WHILE_THE_CLOCK_IMPORTS = """
import os, sys, threading, time
from digest.config import load_place
from workers.app import create_app
from workers.bell import Bell
from workers.clock import Clock

class Importing(Clock):
    def tick(self):
        begun.set()
        import slow
        return 0.0

begun = threading.Event()
place = load_place(os.environ)
clock = Importing(place, Bell(create_app(place, "memory://")), kind="worker")
if sys.argv[1:] == ["spared"]:
    clock.spare_forks()
clock.start()
begun.wait()
child = os.fork()
if child == 0:
    import slow
    os._exit(0)
until = time.monotonic() + 8
while time.monotonic() < until:
    found, status = os.waitpid(child, os.WNOHANG)
    if found:
        clock.stop()
        sys.exit(status)
    time.sleep(0.05)
os.kill(child, 9)
os.waitpid(child, 0)
os._exit(9)
"""


FORKS_WHILE_THE_CLOCK_IS_BUSY = """
import os, time
from digest.config import load_place
from workers.app import create_app
from workers.bell import Bell
from workers.clock import Clock

class Busy(Clock):
    def tick(self):
        time.sleep(0.05)
        self.wake()
        return 0.0

place = load_place(os.environ)
clock = Busy(place, Bell(create_app(place, "memory://")), kind="worker")
clock.spare_forks()
clock.start()
for _ in range(20):
    looked = clock.looked
    child = os.fork()
    if child == 0:
        os._exit(0)
    os.waitpid(child, 0)
    print(clock.looked - looked)
clock.stop()
"""


def forked(folder: Path, *told: str) -> int:
    """Fork while the clock imports a module that the child imports too; return how it ended."""
    (folder / "slow.py").write_text("import time\ntime.sleep(1)\n")
    done = subprocess.run(
        [sys.executable, "-c", FORKS_WHILE_THE_CLOCK_IMPORTS, *told],
        cwd=ROOT,
        env={"PYTHONPATH": f"{folder}:{ROOT}", "DIGEST_HOME": str(folder), "HOME": str(folder)},
        check=False,
        timeout=60,
    )
    return done.returncode


def test_a_child_waits_for_no_import_of_its_parents_clock(tmp_path: Path) -> None:
    """A fork waits for the look to end; without that the child would wait for ever."""
    assert forked(tmp_path) == 9
    assert forked(tmp_path, "spared") == 0


def test_a_fork_has_its_turn_after_one_look(tmp_path: Path) -> None:
    """However soon the next one is due; and the clock goes on afterwards."""
    done = subprocess.run(
        [sys.executable, "-c", FORKS_WHILE_THE_CLOCK_IS_BUSY],
        cwd=ROOT,
        env={"PYTHONPATH": str(ROOT), "DIGEST_HOME": str(tmp_path), "HOME": str(tmp_path)},
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    passed = [int(line) for line in done.stdout.split()]
    assert len(passed) == 20
    assert max(passed) <= 2
    assert sum(passed) > 0
