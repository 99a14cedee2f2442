"""The benchmarks follow one convention, which ./run bench relies on."""

from __future__ import annotations

import ast
import subprocess
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path


def bench(root: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run the benchmarks' runner as ./run bench does."""
    command = [sys.executable, root / "benchmarks", *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def test_every_benchmark_has_a_main_and_says_what_it_measures(root: Path) -> None:
    """Each module has a docstring, and each `main` takes its arguments and returns a code."""
    measured = 0
    for path in (root / "benchmarks").glob("*.py"):
        tree = ast.parse(path.read_text())
        assert ast.get_docstring(tree), path.name
        for main in tree.body:
            if isinstance(main, ast.FunctionDef) and main.name == "main":
                assert ast.unparse(main.args) == "argv: list[str]", path.name
                assert ast.unparse(main.returns or ast.Constant(None)) == "int", path.name
                measured += 1
    assert measured


def test_an_unknown_benchmark_is_answered_with_the_known_ones(root: Path) -> None:
    """A wrong name exits 2 and lists the right ones."""
    result = bench(root, "sprint")
    assert result.returncode == 2
    assert "no benchmark 'sprint'; there are: " in result.stderr
    assert "start" in result.stderr


def test_a_benchmark_without_its_data_says_what_it_needs(root: Path, tmp_path: Path) -> None:
    """A benchmark that declares NEEDS is not run without arguments; it is run with them."""
    folder = tmp_path / "benchmarks"
    folder.mkdir()
    runner = (root / "benchmarks" / "__main__.py").read_text()
    (folder / "__main__.py").write_text(runner)
    (folder / "calendar.py").write_text(
        '"""Counts words."""\nNEEDS = "FILE..."\n\ndef main(argv):\n'
        "    print(len(argv))\n    return 3\n"
    )
    without = bench(tmp_path)
    assert without.stdout == (
        "== calendar: Counts words.\n   needs data of yours: ./run bench calendar FILE...\n"
    )
    assert without.returncode == 0
    given = bench(tmp_path, "calendar", "a", "b")
    assert (given.returncode, given.stdout) == (3, "== calendar: Counts words.\n2\n")


def test_a_peer_behind_the_project_is_found_by_a_process_of_its_own(
    root: Path, tmp_path: Path
) -> None:
    """Peers lie in a folder that only the runner's path names, and each prints apart."""
    (tmp_path / "typst.py").write_text("def compile(*_, **__):\n    return bytes(3000)\n")
    ask = "import sys; sys.path += sys.argv[1:]; import pdf; print(pdf.apart('typst', 1200)['kB'])"
    command = [sys.executable, "-c", ask, str(root), str(tmp_path)]
    result = subprocess.run(
        command, cwd=root / "benchmarks", capture_output=True, text=True, check=False
    )
    assert result.stdout == "3.0\n", result.stderr
