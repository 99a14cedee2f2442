"""Moments in columns: aware UTC in, aware UTC out, and the same order in both databases."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from sqlalchemy import DateTime, String
from sqlalchemy.types import TypeDecorator

if TYPE_CHECKING:
    from sqlalchemy.engine import Dialect
    from sqlalchemy.types import TypeEngine

_LENGTH = len("2026-01-01T00:00:00.000000Z")


class Utc(TypeDecorator[datetime]):
    """A moment in UTC, to the microsecond.

    PostgreSQL keeps it as `timestamptz`. SQLite knows no such type: there it is text of one
    length, so that comparing texts compares moments. What else is known of a moment that came
    from outside, its own offset and its precision, stands in columns beside it as it was given.
    """

    impl = DateTime(timezone=True)
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[datetime] | TypeEngine[str]:
        """Return `timestamptz`, or text where there is none."""
        if dialect.name == "sqlite":
            return dialect.type_descriptor(String(_LENGTH))
        return dialect.type_descriptor(DateTime(timezone=True))

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Return `value` in UTC as the column holds it.

        Raises:
            ValueError: `value` has no time zone, so it names no moment.
        """
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"a moment needs a time zone: {value.isoformat()}")
        moment = value.astimezone(UTC)
        return _as_text(moment) if dialect.name == "sqlite" else moment  # type: ignore[return-value]

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Return the column's moment as aware UTC."""
        if value is None:
            return None
        moment = datetime.fromisoformat(str(value)) if dialect.name == "sqlite" else value
        return moment.astimezone(UTC)


def _as_text(moment: datetime) -> str:
    return moment.replace(tzinfo=None).isoformat(timespec="microseconds") + "Z"
