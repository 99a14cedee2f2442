"""Opening inputs within limits."""

from __future__ import annotations

import gzip
import io
import sys
from types import SimpleNamespace
from typing import TYPE_CHECKING

import pytest

from digest.errors import InputError
from digest.ingest import files
from digest.ingest.files import open_input

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize(
    ("name", "form"),
    [("a.txt", "text"), ("a.HTML", "html"), ("a.jsonl", "jsonl"), ("a", "text"), ("a.md", "text")],
)
def test_the_ending_tells_the_form(tmp_path: Path, name: str, form: str) -> None:
    """A file is text unless its ending says otherwise."""
    path = tmp_path / name
    path.write_bytes(b"words")
    with open_input(str(path)) as source:
        assert (source.form, source.read_document()) == (form, b"words")


def test_gzip_is_unpacked_and_the_inner_ending_counts(tmp_path: Path) -> None:
    """`page.html.gz` is HTML; what is compressed is told by its bytes."""
    path = tmp_path / "page.html.gz"
    path.write_bytes(gzip.compress(b"<p>words"))
    with open_input(str(path)) as source:
        assert (source.form, source.read_document()) == ("html", b"<p>words")


def test_a_broken_gzip_is_named(tmp_path: Path) -> None:
    """Half a gzip stream is an error that names the file."""
    path = tmp_path / "a.txt.gz"
    path.write_bytes(gzip.compress(b"words" * 1000)[:20])
    with open_input(str(path)) as source, pytest.raises(InputError, match=r"a\.txt\.gz cannot be"):
        source.read_document()


def test_a_document_over_the_limit_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The limit holds for unpacked bytes, so a bomb stops there."""
    monkeypatch.setattr(files, "MAX_DOCUMENT_BYTES", 1000)
    path = tmp_path / "bomb.gz"
    path.write_bytes(gzip.compress(b"a" * 100_000))
    with open_input(str(path)) as source, pytest.raises(InputError, match="larger than"):
        source.read_document()


def test_an_empty_file_is_refused(tmp_path: Path) -> None:
    """White space alone is no article."""
    path = tmp_path / "a.txt"
    path.write_bytes(b" \n ")
    with open_input(str(path)) as source, pytest.raises(InputError, match="is empty"):
        source.read_document()


def test_a_folder_and_a_missing_file_are_told_apart(tmp_path: Path) -> None:
    """Each gets its own sentence."""
    with pytest.raises(InputError, match="is a folder"), open_input(str(tmp_path)):
        pass
    missing = str(tmp_path / "none.txt")
    with pytest.raises(InputError, match="There is no file"), open_input(missing):
        pass


@pytest.mark.parametrize(
    ("head", "form"),
    [(b'{"id": 1}\n', "jsonl"), (b"<!DOCTYPE html><p>", "html"), (b"Words.", "text")],
)
def test_standard_input_is_told_by_how_it_begins(
    monkeypatch: pytest.MonkeyPatch, head: bytes, form: str
) -> None:
    """JSON Lines, HTML and text are told apart, compressed or not."""
    for data in (head, gzip.compress(head)):
        stream = SimpleNamespace(buffer=io.BufferedReader(io.BytesIO(data)))  # type: ignore[arg-type]
        monkeypatch.setattr(sys, "stdin", stream)
        with open_input("-") as source:
            assert (source.form, source.read_document()) == (form, head)


def test_lines_carry_their_number_and_a_limit(tmp_path: Path) -> None:
    """Blank lines are passed over but counted; a line over the limit is named."""
    path = tmp_path / "a.jsonl"
    path.write_bytes(b"one\n\nthree\n" + b"x" * 50)
    with open_input(str(path)) as source:
        lines = source.lines(20)
        assert [next(lines), next(lines)] == [(1, b"one\n"), (3, b"three\n")]
        with pytest.raises(InputError, match="line 4 is longer"):
            next(lines)
