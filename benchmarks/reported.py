"""Runs tests that take minutes, and gives what each tells of itself as soon as it has ended."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

ROOT = Path(__file__).parents[1]


def reported(told: Mapping[str, str], *tests: str) -> Iterator[dict[str, Any]]:
    """Run `tests`, words for pytest, with the variables `told`; yield a mapping for each."""
    with tempfile.TemporaryDirectory(prefix="digest-tests-") as folder:
        report = Path(folder) / "report"
        report.touch()
        running = subprocess.Popen(
            [
                *(sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider"),
                *("-o", "tmp_path_retention_policy=failed", *tests),
            ],
            cwd=ROOT,
            env={**os.environ, **told, "DIGEST_CHAOS_REPORT": str(report)},
            stdout=subprocess.DEVNULL,
        )
        seen, ended = 0, False
        while not ended:
            ended = running.poll() is not None
            found = report.read_text().splitlines()
            yield from map(json.loads, found[seen:])
            seen = len(found)
            time.sleep(0 if ended else 1)


def failed(row: Mapping[str, Any]) -> str:
    """Return how a test failed and what it said, empty when it passed."""
    if row["outcome"] == "passed":
        return ""
    return "\n      ".join([f"  FAILED: {row.get('failure', '')}", *row.get("why", ())])
