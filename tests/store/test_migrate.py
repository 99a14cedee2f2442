"""A database comes to the schema of this program, whole and once, and is never read when ahead."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext

from digest.errors import NewerStoreError, StoreError
from digest.store.migrate import check, upgrade
from digest.store.schema import metadata
from digest.store.search_tables import WORDS
from digest.store.unit import Store, sqlite_url

if TYPE_CHECKING:
    from pathlib import Path


def is_words(name: str | None) -> bool:
    """Tell the tables of words, which each database keeps in its own way."""
    return name is not None and name.startswith(WORDS)


def test_the_migrations_give_the_schema(store: Store) -> None:
    """Tables, columns, types and indexes are those that the code declares."""
    with store.read() as connection:
        ours = {"compare_type": True, "include_name": lambda name, *_: not is_words(name)}
        context = MigrationContext.configure(connection, opts=ours)
        assert compare_metadata(context, metadata) == []


def test_a_migrated_database_has_nothing_to_do(store: Store) -> None:
    """A second upgrade changes nothing, and the check passes."""
    assert upgrade(store) is False
    check(store)


def test_many_may_upgrade_at_once(tmp_path: Path) -> None:
    """Of six that start together one migrates; all find the schema there."""
    url = sqlite_url(tmp_path / "new.db")
    did: list[bool] = []

    def start() -> None:
        store = Store(url)
        did.append(upgrade(store))
        check(store)
        store.close()

    threads = [threading.Thread(target=start) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(did) == [False] * 5 + [True]


def test_an_unmigrated_database_is_told(tmp_path: Path) -> None:
    """The message says that it is behind, and what to run."""
    store = Store(sqlite_url(tmp_path / "old.db"))
    with pytest.raises(StoreError, match=r"older schema \(none\); run `digest migrate`"):
        check(store)
    store.close()


def test_a_newer_database_is_refused(store: Store) -> None:
    """What a newer version has migrated further is neither upgraded nor used."""
    with store.write() as connection:
        connection.execute(sa.text("UPDATE alembic_version SET version_num = 'f00d'"))
    for use in (upgrade, check):
        with pytest.raises(NewerStoreError, match=r"newer version of article-digest.*f00d"):
            use(store)
