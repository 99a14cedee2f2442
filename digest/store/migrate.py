"""Brings a database to the schema of this program, and refuses one that is ahead of it.

Revisions are Alembic's (https://alembic.sqlalchemy.org/); each is one transaction in both
databases, so a migration that is cut off leaves the database as it was.
"""

from __future__ import annotations

from importlib.resources import files
from typing import TYPE_CHECKING

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory

from digest.errors import NewerStoreError, StoreError
from digest.store.locks import one_at_a_time

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from digest.store.unit import Store


def upgrade(store: Store) -> bool:
    """Bring the database to the newest revision; return whether there was anything to do.

    Any number of processes may call this at once: one migrates, the others wait.

    Raises:
        NewerStoreError: a newer version of this program has migrated it further.
        StoreError: the database cannot be used.
    """
    with store.read() as connection:
        if _current(connection, store.where) == _newest():
            return False
    with store.write(durable=True) as connection:
        one_at_a_time(connection, "migrate")
        if _current(connection, store.where) == _newest():
            return False
        config = _config()
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
    return True


def check(store: Store) -> None:
    """Pass when the database has the schema of this program.

    Raises:
        NewerStoreError: it is ahead.
        StoreError: it is behind, or cannot be used.
    """
    with store.read() as connection:
        current = _current(connection, store.where)
    if current != _newest():
        raise StoreError(
            f"The database {store.where} has an older schema ({current or 'none'}); run "
            "`digest migrate` first."
        )


def _current(connection: Connection, where: str) -> str | None:
    revision = MigrationContext.configure(connection).get_current_revision()
    known = {script.revision for script in ScriptDirectory.from_config(_config()).walk_revisions()}
    if revision is not None and revision not in known:
        raise NewerStoreError(
            f"The database {where} was written by a newer version of article-digest (its schema "
            f"is {revision}); install that version, or restore a backup from before."
        )
    return revision


def _newest() -> str | None:
    return ScriptDirectory.from_config(_config()).get_current_head()


def _config() -> Config:
    config = Config()
    folder = str(files("digest.store") / "migrations")
    config.set_main_option("script_location", folder.replace("%", "%%"))
    return config
