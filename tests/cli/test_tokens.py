"""`digest tokens` gives out tokens, lists them and takes them back."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from typer.testing import CliRunner

from digest.cli import app

if TYPE_CHECKING:
    from pathlib import Path

RUN = CliRunner()


@pytest.fixture(autouse=True)
def _home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An empty home."""
    monkeypatch.setenv("DIGEST_HOME", str(tmp_path))
    monkeypatch.delenv("DIGEST_TOKENS", raising=False)


def test_a_token_is_printed_alone() -> None:
    """So that a script can keep it; what to do with it is said beside."""
    result = RUN.invoke(app, ["tokens", "add", "wire", "--scope", "ingest", "--scope", "read"])
    assert result.exit_code == 0
    (secret,) = result.stdout.split()
    assert secret.startswith("adg_")
    assert "not shown again" in result.stderr
    listed = RUN.invoke(app, ["tokens", "list"])
    assert "ingest read" in listed.output
    assert "never" in listed.output
    assert secret not in listed.output


def test_a_revoked_token_is_gone() -> None:
    """Whoever revokes the last one is told what that means."""
    made = RUN.invoke(app, ["tokens", "add", "a", "--scope=admin", "--expires=2999", "--json"])
    assert json.loads(made.stdout)["expires"] == "2999-01-01T00:00:00+00:00"
    result = RUN.invoke(app, ["tokens", "revoke", "a"])
    assert result.exit_code == 0
    assert "may write" in result.stderr
    assert json.loads(RUN.invoke(app, ["tokens", "list", "--json"]).stdout) == []


def test_a_scope_that_is_none_is_refused() -> None:
    """The message names those there are."""
    result = RUN.invoke(app, ["tokens", "add", "a", "--scope", "everything"])
    assert result.exit_code == 2
    assert "trigger" in result.stderr
