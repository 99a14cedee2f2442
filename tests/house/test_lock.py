"""The lock pins all that pyproject.toml asks for, by hash, and names no host."""

from __future__ import annotations

import re
import tomllib
from typing import TYPE_CHECKING

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

if TYPE_CHECKING:
    from pathlib import Path

LOCKS = ["build", "run", "image", "dev", "peers"]


def pins(root: Path, lock: str) -> dict[str, str]:
    """Return the locked version of each name."""
    text = (root / "requirements" / f"{lock}.txt").read_text()
    found = re.findall(r"^([\w.-]+)==([^\s;]+)", text, re.MULTILINE)
    return {canonicalize_name(name): version for name, version in found}


def asked(root: Path, lock: str) -> list[Requirement]:
    """Return what pyproject.toml asks for, groups that a group includes among it."""
    project = tomllib.loads((root / "pyproject.toml").read_text())
    groups = project["dependency-groups"]
    runtime = project["project"]["dependencies"]
    extras = [r for lines in project["project"]["optional-dependencies"].values() for r in lines]
    lines = {
        "build": groups["build"],
        "run": runtime,
        "image": runtime + extras,
        "dev": runtime + groups["dev"],
        "peers": groups["peers"],
    }[lock]
    included = [groups[line["include-group"]] for line in lines if isinstance(line, dict)]
    return [Requirement(line) for line in sum(included, lines) if isinstance(line, str)]


@pytest.mark.parametrize("lock", LOCKS)
def test_the_lock_satisfies_pyproject(root: Path, lock: str) -> None:
    """Each requirement is locked at a version that it allows: else run ./run lock."""
    locked = pins(root, lock)
    unmet = [
        str(r)
        for r in asked(root, lock)
        if not r.specifier.contains(locked.get(canonicalize_name(r.name), "0"), prereleases=True)
    ]
    assert unmet == []


@pytest.mark.parametrize("lock", LOCKS)
def test_each_pin_carries_hashes(root: Path, lock: str) -> None:
    """Every entry is one exact version followed by at least one sha256, and nothing else."""
    text = (root / "requirements" / f"{lock}.txt").read_text()
    body = re.sub(r"^#.*\n", "", text, flags=re.MULTILINE)
    entry = r"[\w.-]+==[\w.!+]+( ; [^\\\n]+)? \\\n(    --hash=sha256:[0-9a-f]{64}( \\)?\n)+"
    assert pins(root, lock)
    assert re.sub(entry, "", body) == ""


@pytest.mark.parametrize("lock", LOCKS)
def test_the_lock_names_no_host(root: Path, lock: str) -> None:
    """A lock works with any index, so it carries no address."""
    text = (root / "requirements" / f"{lock}.txt").read_text()
    assert "://" not in text
    assert "index" not in text


@pytest.mark.parametrize("lock", ["build", "run", "image"])
def test_locks_agree(root: Path, lock: str) -> None:
    """What two locks share they pin alike, so tests run what users run."""
    assert pins(root, lock).items() <= pins(root, "dev").items()
