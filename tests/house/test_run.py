"""./run sets a checkout up once, safely, and hands over to the program it names."""

from __future__ import annotations

import contextlib
import os
import pty
import shutil
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from zipfile import ZipFile

import pytest

NEEDED = ["sh", "cat", "cksum", "grep", "id", "mkdir", "mv", "rm"]


@dataclass(frozen=True)
class Checkout:
    """A small checkout, called from a folder beside it."""

    folder: Path
    beside: Path
    python: Path

    def run(self, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
        """Run ./run without a terminal and without a network."""
        return subprocess.run(
            [self.folder / "run", *arguments],
            cwd=self.beside,
            env=os.environ | {"PIP_NO_INDEX": "1", "PYTHON": str(self.python)} | environment,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
        )

    @property
    def stamp(self) -> Path:
        """The file whose presence says that the set-up came to its end."""
        return self.folder / ".venv" / "set-up"


def copy(root: Path, place: Path) -> Checkout:
    """Return a fresh small checkout below `place`, whose path has spaces."""
    folder = place / "a path with spaces" / "checkout"
    shutil.copytree(root / "tests" / "data" / "checkout", folder)
    shutil.copy2(root / "run", folder / "run")
    python = folder.parent / "python"
    python.symlink_to(Path(sys.executable).resolve())
    beside = place / "beside"
    beside.mkdir()
    return Checkout(folder, beside, python)


@dataclass(frozen=True)
class FirstRuns:
    """A checkout after two first runs at once, and what they printed."""

    checkout: Checkout
    results: list[subprocess.CompletedProcess[str]]


@pytest.fixture(scope="module")
def first(root: Path, tmp_path_factory: pytest.TempPathFactory) -> FirstRuns:
    """Set one checkout up from two shells at the same time."""
    checkout = copy(root, tmp_path_factory.mktemp("run"))
    with ThreadPoolExecutor(2) as shells:
        results = list(shells.map(lambda word: checkout.run("digest", word), ["one", "two"]))
    return FirstRuns(checkout, results)


@pytest.fixture
def ready(first: FirstRuns) -> Checkout:
    """A checkout that is set up."""
    assert first.checkout.stamp.exists()
    return first.checkout


def path_of(folder: Path, *programs: str) -> str:
    """Return a PATH that holds `programs` and nothing else."""
    folder.mkdir()
    for program in programs:
        found = shutil.which(program)
        assert found
        (folder / program).symlink_to(found)
    return str(folder)


def path_with_brew(place: Path) -> str:
    """Return a PATH whose only package manager notes in `place`/installed what it is told.

    A stand-in, because a test must not install programs on the machine that it runs on.
    """
    path = path_of(place / "bin", *NEEDED)
    brew = place / "bin" / "brew"
    brew.write_text(f'#!/bin/sh\necho "$@" >>"{place}/installed"\n')
    brew.chmod(0o755)
    return path


def test_two_first_runs_at_once_both_succeed(first: FirstRuns) -> None:
    """One sets up while the other waits; both then do what they were asked."""
    assert [(r.returncode, r.stdout) for r in first.results] == [
        (0, "beside one\n"),
        (0, "beside two\n"),
    ]
    said = "".join(r.stderr for r in first.results)
    assert said.count("making .venv") == 1
    assert said.count("installing requirements/run.txt") == 1


def test_later_runs_neither_speak_nor_write(ready: Checkout) -> None:
    """When all is there, nothing of ./run is to be seen, and arguments arrive as they were."""
    before = ready.stamp.stat()
    result = ready.run("digest", "two words", "--yes", "*")
    assert (result.stdout, result.stderr) == ("beside two words --yes *\n", "")
    assert ready.stamp.stat() == before


def test_up_is_short_for_digest_up(ready: Checkout) -> None:
    """`./run up` hands `up` and its arguments to the command."""
    assert ready.run("up", "--port", "0").stdout == "beside up --port 0\n"


def test_a_changed_lock_is_installed_into_the_same_environment(ready: Checkout) -> None:
    """A new lock is installed; the environment itself is kept."""
    kept = ready.folder / ".venv" / "kept"
    kept.touch()
    with (ready.folder / "requirements" / "run.txt").open("a") as lock:
        lock.write("# Changed.\n")
    result = ready.run("digest")
    assert result.returncode == 0
    assert "installing requirements/run.txt" in result.stderr
    assert "making .venv" not in result.stderr
    assert kept.exists()


def test_an_interrupted_set_up_is_redone(ready: Checkout) -> None:
    """Without its stamp an environment counts as half made, and is made anew."""
    ready.stamp.unlink()
    half = ready.folder / ".venv" / "half-installed"
    half.touch()
    result = ready.run("digest")
    assert (result.returncode, result.stdout) == (0, "beside\n")
    assert "making .venv" in result.stderr
    assert not half.exists()


def test_a_moved_checkout_is_set_up_again(ready: Checkout, tmp_path: Path) -> None:
    """Scripts of an environment name its old place, so a copy elsewhere makes its own."""
    moved = Checkout(tmp_path / "moved", tmp_path, ready.python)
    shutil.copytree(ready.folder, moved.folder, symlinks=True)
    result = moved.run("digest")
    assert result.returncode == 0
    assert "making .venv" in result.stderr
    assert str(moved.folder) in (moved.folder / ".venv" / "bin" / "digest").read_text()


def test_an_environment_of_somebody_else_is_left_alone(root: Path, tmp_path: Path) -> None:
    """./run never deletes a .venv that it did not make; it says what to do."""
    checkout = copy(root, tmp_path)
    precious = checkout.folder / ".venv" / "precious"
    precious.parent.mkdir()
    precious.touch()
    result = checkout.run("digest")
    assert result.returncode == 1
    assert "was not made by ./run; move it away" in result.stderr
    assert precious.exists()


def test_a_lock_without_a_hash_is_refused(root: Path, tmp_path: Path) -> None:
    """What the lock does not pin by hash is not installed, and the next run tries again."""
    checkout = copy(root, tmp_path)
    wheel = checkout.folder / "thing-1-py3-none-any.whl"
    ZipFile(wheel, "w").close()
    (checkout.folder / "requirements" / "run.txt").write_text(f"thing @ {wheel.as_uri()}\n")
    result = checkout.run("digest")
    assert result.returncode == 1
    assert "Hashes are required" in result.stderr
    assert not checkout.stamp.exists()


def test_an_old_python_is_named(root: Path, tmp_path: Path) -> None:
    """When no Python is new enough, the message says which was found and what is needed."""
    checkout = copy(root, tmp_path)
    old = tmp_path / "bin" / "python3"
    path = path_of(old.parent, *NEEDED)
    old.write_text('#!/bin/sh\necho "3.9 $0"\nexit 1\n')
    old.chmod(0o755)
    result = checkout.run("digest", PATH=path, PYTHON="")
    assert result.returncode == 1
    assert "Python 3.11 or newer is needed; python3 is 3.9, so:" in result.stderr
    assert not (checkout.folder / ".venv").exists()


def test_no_python_at_all_is_said(root: Path, tmp_path: Path) -> None:
    """Without any Python the message says that none was found."""
    checkout = copy(root, tmp_path)
    result = checkout.run("digest", PATH=path_of(tmp_path / "bin", *NEEDED), PYTHON="")
    assert result.returncode == 1
    assert "Python 3.11 or newer is needed; none was found" in result.stderr


def test_missing_programs_are_named_when_nobody_can_be_asked(
    ready: Checkout, tmp_path: Path
) -> None:
    """Without a terminal and --yes nothing is installed: the exact line is printed."""
    result = ready.run("test", "--all", PATH=path_with_brew(tmp_path))
    assert result.returncode == 1
    assert "missing: qpdf, pdftotext, " in result.stderr
    assert "\n  brew install qpdf poppler chromium newsboat sfeed " in result.stderr
    assert "nothing was installed. Run that line, or this again with --yes." in result.stderr
    assert not (tmp_path / "installed").exists()


def test_yes_installs_missing_programs(ready: Checkout, tmp_path: Path) -> None:
    """With --yes the package manager is called with the missing programs' packages."""
    ready.run("--yes", "test", "--all", PATH=path_with_brew(tmp_path))
    called = (tmp_path / "installed").read_text()
    assert called.startswith("install qpdf poppler chromium newsboat sfeed ")
    assert called.count("\n") == 1


def everything_on(terminal: int) -> str:
    """Return all that was written to a terminal whose other end is closed."""
    said = b""
    with contextlib.suppress(OSError):  # how Linux tells that the other end is gone
        while more := os.read(terminal, 10_000):
            said += more
    return said.decode()


@pytest.mark.parametrize(("answer", "installs"), [("n\n", False), ("\n", False), ("y\n", True)])
def test_on_a_terminal_the_user_is_asked(
    ready: Checkout, tmp_path: Path, answer: str, *, installs: bool
) -> None:
    """A person at a terminal decides; only a clear yes installs."""
    ready.run("test")  # brings the developer's environment
    ours, theirs = pty.openpty()
    os.write(ours, answer.encode())
    environment = {k: v for k, v in os.environ.items() if k != "CI"}
    subprocess.run(
        [ready.folder / "run", "test", "--all"],
        env=environment | {"PATH": path_with_brew(tmp_path)},
        stdin=theirs,
        stdout=subprocess.DEVNULL,
        stderr=theirs,
        check=False,
    )
    os.close(theirs)
    said = everything_on(ours)
    os.close(ours)
    assert "Run it now? [y/N]" in said
    assert ("nothing was installed" in said) is not installs
    assert (tmp_path / "installed").exists() is installs


def test_check_runs_every_tool_and_fails_when_one_does(ready: Checkout, tmp_path: Path) -> None:
    """A failing tool keeps no other from running; the summary names each, and the exit is 1."""
    (ready.folder / ".ci").mkdir()
    (ready.folder / ".ci" / "run").touch()
    ready.run("test")  # brings the developer's environment
    (ready.folder / ".venv" / "bin" / "vulture").symlink_to(shutil.which("true") or "")
    result = ready.run("check", PATH=path_of(tmp_path / "bin", *NEEDED))
    assert result.returncode == 1
    verdicts = dict(reversed(line.split(maxsplit=1)) for line in result.stdout.splitlines())
    assert verdicts.pop("vulture") == "ok"
    assert set(verdicts.values()) == {"FAILED"}
    assert len(verdicts) == 9


def test_only_full_runs_are_judged_on_coverage(ready: Checkout, tmp_path: Path) -> None:
    """Coverage is judged with --all, shown without, and left out for tests that you choose."""
    pytest_ = ready.folder / ".venv" / "bin" / "pytest"
    ready.run("test")  # brings the developer's environment
    pytest_.write_text('#!/bin/sh\nprintf "%s|" "$@"\n')
    pytest_.chmod(0o755)
    at_once = "--numprocesses|3|--dist|loadfile|--cov|"
    brought = {"PATH": path_with_brew(tmp_path)}
    assert ready.run("test").stdout == f"-m|not system|{at_once}--cov-fail-under|0|"
    assert ready.run("--yes", "test", "--all", **brought).stdout == at_once
    assert ready.run("test", "tests/a b.py", "-x").stdout == "-m|not system|tests/a b.py|-x|"
    assert ready.run("--yes", "test", "--all", "-k", "x", **brought).stdout == "-k|x|"


def test_an_unknown_verb_ends_with_the_help(root: Path) -> None:
    """A verb that does not exist exits 2 and prints the help to standard error."""
    result = subprocess.run([root / "run", "tset"], capture_output=True, text=True, check=False)
    assert (result.returncode, result.stdout) == (2, "")
    assert "there is no verb 'tset'" in result.stderr
    assert "usage: ./run" in result.stderr


def test_help_needs_no_set_up(root: Path, tmp_path: Path) -> None:
    """`./run help` prints to standard output and makes nothing."""
    checkout = copy(root, tmp_path)
    result = checkout.run("help")
    assert (result.returncode, result.stderr) == (0, "")
    assert result.stdout.startswith("usage: ./run")
    assert not (checkout.folder / ".venv").exists()
