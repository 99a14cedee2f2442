"""Named locks that a transaction holds until its end.

SQLite lets one transaction write at a time, so there they have nothing to do; PostgreSQL has
advisory locks: https://www.postgresql.org/docs/current/explicit-locking.html#ADVISORY-LOCKS
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from sqlalchemy import func, select

if TYPE_CHECKING:
    from sqlalchemy import Connection


def one_at_a_time(connection: Connection, name: str) -> None:
    """Wait until no other transaction holds the lock `name`, and hold it."""
    if connection.dialect.name != "sqlite":
        connection.execute(select(func.pg_advisory_xact_lock(_number(name))))


def many_at_a_time(connection: Connection, name: str) -> None:
    """Wait until no transaction holds the lock `name` alone, and hold it together with others."""
    if connection.dialect.name != "sqlite":
        connection.execute(select(func.pg_advisory_xact_lock_shared(_number(name))))


def _number(name: str) -> int:
    return int.from_bytes(hashlib.sha256(name.encode()).digest()[:8], "big", signed=True)
