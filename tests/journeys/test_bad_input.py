"""Every bad input gets one sentence, an exit code, and leaves nothing half-written."""

from __future__ import annotations

import errno
import io
import os
import sys
from types import SimpleNamespace
from typing import TYPE_CHECKING

import pytest

from digest.service import output

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

ARTICLE = "Storm closes harbour\n\nThe harbour was closed on Monday after a storm.\n"


@pytest.fixture
def refused(run: Callable[..., tuple[int, str, str]]) -> Callable[..., tuple[int, str]]:
    """Return a function that runs `digest`, which may print nothing, and gives code and error."""

    def call(*words: str) -> tuple[int, str]:
        code, out, err = run(*words)
        assert out == ""
        return code, err

    return call


@pytest.fixture
def article(tmp_path: Path) -> str:
    """A good article, dated by its option only."""
    path = tmp_path / "article.txt"
    path.write_text(ARTICLE, encoding="utf-8")
    return str(path)


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("empty.txt", b"", "is empty"),
        ("blank.txt", b"\n \n", "is empty"),
        ("binary.txt", bytes(range(256)) * 40, "binary"),
        ("picture.txt", b"\x89PNG\r\n\x1a\n" + b"\x00" * 100, "binary"),
        ("big.txt", b"Words and words. " * 3_000_000, "larger than"),
        ("broken.jsonl", b'{"id": 1,', "line 1"),
        ("empty.jsonl", b"\n", "is empty"),
        ("nothing.html", b"<html><body></body></html>", "nothing.html"),
        ("date.jsonl", b'{"text": "Words.", "published": "2014-02-30"}', "2014-02-30"),
    ],
)
def test_an_unusable_article_is_refused_by_name(
    refused: Callable[..., tuple[int, str]], tmp_path: Path, name: str, content: bytes, words: str
) -> None:
    """The sentence names the file and the cause; the output folder stays away."""
    path = tmp_path / name
    path.write_bytes(content)
    code, said = refused("make", str(path), "-o", str(tmp_path / "out"))
    assert code == 3
    assert name in said
    assert words in said
    assert said.count("\n") == 1
    assert not (tmp_path / "out").exists()


def test_invalid_utf8_is_read_as_what_it_is(
    refused: Callable[..., tuple[int, str]], tmp_path: Path
) -> None:
    """A cp1252 file is no error: it is decoded, and its date alone is asked for."""
    path = tmp_path / "old.txt"
    path.write_bytes("The café’s owner – Zoë – spoke.\n".encode("cp1252"))
    code, said = refused("make", str(path), "-o", str(tmp_path / "out"))
    assert code == 3
    assert "--published" in said


def test_a_folder_and_a_missing_file_are_refused(
    refused: Callable[..., tuple[int, str]], tmp_path: Path
) -> None:
    """Neither is an article."""
    out = str(tmp_path / "out")
    code, said = refused("make", str(tmp_path), "-o", out)
    assert (code, "is a folder" in said) == (3, True)
    code, said = refused("make", str(tmp_path / "none.txt"), "-o", out)
    assert (code, "There is no file" in said) == (3, True)


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (["--published", "2014-02-30"], "2014-02-30"),
        (["--as-of", "soon"], "soon"),
        (["--base-url", "ftp://example.org"], "--base-url"),
        (["--paper", "A5"], "A4"),
        (["--sample"], "not both"),
    ],
)
def test_an_impossible_option_is_named(
    refused: Callable[..., tuple[int, str]],
    tmp_path: Path,
    article: str,
    options: list[str],
    words: str,
) -> None:
    """The sentence repeats the value and says how to write it."""
    code, said = refused("make", article, "-o", str(tmp_path / "out"), *options)
    assert code == 2
    assert words in said
    assert not (tmp_path / "out").exists()


def test_nothing_to_digest_is_said(refused: Callable[..., tuple[int, str]], tmp_path: Path) -> None:
    """Without articles and without --sample there is nothing to do."""
    code, said = refused("make", "-o", str(tmp_path / "out"))
    assert (code, "--sample" in said) == (2, True)


def test_an_output_folder_that_is_a_file_is_refused(
    refused: Callable[..., tuple[int, str]], article: str
) -> None:
    """The file stays as it is."""
    code, said = refused("make", article, "--published", "2021-03-08", "-o", article)
    assert (code, "is a file" in said) == (4, True)


def test_an_output_folder_without_rights_is_refused(
    refused: Callable[..., tuple[int, str]],
    article: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Asked before any work is done (root may write anywhere, so the answer is set here)."""
    monkeypatch.setattr(os, "access", lambda *_: False)
    code, said = refused("make", article, "--published", "2021-03-08", "-o", str(tmp_path / "out"))
    assert (code, "may not be written" in said) == (4, True)


def test_a_full_disk_leaves_the_folder_as_it_was(
    refused: Callable[..., tuple[int, str]],
    article: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """An earlier edition survives whole when the disk fills in the middle of the next."""
    out = tmp_path / "out"
    out.mkdir()
    (out / "rss.xml").write_text("earlier")
    written: list[Path] = []

    def fill(path: Path, content: bytes) -> None:
        if len(written) == 3:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        written.append(path)
        path.write_bytes(content)

    monkeypatch.setattr(output, "_write_synced", fill)
    code, said = refused("make", article, "--published", "2021-03-08", "-o", str(out))
    assert (code, "No space left" in said) == (4, True)
    assert [p.name for p in out.iterdir()] == ["rss.xml"]
    assert (out / "rss.xml").read_text() == "earlier"


def test_an_undated_article_needs_a_time(
    refused: Callable[..., tuple[int, str]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With no date at all the day of reading is not put in its place."""
    stream = SimpleNamespace(buffer=io.BufferedReader(io.BytesIO(b"The cat sat on the mat.\n")))  # type: ignore[arg-type]
    monkeypatch.setattr(sys, "stdin", stream)
    code, said = refused("make", "-", "-o", str(tmp_path / "out"))
    assert code == 3
    assert "--as-of" in said
