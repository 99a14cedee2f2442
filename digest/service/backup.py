"""A whole service in a folder, taken while it runs, and put back into an empty home.

First the database, then the blobs: a blob is stored before the row that names it and is never
changed, so those that a state names are there after it was taken. `backup.json` is written last;
a folder without it is no backup.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from dataclasses import dataclass
from typing import TYPE_CHECKING

import digest
from digest.errors import ConflictError, InputError, OutputError
from digest.service.output import write_files
from digest.store import snapshot
from digest.store.blobs import open_blobs
from digest.store.unit import Store

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime
    from pathlib import Path

    from digest.model.place import Place

MANIFEST = "backup.json"
_DATABASE = "digest.db"
_FORMAT = 1
_OWN = ("digest.toml", "templates")
"""What of the home is the user's own."""
_PIECE = 1 << 20


@dataclass(frozen=True, slots=True)
class Backup:
    """What a backup holds; `made` is an ISO 8601 time in UTC."""

    made: str
    version: str
    database: str
    blobs: int


def backup(
    place: Place,
    folder: Path,
    now: datetime,
    progress: Callable[[str, int, int], None] = lambda _stage, _done, _all: None,
) -> Backup:
    """Write a backup of the service at `place` to the new folder `folder`; it may run meanwhile.

    On the same disk blobs are linked, and cost no room.

    Raises:
        ConflictError: the folder is there and not empty.
        OutputError: it cannot be written.
        StoreError: the database or a blob cannot be read.
    """
    if folder.exists() and any(folder.iterdir()):
        raise ConflictError(f"{folder} is not empty; name a new folder for the backup.")
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        store = Store(place.database)
        try:
            snapshot.take(store, folder / _DATABASE)
        finally:
            store.close()
        _sync(folder / _DATABASE)
        named = snapshot.blobs_of(folder / _DATABASE)
        _keep_blobs(place, folder, named, progress)
        _copy_own(place.home, folder)
    except OSError as error:
        raise OutputError(
            f"{folder} cannot be written: {error.strerror or error}; there is no backup."
        ) from error
    made = Backup(now.isoformat(), digest.__version__, _sha256(folder / _DATABASE), len(named))
    told = {
        "format": _FORMAT,
        "made": made.made,
        "version": made.version,
        "database": made.database,
        "blobs": made.blobs,
    }
    write_files(folder, {MANIFEST: json.dumps(told, indent=1).encode()})
    return made


def restore(
    place: Place,
    folder: Path,
    progress: Callable[[str, int, int], None] = lambda _stage, _done, _all: None,
) -> Backup:
    """Put a backup back into the empty service at `place`; every blob is checked on its way.

    Raises:
        InputError: the folder holds no whole backup.
        ConflictError: the home or its database is in use.
        NewerStoreError: the backup is of a newer version of this program.
        DamagedBlobError: a blob of the backup is missing or damaged.
        StoreError: the home cannot be written to.
    """
    made = _manifest(folder)
    database = folder / _DATABASE
    if not database.is_file() or _sha256(database) != made.database:
        raise InputError(f"{database} is not what was backed up; use another backup.")
    if (place.home / _DATABASE).exists():
        raise ConflictError(f"{place.home} is in use; restore to an empty home.")
    named = snapshot.blobs_of(database)
    kept = open_blobs(str(folder / "blobs"))
    try:
        place.home.mkdir(parents=True, exist_ok=True)
        target = open_blobs(place.blobs)
        for done, name in enumerate(named):
            progress("blobs", done, len(named))
            target.put(kept.get(name))
        _copy_own(folder, place.home)
        scratch = place.home / ".restored.db"
        shutil.copyfile(database, scratch)
        store = Store(place.database)
        try:
            snapshot.put_back(store, scratch)
        finally:
            store.close()
            scratch.unlink(missing_ok=True)
    except OSError as error:
        raise OutputError(f"{place.home} cannot be written: {error.strerror or error}.") from error
    return made


def _keep_blobs(
    place: Place, folder: Path, named: tuple[str, ...], progress: Callable[[str, int, int], None]
) -> None:
    source, target = open_blobs(place.blobs), open_blobs(str(folder / "blobs"))
    for done, name in enumerate(named):
        progress("blobs", done, len(named))
        path = source.file(name)
        if path is None or not target.link(name, path):
            target.put(source.get(name))


def _copy_own(source: Path, target: Path) -> None:
    for name in _OWN:
        if (source / name).is_dir():
            shutil.copytree(source / name, target / name, dirs_exist_ok=True)
        elif (source / name).exists():
            shutil.copyfile(source / name, target / name)


def _manifest(folder: Path) -> Backup:
    try:
        told = json.loads((folder / MANIFEST).read_text("utf-8"))
        if told["format"] != _FORMAT:
            raise InputError(
                f"{folder} is a backup of another format ({told['format']}); use the version of "
                "article-digest that made it."
            )
        return Backup(told["made"], told["version"], told["database"], told["blobs"])
    except (OSError, ValueError, KeyError, TypeError):
        raise InputError(f"{folder} holds no whole backup: {MANIFEST} is missing.") from None


def _sha256(path: Path) -> str:
    found = hashlib.sha256()
    with path.open("rb") as stream:
        while piece := stream.read(_PIECE):
            found.update(piece)
    return found.hexdigest()


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
