"""Whatever goes wrong, nothing is lost or comes twice: the chaos tests with as many seeds as told.

`./run bench chaos 200` runs the first 200 seeds, `./run bench chaos 200-299` a hundred more. Each
draws its engines (SQLite or PostgreSQL, a folder or S3, a broker of its own or one across a wire)
and its faults, and after them all that was promised is looked up. A line a seed tells what went
wrong, and how long it took from the last fault until no job was open.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from statistics import median, quantiles

NEEDS = "how many seeds, or which, like 100-199; a seed takes half a minute"

ROOT = Path(__file__).parents[1]
PATIENCE = 240
"""Seconds until a seed counts as failed to recover; it is a bound for broken runs."""


def main(argv: list[str]) -> int:
    """Run the seeds that `argv` names, print a line for each, and return 1 when one failed."""
    with tempfile.TemporaryDirectory(prefix="digest-chaos-") as folder:
        told = Path(folder) / "report"
        told.touch()
        tests = subprocess.Popen(
            [
                *(sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider"),
                *("-o", "tmp_path_retention_policy=failed", "tests/chaos/test_chaos.py"),
            ],
            cwd=ROOT,
            env={
                **os.environ,
                "DIGEST_CHAOS_SEEDS": argv[0],
                "DIGEST_CHAOS_PATIENCE": str(PATIENCE),
                "DIGEST_CHAOS_REPORT": str(told),
            },
            stdout=subprocess.DEVNULL,
        )
        seen: list[dict[str, object]] = []
        ended = False
        while not ended:
            ended = tests.poll() is not None
            found = [json.loads(line) for line in told.read_text().splitlines()]
            for row in found[len(seen) :]:
                print(_line(row), flush=True)
            seen = found
            time.sleep(0 if ended else 1)
    failed = [row for row in seen if row["outcome"] != "passed"]
    waits = [float(str(row["recovered"])) for row in seen if "recovered" in row]
    print(f"   {len(seen)} seeds, {len(failed)} failed: {[row['seed'] for row in failed]}")
    if len(waits) > 1:
        p95 = quantiles(waits, n=20, method="inclusive")[-1]
        print(f"   recovery: median {median(waits):.1f} s, p95 {p95:.1f} s, most {max(waits)} s")
    return int(bool(failed) or not seen)


def _line(row: dict[str, object]) -> str:
    faults = row.get("faults", [])
    said = ", ".join(map(str, faults)) if isinstance(faults, list) else ""
    how = f"recovered in {row['recovered']} s" if "recovered" in row else "NOT RECOVERED"
    lost = f"  FAILED: {row['failure']}" if "failure" in row else ""
    counted = f"{row.get('accepted')} articles, {row.get('editions')} editions"
    return f"   {row['seed']:>3} {row['engines']:22} {how}, {counted}; {said}{lost}"
