"""Documents and editions as immutable files, named by the sha256 of their bytes.

A file appears whole or not at all: written beside its place, synced, renamed, and its folder
synced. Who commits a row that names a blob therefore names one that outlives a power cut.
"""

from __future__ import annotations

import errno
import fcntl
import hashlib
import os
import pkgutil
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from digest.errors import DamagedBlobError, MissingPartError
from digest.store.faults import disk_error

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

_SHARD = 2
"""Hex digits that name the folder a blob lies in: 256 folders keep each below a few thousand
files until there are a million documents."""
_SYNCING = 8
"""Files synced at once: a journal commits them together (1,900 files a second one by one, 3,500
with eight, on the disk of a small virtual machine)."""
_FOLDER = "objects"
_SCRATCH = "scratch"
_FULL_SYNC = getattr(fcntl, "F_FULLFSYNC", None)  # macOS, where fsync stops at the drive's cache


class BlobStore(Protocol):
    """Where blobs lie: a folder, or a bucket; what each promises stands with `Blobs`."""

    def put(self, content: bytes) -> str:
        """Store `content` durably and return its sha256 in hex."""

    def put_all(self, contents: Sequence[bytes]) -> tuple[str, ...]:
        """Store all `contents` durably; return their sha256 in order."""

    def get(self, name: str) -> bytes:
        """Return the bytes of the blob `name`."""

    def file(self, name: str) -> Path | None:
        """Return the file of the blob `name`, if it is one."""

    def link(self, name: str, path: Path) -> bool:
        """Let the file `path` be the blob `name` too; return whether that was possible."""

    def names(self) -> Iterator[str]:
        """Yield the names of all blobs, those that no row names among them."""

    def remove(self, name: str) -> None:
        """Let the blob `name` be no more; one that is not there is none already."""


def open_blobs(where: str) -> BlobStore:
    """Return the blobs at `where`: a folder, or a bucket like s3://bucket/prefix.

    Raises:
        ConfigError: it is no address of a bucket.
        MissingPartError: buckets need a package that is not installed.
    """
    if "://" not in where:
        return Blobs(where)
    try:
        bucket: Callable[[str], BlobStore] = pkgutil.resolve_name("digest.store.s3:S3Blobs")
    except ModuleNotFoundError:
        raise MissingPartError(
            "Blobs in S3 need a package more: pip install 'article-digest[s3]'."
        ) from None
    return bucket(where)


class Blobs:
    """A folder of blobs; any number of processes may use it at once."""

    def __init__(self, folder: Path | str) -> None:
        """Use `folder`, which is made with the first blob."""
        self._folder = Path(folder)
        self._scratch = self._folder / _SCRATCH

    def put(self, content: bytes) -> str:
        """Store `content` durably and return its sha256 in hex.

        Raises:
            StoreFullError: the disk is full.
            StoreError: the folder cannot be written to.
        """
        name = hashlib.sha256(content).hexdigest()
        path = self.path(name)
        try:
            self._make(path.parent)
            if not _has(path, len(content)):
                self._write(path, content)
            _sync_folder(path.parent)
        except OSError as error:
            raise disk_error(error, str(self._folder)) from error
        return name

    def put_all(self, contents: Sequence[bytes]) -> tuple[str, ...]:
        """Store all `contents` durably, several at a time; return their sha256 in order.

        Raises:
            StoreFullError: the disk is full.
            StoreError: the folder cannot be written to.
        """
        if len(contents) <= 1:
            return tuple(map(self.put, contents))
        with ThreadPoolExecutor(_SYNCING) as syncing:
            return tuple(syncing.map(self.put, contents))

    def get(self, name: str) -> bytes:
        """Return the bytes of the blob `name`.

        Raises:
            DamagedBlobError: it is missing, or other bytes than were stored.
        """
        path = self.path(name)
        try:
            content = path.read_bytes()
        except FileNotFoundError:
            raise DamagedBlobError(
                f"The stored document {path} is missing; restore it from a backup."
            ) from None
        except OSError as error:
            raise disk_error(error, str(path)) from error
        if hashlib.sha256(content).hexdigest() != name:
            raise DamagedBlobError(
                f"The stored document {path} was changed or damaged; restore it from a backup."
            )
        return content

    def path(self, name: str) -> Path:
        """Return where the blob `name` lies."""
        return self._folder / _FOLDER / name[:_SHARD] / name

    def file(self, name: str) -> Path | None:
        """Return the file of the blob `name`, or None when it is missing."""
        path = self.path(name)
        return path if path.is_file() else None

    def link(self, name: str, path: Path) -> bool:
        """Let the file `path`, on the same disk, be the blob `name` too; return whether it is.

        Blobs are never changed in place, so what is linked stays what it was.
        """
        own = self.path(name)
        try:
            self._make(own.parent)
            own.hardlink_to(path)
            _sync_folder(own.parent)
        except FileExistsError:
            return True
        except OSError:
            return False
        return True

    def names(self) -> Iterator[str]:
        """Yield the names of all blobs, those that no row names among them."""
        for path in sorted((self._folder / _FOLDER).glob("*/*")):
            yield path.name

    def remove(self, name: str) -> None:
        """Let the blob `name` be no more; one that is not there is none already.

        Raises:
            StoreError: it cannot be removed.
        """
        path = self.path(name)
        try:
            path.unlink(missing_ok=True)
            if path.parent.is_dir():
                _sync_folder(path.parent)
        except OSError as error:
            raise disk_error(error, str(path)) from error

    def _write(self, path: Path, content: bytes) -> None:
        handle, scratch = tempfile.mkstemp(dir=self._scratch)
        try:
            with os.fdopen(handle, "wb") as stream:
                stream.write(content)
                stream.flush()
                _sync(stream.fileno())
            Path(scratch).replace(path)
        except BaseException:
            Path(scratch).unlink(missing_ok=True)
            raise

    def _make(self, shard: Path) -> None:
        """Make a shard's folder and those above it durably, unless it is there."""
        if shard.is_dir() and self._scratch.is_dir():
            return
        for folder in (self._scratch, shard):
            folder.mkdir(parents=True, exist_ok=True)
        for folder in (shard.parent, self._folder, self._folder.parent):
            _sync_folder(folder)


def _has(path: Path, size: int) -> bool:
    """Return whether the blob is there in full; a disk that was repaired may have cut it off."""
    try:
        return path.stat().st_size == size
    except FileNotFoundError:
        return False


def _sync(handle: int) -> None:
    if _FULL_SYNC is None:
        os.fsync(handle)
    else:
        fcntl.fcntl(handle, _FULL_SYNC)


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        _sync(handle)
    except OSError as error:
        if error.errno not in {errno.EINVAL, errno.ENOTSUP}:  # a file system without such syncs
            raise
    finally:
        os.close(handle)
