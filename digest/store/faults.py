"""What a driver reports becomes one clear sentence of ours."""

from __future__ import annotations

import errno
import sqlite3
from contextlib import contextmanager
from typing import TYPE_CHECKING

from psycopg.errors import DiskFull, LockNotAvailable, OperationalError, SerializationFailure
from sqlalchemy.exc import DBAPIError

from digest.errors import StoreBusyError, StoreError, StoreFullError

if TYPE_CHECKING:
    from collections.abc import Iterator

_BUSY = {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}
_UNWRITABLE = {sqlite3.SQLITE_READONLY, sqlite3.SQLITE_PERM, sqlite3.SQLITE_AUTH}
_DAMAGED = {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB}
_PRIMARY = 0xFF  # extended result codes carry the primary one in their lowest byte
_FULL = {errno.ENOSPC, errno.EDQUOT}


@contextmanager
def told(where: str) -> Iterator[None]:
    """Raise what the database at `where` reports as a `StoreError`; the rest passes unchanged."""
    try:
        yield
    except DBAPIError as error:
        raise _meaning(error, where) from error


def disk_error(error: OSError, where: str) -> StoreError:
    """Return what `error` means for the file or folder `where`."""
    if error.errno in _FULL:
        return StoreFullError(f"There is no space left for {where}; free some and try again.")
    return StoreError(f"{where} cannot be used: {error.strerror or error}.")


def _meaning(error: DBAPIError, where: str) -> Exception:
    cause = error.orig
    if isinstance(cause, sqlite3.Error):
        return _of_sqlite(cause, error, where)
    if isinstance(cause, DiskFull):
        return StoreFullError(f"There is no space left for the database {where}; free some.")
    if isinstance(cause, (LockNotAvailable, SerializationFailure)):
        return StoreBusyError(f"The database {where} is busy ({_line(cause)}); try again.")
    if isinstance(cause, OperationalError):
        return StoreError(
            f"The database {where} cannot be reached ({_line(cause)}); check that it runs and "
            "that DIGEST_DATABASE_URL names it."
        )
    return error


def _of_sqlite(cause: sqlite3.Error, error: DBAPIError, where: str) -> Exception:
    code = getattr(cause, "sqlite_errorcode", 0) & _PRIMARY
    if code in _BUSY:
        return StoreBusyError(
            f"The database {where} is locked by another process; wait for it to end, or stop it."
        )
    if code in {sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR}:
        return StoreFullError(
            f"The database {where} cannot be written ({cause}); free some space on its disk."
        )
    if code in _UNWRITABLE:
        return StoreError(f"The database {where} may not be written to ({cause}).")
    if code == sqlite3.SQLITE_CANTOPEN:
        return StoreError(f"The database {where} cannot be opened; is its folder there, and ours?")
    if code in _DAMAGED:
        return StoreError(f"{where} is damaged or no database ({cause}); restore a backup.")
    return error


def _line(cause: Exception) -> str:
    return " ".join(str(cause).split())
