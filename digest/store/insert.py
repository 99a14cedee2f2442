"""Inserts that leave a row alone when it is there already, for both databases.

Statements are built once: building one takes SQLAlchemy seven times as long as executing it.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

from sqlalchemy.dialects import postgresql, sqlite

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sqlalchemy import Connection, Executable, Table


def insert_new(connection: Connection, table: Table, values: Mapping[str, Any]) -> bool:
    """Insert a row unless one of its unique keys is taken; return whether it was inserted."""
    statement = _returning(table, connection.dialect.name)
    return connection.execute(statement, dict(values)).first() is not None


def insert_all_new(connection: Connection, table: Table, rows: Sequence[Mapping[str, Any]]) -> None:
    """Insert those of `rows` whose unique keys are not taken."""
    if rows:
        connection.execute(_new(table, connection.dialect.name), [dict(row) for row in rows])


def upsert(
    connection: Connection, table: Table, key: Mapping[str, Any], values: Mapping[str, Any]
) -> None:
    """Insert a row, or give the row with that primary key these values."""
    statement = _setting(table, connection.dialect.name, tuple(key), tuple(values))
    connection.execute(statement, {**key, **values})


def upsert_all(
    connection: Connection, table: Table, key: Sequence[str], rows: Sequence[Mapping[str, Any]]
) -> None:
    """Insert `rows` that all have the same columns, or give those whose `key` is there theirs."""
    if rows:
        values = tuple(name for name in rows[0] if name not in key)
        statement = _setting(table, connection.dialect.name, tuple(key), values)
        connection.execute(statement, [dict(row) for row in rows])


def insert_plain(
    connection: Connection, table: Table, rows: Sequence[Sequence[str | float | None]]
) -> None:
    """Insert `rows`, each with a value for each column, that the driver takes as they are.

    For many small rows: it saves what SQLAlchemy does for each value, which takes longer.
    """
    if rows:
        text = _plain(table, connection.dialect.paramstyle)
        connection.exec_driver_sql(text, [tuple(row) for row in rows])


def add_plain(
    connection: Connection, table: Table, rows: Sequence[Sequence[str | float | None]]
) -> None:
    """Insert `rows` as `insert_plain`; where the key is taken, add to the last column instead."""
    if rows:
        text = _plain(table, connection.dialect.paramstyle)
        *_, column = (column.name for column in table.columns)
        key = ", ".join(column.name for column in table.primary_key)
        added = f"{column} = {table.name}.{column} + excluded.{column}"
        text += f" ON CONFLICT ({key}) DO UPDATE SET {added}"
        connection.exec_driver_sql(text, [tuple(row) for row in rows])


@cache
def _new(table: Table, dialect: str) -> Executable:
    return _insert(table, dialect).on_conflict_do_nothing()


@cache
def _returning(table: Table, dialect: str) -> Executable:
    statement = _insert(table, dialect).on_conflict_do_nothing()
    return statement.returning(*table.primary_key)


@cache
def _setting(
    table: Table, dialect: str, key: tuple[str, ...], values: tuple[str, ...]
) -> Executable:
    statement = _insert(table, dialect)
    given = {name: statement.excluded[name] for name in values}
    return statement.on_conflict_do_update(index_elements=list(key), set_=given)


@cache
def _plain(table: Table, style: str) -> str:
    mark = "?" if style == "qmark" else "%s"
    marks = ", ".join([mark] * len(table.columns))
    return f"INSERT INTO {table.name} VALUES ({marks})"  # noqa: S608 - names of our own tables


def _insert(table: Table, dialect: str) -> postgresql.Insert | sqlite.Insert:
    return sqlite.insert(table) if dialect == "sqlite" else postgresql.insert(table)
