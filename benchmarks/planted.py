"""What the chaos tests are worth: five bugs are planted, one after the other, and must be found."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

NEEDS = "the names of bugs, or `all`; takes minutes to find one"

ROOT = Path(__file__).parents[1]
BUGS = ("early ack", "no fencing", "no sweep", "publish before commit", "write in place")
SEEDS = 20
PATIENCE = 60


def found_after(bug: str) -> tuple[int, str]:
    """Return how many seeds it took until the tests failed, and how; 0 when they never did."""
    told = {"DIGEST_CHAOS_SEEDS": str(SEEDS), "DIGEST_CHAOS_PATIENCE": str(PATIENCE)}
    done = subprocess.run(
        [
            sys.executable,
            "-m",
            "pytest",
            "-x",
            "-q",
            "-p",
            "no:cacheprovider",
            "tests/chaos/test_chaos.py",
        ],
        cwd=ROOT,
        env={**os.environ, **told, "DIGEST_PLANTED": bug},
        capture_output=True,
        text=True,
        check=False,
    )
    lines = done.stdout.splitlines()
    passed = sum(line.split(" ")[0].count(".") for line in lines[:1])
    failure = next((line[2:].strip() for line in lines if line.startswith("E  ")), "")
    return (passed + 1, failure) if done.returncode == 1 else (0, "")


def main(argv: list[str]) -> int:
    """Plant each bug and print after how many seeds it was found; 1 when one was not."""
    missed = 0
    for bug in BUGS if argv == ["all"] else argv:
        seeds, failure = found_after(bug)
        missed += not seeds
        print(f"   {bug}: " + (f"found by seed {seeds}: {failure}" if seeds else "NOT FOUND"))
    return int(missed > 0)
