"""`digest ingest --to` says what cannot be before anything is sent."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from typer.testing import CliRunner

from digest.cli import app

if TYPE_CHECKING:
    from pathlib import Path

RUN = CliRunner()


@pytest.mark.parametrize(
    ("more", "words"),
    [
        (["--to", "news.example"], "https://news.example.org/"),
        (["--to", "http://news.example/"], "in the clear"),
        (["--to", "https://news.example/", "--read"], "give one of them"),
    ],
)
def test_an_address_that_cannot_be_sent_to_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, more: list[str], words: str
) -> None:
    """With the cure; the token stands in the environment and is not repeated."""
    token = "adg_000000000000_never-shown"  # noqa: S105 - it is none
    monkeypatch.setenv("DIGEST_TOKEN", token)
    article = tmp_path / "a.txt"
    article.write_text("The storm closed the harbour.")
    result = RUN.invoke(app, ["ingest", str(article), *more])
    assert result.exception is not None
    assert words in f"{result.exception}"
    assert token not in f"{result.exception}{result.output}"
