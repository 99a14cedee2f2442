"""Connections to SQLite as they are set up."""

from __future__ import annotations

import sqlite3
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from threading import Barrier
from typing import TYPE_CHECKING

from digest.store import sqlite

if TYPE_CHECKING:
    from pathlib import Path

OPENERS, DATABASES = 6, 40


def test_a_new_database_can_be_opened_by_several_at_once(tmp_path: Path) -> None:
    """Whoever comes second waits until the first has set the journal."""
    barrier = Barrier(OPENERS)

    def opened(number: int) -> str:
        barrier.wait(30)
        with closing(sqlite3.connect(tmp_path / f"{number}.db", timeout=5)) as connection:
            sqlite.prepare(connection, None)
            return str(connection.execute("PRAGMA journal_mode").fetchone()[0])

    with ThreadPoolExecutor(OPENERS) as pool:
        for number in range(DATABASES):
            assert set(pool.map(opened, [number] * OPENERS)) == {"wal"}
