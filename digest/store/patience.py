"""What a reader asks may not keep the database busy for long: it is ended.

https://www.sqlite.org/c3ref/progress_handler.html,
https://www.postgresql.org/docs/current/runtime-config-client.html#GUC-STATEMENT-TIMEOUT
"""

from __future__ import annotations

import sqlite3
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING, cast

from psycopg.errors import QueryCanceled
from sqlalchemy.exc import DBAPIError

from digest.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import Connection

SECONDS = 2.0
"""What the database has for an answer: at 100,000 articles nearly all take a hundredth of it."""
_STEPS = 20_000
"""Steps of SQLite's machine between two looks at the clock: some milliseconds."""


@contextmanager
def in_time(connection: Connection, seconds: float = SECONDS) -> Iterator[None]:
    """End a query of the block that takes longer than `seconds`.

    Raises:
        UsageError: one was ended.
    """
    try:
        with _clocked(connection, seconds):
            yield
    except DBAPIError as error:
        if not _is_ended(error.orig):
            raise
        raise UsageError(
            f"This search takes more than {seconds:g} s; name rarer words, a digest or days."
        ) from error


@contextmanager
def _clocked(connection: Connection, seconds: float) -> Iterator[None]:
    if connection.dialect.name != "sqlite":
        limit = max(int(1000 * seconds), 1)  # 0 would be no limit
        connection.exec_driver_sql(f"SET LOCAL statement_timeout = {limit}")
        # It takes no account of what it costs to unpack the words of each row that it passes.
        connection.exec_driver_sql("SET LOCAL enable_seqscan = off")
        yield
        return
    raw = cast("sqlite3.Connection", connection.connection.driver_connection)
    end = time.monotonic() + seconds
    raw.set_progress_handler(lambda: time.monotonic() > end, _STEPS)
    try:
        yield
    finally:
        raw.set_progress_handler(None, 0)


def _is_ended(cause: BaseException | None) -> bool:
    code = getattr(cause, "sqlite_errorcode", None)
    return isinstance(cause, QueryCanceled) or code == sqlite3.SQLITE_INTERRUPT
