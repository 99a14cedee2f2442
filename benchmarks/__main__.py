"""Runs the benchmarks: `./run bench` all that need nothing, `./run bench NAME ...` one of them.

A benchmark is a module of this folder with a docstring and `main(argv) -> int`, which measures
side by side with a peer, in one run, and prints a ratio. One that cannot do without data of yours
says what its arguments are in a constant `NEEDS`. Each runs in a process of its own. Modules
without a `main` help the others.
"""

from __future__ import annotations

import importlib.util
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from types import ModuleType

FOLDER = Path(__file__).parent
PEERS = Path(sys.prefix) / "peers"
"""Where `./run bench` puts the packages that are measured beside this project."""


def names() -> list[str]:
    """Return the names of all benchmarks, sorted."""
    modules = (path for path in FOLDER.glob("*.py") if not path.stem.startswith("_"))
    return sorted(path.stem for path in modules if "\ndef main(" in path.read_text())


def load(name: str) -> ModuleType:
    """Return the module of one benchmark; its name cannot hide one of the standard library."""
    spec = importlib.util.spec_from_file_location(f"benchmark_{name}", FOLDER / f"{name}.py")
    if spec is None or spec.loader is None:
        raise ImportError(name)
    if str(PEERS) not in sys.path:
        sys.path.append(str(PEERS))
    module = importlib.util.module_from_spec(spec)
    sys.modules[module.__name__] = module
    spec.loader.exec_module(module)
    return module


def run_one(name: str, argv: list[str]) -> int:
    """Run one benchmark, or say what it needs; return its exit code."""
    if name not in names():
        sys.stderr.write(f"bench: no benchmark {name!r}; there are: {', '.join(names())}\n")
        return 2
    module = load(name)
    summary = (module.__doc__ or "").strip().partition("\n")[0]
    print(f"== {name}: {summary}", flush=True)
    needs = getattr(module, "NEEDS", None)
    if needs and not argv:
        print(f"   needs data of yours: ./run bench {name} {needs}")
        return 0
    return int(module.main(argv))


def run_all() -> int:
    """Run every benchmark in a fresh process; return 1 if any failed."""
    codes = [subprocess.run([sys.executable, FOLDER, name], check=False) for name in names()]
    return int(any(code.returncode for code in codes))


if __name__ == "__main__":
    sys.exit(run_one(sys.argv[1], sys.argv[2:]) if sys.argv[1:] else run_all())
