"""Whatever goes wrong, nothing is lost or comes twice: the chaos tests with as many seeds as told.

`./run bench chaos 200` runs the first 200 seeds, `./run bench chaos 200-299` a hundred more. Each
draws its engines (SQLite or PostgreSQL, a folder or S3, a broker of its own or one across a wire)
and its faults, and after them all that was promised is looked up. A line a seed tells what went
wrong, and how long it took from the last fault until no job was open.
"""

from __future__ import annotations

from statistics import median, quantiles
from typing import Any

from reported import failed, reported

NEEDS = "how many seeds, or which, like 100-199; a seed takes half a minute"

PATIENCE = 240
"""Seconds until a seed counts as failed to recover; it is a bound for broken runs."""


def main(argv: list[str]) -> int:
    """Run the seeds that `argv` names, print a line for each, and return 1 when one failed."""
    told = {"DIGEST_CHAOS_SEEDS": argv[0], "DIGEST_CHAOS_PATIENCE": str(PATIENCE)}
    seen = []
    for row in reported(told, "tests/chaos/test_chaos.py"):
        print(_line(row), flush=True)
        seen.append(row)
    lost = [row["seed"] for row in seen if failed(row)]
    waits = [float(row["recovered"]) for row in seen if "recovered" in row]
    print(f"   {len(seen)} seeds, {len(lost)} failed: {lost}")
    if len(waits) > 1:
        p95 = quantiles(waits, n=20, method="inclusive")[-1]
        print(f"   recovery: median {median(waits):.1f} s, p95 {p95:.1f} s, most {max(waits)} s")
    return int(bool(lost) or not seen)


def _line(row: dict[str, Any]) -> str:
    said = ", ".join(row.get("faults", []))
    how = f"recovered in {row['recovered']} s" if "recovered" in row else "NOT RECOVERED"
    counted = f"{row.get('accepted')} articles, {row.get('editions')} editions"
    return f"   {row['seed']:>3} {row['engines']:22} {how}, {counted}; {said}{failed(row)}"
