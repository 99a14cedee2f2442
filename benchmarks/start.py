"""What ./run adds to a command when all is set up."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path
from statistics import median

ROOT = Path(__file__).parents[1]
TIMES = 15
"""Runs of each, taken in turns so that both meet the same machine; the median is stable at 15."""


def seconds(command: list[str]) -> float:
    """Return the wall time of one run of `command`."""
    start = time.perf_counter()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    return time.perf_counter() - start


def main(argv: list[str]) -> int:
    """Compare `./run digest --version` with the bare command."""
    times = int(argv[0]) if argv else TIMES
    bare = [str(Path(sys.executable).parent / "digest"), "--version"]
    through = [str(ROOT / "run"), "digest", "--version"]
    pairs = [(seconds(bare), seconds(through)) for _ in range(times)]
    alone, whole = (median(side) for side in zip(*pairs, strict=True))
    print(f"   digest alone {alone * 1000:7.1f} ms")
    print(f"   ./run digest {whole * 1000:7.1f} ms   adds {(whole - alone) * 1000:.1f} ms")
    print(f"   ratio        {whole / alone:7.2f}")
    return 0
