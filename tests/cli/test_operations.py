"""The commands of operators: drained, backed up, restored, looked at, in one go."""

from __future__ import annotations

import json
import os
from typing import TYPE_CHECKING

import pytest
from typer.testing import CliRunner

from digest.cli import app

if TYPE_CHECKING:
    from pathlib import Path

RUN = CliRunner()


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home with a digest and recipients, and no service that runs in it."""
    for name in [name for name in os.environ if name.startswith("DIGEST_")]:
        monkeypatch.delenv(name)
    folder = tmp_path / "home"
    folder.mkdir()
    told = '[[digest]]\nname = "storms"\n[digest.mail]\nto = ["a@example.org"]\n'
    (folder / "digest.toml").write_text(told)
    monkeypatch.setenv("DIGEST_HOME", str(folder))
    assert RUN.invoke(app, ["migrate", "--no-sample"]).exit_code == 0
    return folder


def said(*arguments: str, code: int = 0) -> object:
    """Run a command and return what it says as JSON."""
    result = RUN.invoke(app, [*arguments, "--json"])
    assert result.exit_code == code, result.stderr
    return json.loads(result.stdout)


def test_a_service_is_drained_backed_up_and_restored(home: Path, tmp_path: Path) -> None:
    """Each command says what is so afterwards, and `status` shows that nothing is begun."""
    drained = said("drain", "--wait")
    assert isinstance(drained, dict)
    assert drained["drained_since"]
    status = said("status", code=1)  # no worker lives
    assert isinstance(status, dict)
    assert status["drained_since"] == drained["drained_since"]
    backup = said("backup", str(tmp_path / "b"))
    assert said("drain", "--end") == {"drained_since": None, "running": 0}
    again = said("restore", str(tmp_path / "b"), "--home", str(tmp_path / "again"))
    assert again == backup
    assert (tmp_path / "again" / "digest.toml").read_text() == (home / "digest.toml").read_text()


@pytest.mark.usefixtures("home")
def test_recipients_are_listed() -> None:
    """Those whom digest.toml names, before any letter was sent."""
    assert said("recipients", "storms") == [{"address": "a@example.org", "left": None}]


@pytest.mark.usefixtures("home")
def test_the_doctor_says_what_is_broken() -> None:
    """A service that does not run has neither workers nor a mail server."""
    found = said("doctor", code=1)
    assert isinstance(found, list)
    broken = {one["part"] for one in found if one["health"] == "broken"}
    assert broken == {"workers", "mail"}
    assert all(one["cure"] for one in found if one["health"] != "fine")
