"""Retry-After: when a server wants to be asked again.

https://www.rfc-editor.org/rfc/rfc9110#field.retry-after
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

LONGEST = timedelta(days=1)
"""A later moment is cut to this: a host may not switch a source off for good by one header."""


def retry_after(value: str | None, now: datetime) -> datetime | None:
    """Return the moment that the header asks for, in UTC and at most a day off, or None."""
    if not value:
        return None
    plain = value.strip()
    if plain.isascii() and plain.isdecimal():
        seconds = min(int(plain[:10]), int(LONGEST.total_seconds()))
        return now + timedelta(seconds=seconds)
    try:
        found = parsedate_to_datetime(plain)
    except ValueError:
        return None
    moment = found if found.tzinfo else found.replace(tzinfo=UTC)
    return min(max(moment.astimezone(UTC), now), now + LONGEST)
