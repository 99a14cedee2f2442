"""The wheel holds all that the program needs, and works where there is no checkout."""

from __future__ import annotations

import os
import subprocess
import sys
import sysconfig
import venv
from dataclasses import dataclass
from pathlib import Path
from zipfile import ZipFile

import pytest

FORMS = {
    "rss.xml",
    "atom.xml",
    "feed.json",
    "index.html",
    "briefing.pdf",
    "timeline.json",
    "timeline.ics",
    "edition.json",
}


@dataclass(frozen=True)
class Installed:
    """An environment outside the checkout with the wheel in it."""

    environment: Path
    elsewhere: Path

    def run(self, *command: str) -> subprocess.CompletedProcess[str]:
        """Run a program of the environment in a folder that is no checkout."""
        program, *arguments = command
        return subprocess.run(
            [self.environment / "bin" / program, *arguments],
            cwd=self.elsewhere,
            env={k: v for k, v in os.environ.items() if not k.startswith("PYTHON")},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
        )


@pytest.fixture(scope="module")
def wheel(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the wheel with the backend that is installed here."""
    folder = tmp_path_factory.mktemp("dist")
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    subprocess.run(command, cwd=root, check=True, capture_output=True)
    (built,) = folder.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Installed:
    """Install the wheel in an environment of its own that borrows the dependencies from here."""
    place = tmp_path_factory.mktemp("outside")
    environment = place / "environment"
    venv.create(environment, with_pip=False)
    uv = Path(sysconfig.get_path("scripts")) / "uv"
    target = ["--python", environment / "bin" / "python"]
    flags = ["--quiet", "--offline", "--no-cache", "--no-deps"]
    subprocess.run([uv, "pip", "install", *flags, *target, wheel], check=True)
    # A folder added by a .pth does not have its own .pth files read: no way to the checkout.
    packages = next(environment.glob("lib/python*/site-packages"))
    (packages / "borrowed.pth").write_text(sysconfig.get_path("purelib") + "\n")
    elsewhere = place / "elsewhere"
    elsewhere.mkdir()
    return Installed(environment, elsewhere)


def test_the_wheel_holds_every_file_of_the_program(root: Path, wheel: Path) -> None:
    """Modules, templates, fonts, sample and licence are in it; nothing is left behind."""
    tracked = subprocess.run(
        ["git", "ls-files", "digest", "workers", "templates"],
        cwd=root,
        capture_output=True,
        text=True,
        check=True,
    ).stdout.split("\n")
    wanted = {name.replace("templates/", "digest/_templates/", 1) for name in tracked if name}
    held = set(ZipFile(wheel).namelist())
    assert wanted - held == set()
    assert any(name.endswith(".ttf") for name in held)
    assert any(name.endswith("/licenses/LICENSE") for name in held)
    assert not [name for name in held if name.startswith(("tests", "benchmarks", "templates/"))]


def test_the_installed_program_is_not_the_checkout(installed: Installed) -> None:
    """What is imported lies in the environment, its templates beside it."""
    code = "import digest.publish.templates as t; print(t.__file__, t.packaged_folder(), sep='\\n')"
    result = installed.run("python", "-c", code)
    assert result.returncode == 0, result.stderr
    assert len(result.stdout.split("\n")) == 3
    for line in result.stdout.splitlines():
        assert Path(line).is_relative_to(installed.environment)


def test_the_installed_command_tells_its_version(installed: Installed) -> None:
    """The command `digest` starts without a checkout."""
    result = installed.run("digest", "--version")
    assert (result.returncode, result.stderr) == (0, "")
    assert result.stdout.startswith("digest 0.")


def test_the_installed_command_makes_the_sample(installed: Installed) -> None:
    """The bundled sample becomes an edition in all its forms, fonts and templates included."""
    result = installed.run("digest", "make", "--sample", "-o", "out")
    assert result.returncode == 0, result.stderr
    out = installed.elsewhere / "out"
    assert {path.name for path in out.iterdir()} == FORMS
    assert (out / "briefing.pdf").read_bytes().startswith(b"%PDF-")
