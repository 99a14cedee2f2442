"""How a connection to SQLite is set up, and how a writer waits for its turn.

SQLite lets one write at a time, and its own wait looks again after 1, 2, 5 ... 100 ms: of two
workers that hold the database for 3 ms each, one sleeps most of the time. Ours looks more often.
https://www.sqlite.org/c3ref/busy_timeout.html
"""

from __future__ import annotations

import sqlite3
import sys
import time
from typing import TYPE_CHECKING, cast

if TYPE_CHECKING:
    from sqlalchemy import Connection

_LEVEL = "digest_synchronous"
_WAL_KEPT = 16 << 20  # bytes; a reader that stays open lets it grow (to 169 MB in a test)
_SWITCHING = 5.0
"""Seconds to wait for another one that sets up the same new database."""

_SHORTEST_REST = 0.0002
_LONGEST_REST = 0.005
_REST_SHARE = 0.1
"""Between two looks at a database that another one writes to a writer rests for a tenth of the
time that it has waited, in seconds within these bounds. A look takes 10 microseconds; most
transactions 1 ms, an import of 200 documents 50 ms."""


def prepare(connection: sqlite3.Connection, _record: object) -> None:
    """Set up a new connection: transactions begin where we say, WAL, foreign keys."""
    connection.isolation_level = None
    _keep_log(connection)
    connection.execute("PRAGMA foreign_keys=ON")
    connection.execute(f"PRAGMA journal_size_limit={_WAL_KEPT}")
    if sys.platform == "darwin":  # where fsync alone leaves data in the drive's cache
        connection.execute("PRAGMA fullfsync=ON")


def _keep_log(connection: sqlite3.Connection) -> None:
    """Set the journal to WAL, which a new database is told by whoever opens it first.

    SQLite doesn't wait there: of two that open it at once one is told at once that it is locked.
    """
    end = time.monotonic() + _SWITCHING
    while True:
        try:
            connection.execute("PRAGMA journal_mode=WAL")
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode != sqlite3.SQLITE_BUSY or time.monotonic() > end:
                raise
            time.sleep(_LONGEST_REST)
        else:
            return


def sync_with(connection: Connection, level: str) -> None:
    """Let commits of this connection sync as `level` says; it is set where it is another one.

    Most transactions of a worker are of one level, and a statement costs as much as a look.
    """
    if connection.info.get(_LEVEL) != level:
        connection.exec_driver_sql(f"PRAGMA synchronous={level}")
        connection.info[_LEVEL] = level


def begin_writing(connection: Connection, seconds: float) -> None:
    """Begin a write transaction, waiting up to `seconds` for those of others.

    Raises:
        sqlalchemy.exc.OperationalError: the database is still locked, or cannot be used.
    """
    raw = cast("sqlite3.Connection", connection.connection.driver_connection)
    start = time.monotonic()
    raw.execute("PRAGMA busy_timeout=0")
    try:
        while _is_busy(raw) and (waited := time.monotonic() - start) < seconds:
            time.sleep(min(max(waited * _REST_SHARE, _SHORTEST_REST), _LONGEST_REST))
        if not raw.in_transaction:
            connection.exec_driver_sql("BEGIN IMMEDIATE")  # raises what there is to tell
    finally:
        raw.execute(f"PRAGMA busy_timeout={int(seconds * 1000)}")


def _is_busy(raw: sqlite3.Connection) -> bool:
    """Try to begin; return whether another one writes now."""
    try:
        raw.execute("BEGIN IMMEDIATE")
    except sqlite3.OperationalError as error:
        return error.sqlite_errorcode == sqlite3.SQLITE_BUSY
    return False
