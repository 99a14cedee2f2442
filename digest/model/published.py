"""Reading a publication date as it was given: ISO 8601, or RFC 5322 as feeds and mail write it."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING

from digest.model.article import Published

if TYPE_CHECKING:
    from digest.model.article import PublishedOrigin

_YEAR_MONTH = re.compile(r"(\d{4})(?:-(\d{2}))?")
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})")
_HAS_TIME = re.compile(r"\d{4}-?\d{2}-?\d{2}[T ]\d")
_HAS_SECONDS = re.compile(r"\d{2}:?\d{2}:?\d{2}")


def parse_published(
    value: str, origin: PublishedOrigin, reasons: tuple[str, ...] = ()
) -> Published:
    """Return the date that `value` names, in its own precision and with its own offset.

    Raises:
        ValueError: `value` is no date, or names a day that does not exist.
    """
    text = value.strip()
    if whole := _YEAR_MONTH.fullmatch(text):
        date(int(whole[1]), int(whole[2] or 1), 1)
        return Published(text, "month" if whole[2] else "year", origin, reasons)
    if _COMPACT.fullmatch(text) or not _HAS_TIME.match(text):
        try:
            return Published(date.fromisoformat(text).isoformat(), "day", origin, reasons)
        except ValueError:
            return _from_mail(text, origin, reasons)
    moment = datetime.fromisoformat(text)
    seconds = _HAS_SECONDS.search(text[len("YYYY-MM-DD") :])
    return Published(
        moment.isoformat(timespec="seconds" if seconds else "minutes"),
        "second" if seconds else "minute",
        origin,
        reasons,
    )


def as_moment(value: str) -> datetime:
    """Return `value` (an ISO 8601 date or date-time) as aware UTC; a day begins at midnight.

    A year or month stands for its first day, a time without an offset is taken as UTC.

    Raises:
        ValueError: `value` is no date.
    """
    read = parse_published(value, "given")
    text = read.value or ""
    if read.precision in {"year", "month"}:
        text += "-01-01" if read.precision == "year" else "-01"
    moment = datetime.fromisoformat(text)
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC)


def _from_mail(text: str, origin: PublishedOrigin, reasons: tuple[str, ...]) -> Published:
    try:
        moment = parsedate_to_datetime(text)
    except (TypeError, IndexError) as error:
        raise ValueError(f"not a date: {text!r}") from error
    return Published(moment.isoformat(timespec="seconds"), "second", origin, reasons)
