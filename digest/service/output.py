"""Files appear whole or not at all: written beside their place, synced, then renamed into it."""

from __future__ import annotations

import os
import shutil
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from digest.errors import OutputError

if TYPE_CHECKING:
    from collections.abc import Mapping


def check_writable(folder: Path) -> None:
    """Pass when `folder` is, or can become, a folder that may be written to.

    Raises:
        OutputError: it is a file, or it may not be written.
    """
    nearest = folder
    while not nearest.exists() and nearest != nearest.parent:
        nearest = nearest.parent
    if not nearest.is_dir():
        raise OutputError(f"{nearest} is a file, not a folder; choose another folder with -o.")
    if not os.access(nearest, os.W_OK | os.X_OK):
        raise OutputError(f"{nearest} may not be written to; choose another folder with -o.")


def write_files(folder: Path, files: Mapping[str, bytes]) -> None:
    """Write all `files` (name to content) into `folder`, or leave it as it was.

    Every file is written and synced in a scratch folder on the same disk before the first is
    renamed into place, so a full disk or a kill leaves no half-written file.

    Raises:
        OutputError: the folder cannot be written, or the disk is full.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        scratch = Path(tempfile.mkdtemp(prefix=".digest-", dir=folder))
        try:
            for name, content in files.items():
                _write_synced(scratch / name, content)
            for name in files:
                (scratch / name).replace(folder / name)
        finally:
            shutil.rmtree(scratch, ignore_errors=True)
    except OSError as error:
        reason = error.strerror or str(error)
        raise OutputError(
            f"{folder} cannot be written: {reason}. Free some space or choose another folder "
            "with -o; nothing was changed."
        ) from error


def _write_synced(path: Path, content: bytes) -> None:
    with path.open("wb") as stream:
        stream.write(content)
        stream.flush()
        os.fsync(stream.fileno())
