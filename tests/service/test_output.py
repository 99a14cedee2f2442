"""Files appear whole or not at all."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from digest.errors import OutputError
from digest.service.output import check_writable, write_files

if TYPE_CHECKING:
    from pathlib import Path


def test_files_replace_those_of_before(tmp_path: Path) -> None:
    """The new content stands there, other files stay, no scratch is left."""
    (tmp_path / "a").write_bytes(b"old")
    (tmp_path / "mine").write_bytes(b"mine")
    write_files(tmp_path, {"a": b"new", "b": b"more"})
    content = {p.name: p.read_bytes() for p in tmp_path.iterdir()}
    assert content == {"a": b"new", "b": b"more", "mine": b"mine"}


def test_folders_are_made_on_the_way(tmp_path: Path) -> None:
    """A folder that is not there yet is made when the files are."""
    folder = tmp_path / "one" / "two"
    check_writable(folder)
    assert not folder.exists()
    write_files(folder, {"a": b"x"})
    assert (folder / "a").read_bytes() == b"x"


def test_a_file_in_the_way_is_named(tmp_path: Path) -> None:
    """A folder cannot be made below a file."""
    (tmp_path / "a").write_bytes(b"x")
    with pytest.raises(OutputError, match="is a file"):
        check_writable(tmp_path / "a" / "b")
    with pytest.raises(OutputError, match="cannot be written"):
        write_files(tmp_path / "a" / "b", {"c": b"x"})
