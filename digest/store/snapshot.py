"""One state of a whole database in a file of SQLite, whichever database it came from.

SQLite copies itself while others write (https://www.sqlite.org/backup.html); of PostgreSQL one
transaction reads every table (REPEATABLE READ), so neither stops, and a backup of one can be
restored to the other.
"""

from __future__ import annotations

import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING, cast

from sqlalchemy import func, insert, select, text

from digest.errors import ConflictError
from digest.store.faults import told
from digest.store.migrate import check, upgrade
from digest.store.schema import digests, documents, jobs, metadata
from digest.store.search_tables import DERIVED
from digest.store.unit import Store, sqlite_url

if TYPE_CHECKING:
    from pathlib import Path

    from sqlalchemy import Connection

_ROWS = 1000
"""Rows that are carried at once: an article's text has 5 kB, so these are some megabytes."""


def take(store: Store, path: Path) -> None:
    """Write the state of `store` at this moment to the new file `path`.

    Raises:
        StoreError: the database cannot be read, or, in PostgreSQL, has another schema than ours.
    """
    if store.is_sqlite:
        with told(store.where), closing(sqlite3.connect(path)) as copy:
            with store.read() as connection:
                raw = cast("sqlite3.Connection", connection.connection.driver_connection)
                raw.backup(copy)
            copy.execute("PRAGMA journal_mode=DELETE")  # one file, without a log beside it
        return
    check(store)
    copied = Store(sqlite_url(path))
    try:
        upgrade(copied)
        with told(store.where), store.engine.connect() as source:
            source.execution_options(isolation_level="REPEATABLE READ")
            with source.begin(), copied.write(durable=True) as target:
                _carry(source, target)
    finally:
        copied.close()


def put_back(store: Store, path: Path) -> None:
    """Fill the empty database `store` with the state in the file `path`.

    Raises:
        ConflictError: it is not empty.
        NewerStoreError: the file was written by a newer version of this program.
        StoreError: one of the two cannot be used.
    """
    upgrade(store)
    copied = Store(sqlite_url(path))
    try:
        upgrade(copied)
        with copied.read() as source, store.write(durable=True) as target:
            for table in (digests, documents, jobs):
                if target.execute(select(table).limit(1)).first() is not None:
                    raise ConflictError(
                        f"The database {store.where} is in use; restore to an empty one."
                    )
            _carry(source, target)
            if not store.is_sqlite:
                _go_on_counting(target)
    finally:
        copied.close()


def blobs_of(path: Path) -> tuple[str, ...]:
    """Return the blobs that the state in the file `path` names, by name."""
    named: set[str] = set()
    with told(str(path)), closing(sqlite3.connect(path)) as copy:
        known = {row[0] for row in copy.execute("SELECT name FROM sqlite_master")}
        for table in metadata.sorted_tables:
            if table.name in known and "blob" in table.columns:
                named.update(r[0] for r in copy.execute(str(select(table.c.blob))) if r[0])
    return tuple(sorted(named))


def _carry(source: Connection, target: Connection) -> None:
    for table in metadata.sorted_tables:
        if table in DERIVED:
            continue  # made again by the service that is restored
        found = source.execution_options(yield_per=_ROWS).execute(select(table)).mappings()
        for rows in found.partitions(_ROWS):
            target.execute(insert(table), [dict(row) for row in rows])


def _go_on_counting(connection: Connection) -> None:
    """Let PostgreSQL count on from the largest number that was put back."""
    for table in metadata.sorted_tables:
        column = table.autoincrement_column
        if column is None:
            continue
        name = {"table": table.name, "column": column.name}
        sequence = text("SELECT pg_get_serial_sequence(:table, :column)")
        found = connection.execute(sequence, name).scalar()
        if found:
            last = connection.execute(select(func.max(column))).scalar() or 0
            connection.execute(select(func.setval(found, last + 1, False)))  # noqa: FBT003
