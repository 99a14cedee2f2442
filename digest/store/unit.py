"""Units of work: short transactions on SQLite or PostgreSQL, the same for their callers.

SQLite: each write transaction is BEGIN IMMEDIATE, since one that reads first and then writes fails
at once when another has written in between, whatever the time-out; WAL; foreign keys on.
https://www.sqlite.org/wal.html, https://www.sqlite.org/pragma.html#pragma_synchronous
"""

from __future__ import annotations

import threading
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any, Generic, TypeVar, cast

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url
from sqlalchemy.exc import ArgumentError

from digest.errors import ConfigError
from digest.store import sqlite
from digest.store.faults import told
from digest.store.forks import ForkGate

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Callable, Iterator
    from pathlib import Path

T = TypeVar("T")

BUSY_SECONDS = 10.0
"""How long to wait for another writer; one that holds the database longer is stuck or stopped."""

GROUP = 200
"""Acceptances that share one commit. A commit costs one fsync (0.3 to 6 ms on the disks we
measured), an acceptance 0.1 ms, so beyond this a group gains little and answers late."""

_GONE_AFTER = {
    "connect_timeout": 10,  # seconds
    "keepalives_idle": 15,
    "keepalives_interval": 5,
    "keepalives_count": 3,
    "tcp_user_timeout": 30_000,  # milliseconds
}
"""When a server whose machine has lost power counts as gone: nobody resets its connections, and
the system would wait for two hours. A server that is merely busy still acknowledges.
https://www.postgresql.org/docs/current/libpq-connect.html#LIBPQ-KEEPALIVES"""

_DURABLE = "digest_durable"
_WRITES = "digest_writes"


class Store:
    """An open database; its transactions are short, and never open while anything is computed."""

    def __init__(self, url: str, *, busy_seconds: float = BUSY_SECONDS) -> None:
        """Prepare to connect to `url`; nothing is opened yet.

        Raises:
            ConfigError: `url` is no address of SQLite or PostgreSQL.
        """
        parsed = _parsed(url)
        self.where = parsed.database or "" if parsed.drivername == "sqlite" else _shown(parsed)
        self.engine = _engine(parsed, busy_seconds)
        self._gate = ForkGate(self.engine.dispose)
        self._group = _Group(self)

    @property
    def is_sqlite(self) -> bool:
        """Whether a single file is the database."""
        return self.engine.dialect.name == "sqlite"

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """Yield a connection that sees one state of the database.

        Raises:
            StoreError: the database cannot be used.
        """
        with self._unit({}) as connection:
            yield connection

    @contextmanager
    def write(self, *, durable: bool = False) -> Iterator[Connection]:
        """Yield a connection whose changes are all committed at the end, or none on an error.

        A `durable` commit outlives a power cut: what was promised to somebody. Others may be
        lost with the machine, but never half.

        Raises:
            StoreError: the database cannot be used; StoreBusyError: it is locked for too long.
        """
        with self._unit({_WRITES: True, _DURABLE: durable}) as connection:
            yield connection

    def together(self, work: Callable[[Connection], T]) -> T:
        """Run `work` in a durable transaction that calls from other threads may share.

        An error of `work` undoes its changes alone.

        Raises:
            StoreError: the database cannot be used; nothing of the group was stored.
        """
        with told(self.where):
            return self._group.run(work)

    def administer(self, statement: str) -> object:
        """Run a statement that no transaction can hold, and return the first value it gives.

        Raises:
            StoreError: the database cannot be used.
        """
        with self._gate.inside(), told(self.where), self.engine.connect() as connection:
            if self.is_sqlite:
                raw = cast("sqlite3.Connection", connection.connection.driver_connection)
                row = raw.execute(statement).fetchone()
                return row[0] if row else None
            bare = connection.execution_options(isolation_level="AUTOCOMMIT")
            bare.exec_driver_sql(statement)
            return None

    def checkpoint(self) -> None:
        """Move SQLite's write-ahead log into the database as far as no reader needs it."""
        if self.is_sqlite:
            with self._gate.inside(), told(self.where), self.engine.connect() as connection:
                raw = cast("sqlite3.Connection", connection.connection.driver_connection)
                raw.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchall()

    def close(self) -> None:
        """Close all idle connections."""
        self.engine.dispose()

    @contextmanager
    def _unit(self, options: dict[str, Any]) -> Iterator[Connection]:
        with (
            self._gate.inside(),
            told(self.where),
            self.engine.connect().execution_options(**options) as connection,
            connection.begin(),
        ):
            yield connection


@dataclass(slots=True)
class _Entry(Generic[T]):
    """One caller's work in a group, and what became of it."""

    work: Callable[[Connection], T]
    value: T | None = None
    error: BaseException | None = None
    done: bool = False


class _Group:
    """Commits the work of many threads at once: whoever comes first leads, the others wait."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._turn = threading.Lock()
        self._waiting: list[_Entry[Any]] = []

    def run(self, work: Callable[[Connection], T]) -> T:
        entry = _Entry(work)
        self._waiting.append(entry)  # atomic, as is taking entries out under the turn
        while not entry.done:
            with self._turn:
                if not entry.done:
                    self._commit()
        if entry.error is not None:
            raise entry.error
        return cast("T", entry.value)

    def _commit(self) -> None:
        batch = self._waiting[:GROUP]
        del self._waiting[: len(batch)]
        try:
            with self._store.write(durable=True) as connection:
                for entry in batch:
                    _run(entry, connection)
        except BaseException as error:
            for entry in batch:
                entry.error = entry.error or error
            if not isinstance(error, Exception):
                raise
        finally:
            for entry in batch:
                entry.done = True


def _run(entry: _Entry[Any], connection: Connection) -> None:
    savepoint = connection.begin_nested()
    try:
        entry.value = entry.work(connection)
        savepoint.commit()
    except Exception as error:  # noqa: BLE001 - it is raised where the work came from
        savepoint.rollback()
        entry.error = error


def _parsed(url: str) -> URL:
    try:
        parsed = make_url(url)
    except ArgumentError:
        raise ConfigError(
            "DIGEST_DATABASE_URL is no address; write it like "
            "postgresql://user:password@host/name or sqlite:////path/to/digest.db."
        ) from None
    backend = parsed.get_backend_name()
    if backend == "postgresql":
        return parsed.set(drivername="postgresql+psycopg")
    if backend == "sqlite" and parsed.database:
        return parsed.set(drivername="sqlite")
    raise ConfigError(
        f"DIGEST_DATABASE_URL names {backend!r}; this program stores in a file of SQLite or in "
        "PostgreSQL."
    )


def _shown(url: URL) -> str:
    return url.set(drivername="postgresql").render_as_string(hide_password=True)


def _engine(url: URL, busy_seconds: float) -> Engine:
    if url.drivername == "sqlite":
        engine = create_engine(url, connect_args={"timeout": busy_seconds}, hide_parameters=True)
        event.listen(engine, "connect", sqlite.prepare)
        event.listen(engine, "begin", partial(_begin_sqlite, busy_seconds))
        return engine
    wait = f"-c lock_timeout={int(busy_seconds * 1000)} -c timezone=UTC"
    engine = create_engine(
        url,
        connect_args={"options": wait, **_GONE_AFTER},
        pool_pre_ping=True,
        hide_parameters=True,
    )
    event.listen(engine, "begin", _begin_postgresql)
    return engine


def _begin_postgresql(connection: Connection) -> None:
    """Let a commit that nothing was promised with not wait for the disk, as in SQLite.

    https://www.postgresql.org/docs/current/wal-async-commit.html
    """
    options = connection.get_execution_options()
    if options.get(_WRITES) and not options.get(_DURABLE):
        connection.exec_driver_sql("SET LOCAL synchronous_commit TO off")


def _begin_sqlite(busy_seconds: float, connection: Connection) -> None:
    options = connection.get_execution_options()
    if options.get(_WRITES):
        sqlite.sync_with(connection, "FULL" if options.get(_DURABLE) else "NORMAL")
        sqlite.begin_writing(connection, busy_seconds)
    else:
        connection.exec_driver_sql("BEGIN")


def sqlite_url(path: Path) -> str:
    """Return the URL of the SQLite database in the file `path`."""
    return f"sqlite:///{path.absolute()}"
