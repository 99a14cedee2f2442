"""Blobs are whole, durable, verified when read, and the same for the same bytes."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from digest.errors import DamagedBlobError, StoreError, StoreFullError
from digest.store.blobs import Blobs


def blob_files(folder: Path) -> list[Path]:
    """Return all files below `folder`."""
    return sorted(path for path in folder.rglob("*") if path.is_file())


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(contents=st.lists(st.binary(max_size=300), max_size=12))
def test_bytes_come_back_under_their_hash(tmp_path: Path, contents: list[bytes]) -> None:
    """Any bytes are read as they were stored, and are named by their sha256."""
    blobs = Blobs(tmp_path / "blobs")
    names = blobs.put_all(contents)
    assert list(names) == [hashlib.sha256(content).hexdigest() for content in contents]
    assert [blobs.get(name) for name in names] == contents


def test_the_same_bytes_are_one_file(tmp_path: Path) -> None:
    """Storing bytes twice leaves one file, and nothing in the scratch folder."""
    blobs = Blobs(tmp_path)
    assert blobs.put(b"twice") == blobs.put(b"twice")
    assert [path.read_bytes() for path in blob_files(tmp_path)] == [b"twice"]


def test_a_blob_is_synced_before_and_after_it_is_renamed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The file is synced while it has its scratch name, the folder when it has its own."""
    blobs = Blobs(tmp_path)
    blobs.put(b"\x00 first: it makes the folders")
    synced: list[tuple[Path, int]] = []
    fsync = os.fsync

    def watch(handle: int) -> None:
        place = Path(f"/proc/self/fd/{handle}").readlink()
        synced.append((place, len(blob_files(tmp_path / "objects"))))
        fsync(handle)

    monkeypatch.setattr(os, "fsync", watch)
    name = blobs.put(b"second")
    scratch, folder = synced[-2:]
    assert (scratch[0].parent, scratch[1]) == (tmp_path / "scratch", 1)
    assert folder == (blobs.path(name).parent, 2)


@pytest.mark.parametrize("damage", [b"changed", b"", None])
def test_a_damaged_blob_is_never_returned(tmp_path: Path, damage: bytes | None) -> None:
    """Changed, emptied or deleted, the blob is named with the cure."""
    blobs = Blobs(tmp_path)
    name = blobs.put(b"as stored")
    if damage is None:
        blobs.path(name).unlink()
    else:
        blobs.path(name).write_bytes(damage)
    with pytest.raises(DamagedBlobError, match=f"{name}.*restore it from a backup"):
        blobs.get(name)


def test_a_blob_that_was_cut_off_is_mended_when_it_is_stored_again(tmp_path: Path) -> None:
    """A file of the wrong size, as a repaired disk leaves it, does not count as stored."""
    blobs = Blobs(tmp_path)
    name = blobs.put(b"as stored")
    blobs.path(name).write_bytes(b"")
    blobs.put(b"as stored")
    assert blobs.get(name) == b"as stored"


def test_a_full_disk_leaves_no_trace(tmp_path: Path) -> None:
    """When the disk is full the error says so, and no half file is left."""
    full = open("/dev/full", "wb")  # noqa: PTH123, SIM115
    blobs = Blobs(tmp_path)
    blobs.put(b"fits")
    with full, pytest.MonkeyPatch.context() as patch:
        patch.setattr(os, "fdopen", lambda handle, _mode: os.close(handle) or full)
        with pytest.raises(StoreFullError, match="no space left for"):
            blobs.put(b"does not fit")
    assert [path.read_bytes() for path in blob_files(tmp_path)] == [b"fits"]


def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    """A file in the folder's place is named."""
    (tmp_path / "blobs").write_text("a file")
    with pytest.raises(StoreError, match=r"blobs cannot be used: Not a directory|File exists"):
        Blobs(tmp_path / "blobs").put(b"x")
