"""Transactions are whole, wait for each other, share commits, and never cross a fork."""

from __future__ import annotations

import shutil
import sqlite3
import subprocess
import sys
import threading
from datetime import UTC, datetime, timedelta, timezone
from typing import TYPE_CHECKING

import pytest
import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.exc import StatementError

from digest.errors import ConfigError, StoreBusyError, StoreError, StoreFullError
from digest.store.schema import heartbeats
from digest.store.times import Utc
from digest.store.unit import Store, sqlite_url

if TYPE_CHECKING:
    from pathlib import Path

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)


def beat(connection: sa.Connection, name: str) -> str:
    """Insert a row of any table."""
    connection.execute(sa.insert(heartbeats).values(name=name, kind="test", at=NOW, told={}))
    return name


def names(store: Store) -> list[str]:
    """Return the names of the rows there are."""
    with store.read() as connection:
        return sorted(connection.execute(sa.select(heartbeats.c.name)).scalars())


def write_and_fail(connection: sa.Connection) -> None:
    """Write a row, then break a constraint."""
    beat(connection, "half")
    beat(connection, "half")


def test_an_error_leaves_nothing_behind(store: Store) -> None:
    """What a transaction wrote before it failed is gone."""
    with pytest.raises(StatementError), store.write() as connection:
        write_and_fail(connection)
    assert names(store) == []


def test_a_read_then_write_waits_for_another_writer(store: Store) -> None:
    """Two threads that read, think and write both commit: neither fails as busy."""
    both = threading.Barrier(2, timeout=20)
    errors: list[Exception] = []

    def run(name: str) -> None:
        both.wait()
        try:
            for step in range(20):
                with store.write() as connection:
                    connection.execute(sa.select(heartbeats)).all()
                    beat(connection, f"{name}{step}")
        except StoreError as error:
            errors.append(error)

    threads = [threading.Thread(target=run, args=(name,)) for name in "ab"]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert errors == []
    assert len(names(store)) == 40


def test_a_group_shares_a_commit_but_not_its_errors(store: Store) -> None:
    """Forty callers at once all get their own result or their own error."""
    outcomes: dict[int, str] = {}

    def call(number: int) -> None:
        def work(connection: sa.Connection) -> str:
            beat(connection, f"n{number}")
            if number % 4 == 0:
                raise ValueError(number)
            return f"n{number}"

        try:
            outcomes[number] = store.together(work)
        except ValueError as error:
            outcomes[number] = f"refused {error}"

    threads = [threading.Thread(target=call, args=(number,)) for number in range(40)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert outcomes == {n: f"n{n}" if n % 4 else f"refused {n}" for n in range(40)}
    assert names(store) == sorted(f"n{n}" for n in range(40) if n % 4)


def test_a_group_that_cannot_commit_fails_for_all(empty_sqlite: Path, tmp_path: Path) -> None:
    """When the database is locked, no caller of the group is told that its work was stored."""
    path = tmp_path / "locked.db"
    shutil.copy(empty_sqlite, path)
    store = Store(sqlite_url(path), busy_seconds=0.1)
    holder = sqlite3.connect(path, isolation_level=None)
    holder.execute("BEGIN EXCLUSIVE")
    errors: list[Exception] = []

    def call(number: int) -> None:
        try:
            store.together(lambda c: beat(c, f"n{number}"))
        except StoreBusyError as error:
            errors.append(error)

    threads = [threading.Thread(target=call, args=(number,)) for number in range(5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    holder.close()
    assert len(errors) == 5
    assert names(store) == []
    store.close()


@pytest.mark.parametrize("durable", [True, False])
def test_sqlite_syncs_what_is_promised(empty_sqlite: Path, tmp_path: Path, durable: bool) -> None:  # noqa: FBT001
    """A durable transaction runs with synchronous=FULL (2), any other with NORMAL (1)."""
    shutil.copy(empty_sqlite, tmp_path / "s.db")
    store = Store(sqlite_url(tmp_path / "s.db"))
    with store.write(durable=durable) as connection:
        level = connection.exec_driver_sql("PRAGMA synchronous").scalar()
        assert level == (2 if durable else 1)
        assert connection.exec_driver_sql("PRAGMA foreign_keys").scalar() == 1
        assert connection.exec_driver_sql("PRAGMA journal_mode").scalar() == "wal"
    store.close()


def test_a_locked_database_is_told(empty_sqlite: Path, tmp_path: Path) -> None:
    """Another process that holds the database for too long is named as the cause."""
    path = tmp_path / "locked.db"
    shutil.copy(empty_sqlite, path)
    store = Store(sqlite_url(path), busy_seconds=0.1)
    holder = sqlite3.connect(path, isolation_level=None)
    holder.execute("BEGIN EXCLUSIVE")
    with pytest.raises(StoreBusyError, match=r"locked by another process"), store.write():
        pass
    holder.close()
    assert names(store) == []
    store.close()


def test_a_full_disk_is_told(empty_sqlite: Path, tmp_path: Path) -> None:
    """A database that may not grow says that there is no space, and keeps what it had."""
    path = tmp_path / "full.db"
    shutil.copy(empty_sqlite, path)
    store = Store(sqlite_url(path))

    def limit(connection: sqlite3.Connection, _record: object) -> None:
        connection.execute("PRAGMA max_page_count=1")  # the size it has already

    sa.event.listen(store.engine, "connect", limit)
    with pytest.raises(StoreFullError, match="free some space"), store.write() as connection:
        beat(connection, "x" * 100_000)
    assert names(store) == []
    store.close()


def test_a_file_that_is_no_database_is_told(tmp_path: Path) -> None:
    """Its name and the cure are in the message."""
    (tmp_path / "no.db").write_text("this is a letter, not a database" * 100)
    store = Store(sqlite_url(tmp_path / "no.db"))
    with pytest.raises(StoreError, match=r"no\.db is damaged or no database.*backup"), store.read():
        pass
    store.close()


def test_a_server_that_is_not_there_is_told() -> None:
    """The address is in the message, its password is not."""
    store = Store("postgresql://digest:secret@127.0.0.1:9/none")
    with pytest.raises(StoreError, match="cannot be reached") as caught, store.read():
        pass
    assert "127.0.0.1:9/none" in str(caught.value)
    assert "secret" not in str(caught.value)
    store.close()


@pytest.mark.parametrize("url", ["mysql://h/d", "nonsense", "sqlite://", ""])
def test_an_address_that_is_none_of_ours_is_refused(url: str) -> None:
    """The setting is named."""
    with pytest.raises(ConfigError, match="DIGEST_DATABASE_URL"):
        Store(url)


FORKING = """
import os, sys, threading
import sqlalchemy as sa
from digest.store.schema import heartbeats
from digest.store.unit import Store
from datetime import UTC, datetime

store = Store(sys.argv[1])
ended = threading.Event()

def write(name):
    with store.write() as connection:
        row = {"name": name, "kind": "test", "at": datetime.now(UTC), "told": {}}
        connection.execute(sa.insert(heartbeats).values(**row))

def keep_writing():
    count = 0
    while not ended.is_set():
        write(f"parent-{count}")
        count += 1

threads = [threading.Thread(target=keep_writing) for _ in range(1)]
for thread in threads:
    thread.start()
codes = []
for child in range(12):
    pid = os.fork()
    if not pid:
        for number in range(5):
            write(f"child-{child}-{number}")
        os._exit(0)
    codes.append(pid)
codes = [os.waitpid(pid, 0)[1] for pid in codes]
ended.set()
for thread in threads:
    thread.join()
print(codes)
"""


def test_forks_in_the_middle_of_writing_do_no_harm(store: Store, database_url: str) -> None:
    """A process that forks twelve times while a thread of it writes loses and breaks nothing."""
    command = [sys.executable, "-c", FORKING, database_url]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert (done.stdout.strip(), done.stderr) == (str([0] * 12), "")
    written = [name for name in names(store) if name.startswith("child")]
    assert len(written) == 60
    if store.is_sqlite:
        with store.read() as connection:
            assert connection.exec_driver_sql("PRAGMA integrity_check").scalar() == "ok"


OFFSETS = st.integers(-14 * 60, 14 * 60).map(lambda m: timezone(timedelta(minutes=m)))


@given(
    moments=st.lists(
        st.datetimes(datetime(1800, 1, 1), datetime(2200, 1, 1), timezones=OFFSETS),  # noqa: DTZ001
        min_size=2,
        max_size=8,
    )
)
def test_moments_come_back_and_sort_as_they_are(moments: list[datetime]) -> None:
    """Any aware moment is the same in UTC after storing, and SQLite's text sorts like moments."""
    kind = Utc()
    dialect = sa.create_engine("sqlite://").dialect
    stored = [kind.process_bind_param(moment, dialect) for moment in moments]
    back = [kind.process_result_value(text, dialect) for text in stored]
    assert back == moments
    assert all(b is not None and b.utcoffset() == timedelta(0) for b in back)
    assert sorted(range(len(moments)), key=lambda i: str(stored[i])) == sorted(
        range(len(moments)), key=moments.__getitem__
    )


def test_a_time_without_a_zone_is_refused(store: Store) -> None:
    """A naive time names no moment, so it is not stored."""
    naive = NOW.replace(tzinfo=None)
    row = {"name": "n", "kind": "test", "at": naive, "told": {}}
    with pytest.raises(StatementError, match="needs a time zone"), store.write() as connection:
        connection.execute(sa.insert(heartbeats).values(**row))
    assert names(store) == []


def test_a_checkpoint_empties_the_log(empty_sqlite: Path, tmp_path: Path) -> None:
    """After a checkpoint with no readers the log's pages are in the database."""
    path = tmp_path / "c.db"
    shutil.copy(empty_sqlite, path)
    store = Store(sqlite_url(path))
    with store.write() as connection:
        beat(connection, "x" * 50_000)
    before = path.stat().st_size
    store.checkpoint()
    assert path.stat().st_size > before
    store.close()
    assert [p.name for p in tmp_path.iterdir()] == ["c.db"]


def test_only_what_was_promised_waits_for_the_disk(store: Store) -> None:
    """A durable commit does, in both databases; another one may be lost with the machine."""
    asked = "PRAGMA synchronous" if store.is_sqlite else "SHOW synchronous_commit"
    found = []
    for durable in (True, False, True):
        with store.write(durable=durable) as connection:
            found.append(connection.exec_driver_sql(asked).scalar())
    waits, hurries = (2, 1) if store.is_sqlite else ("on", "off")
    assert found == [waits, hurries, waits]
