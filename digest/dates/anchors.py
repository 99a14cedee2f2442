"""The publication date as an anchor: a day in the newsroom's own zone."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING

from digest.dates import values
from digest.model.article import Published

if TYPE_CHECKING:
    from datetime import tzinfo

_CUTS = {"year": len("YYYY"), "month": len("YYYY-MM")}


def anchor_value(
    published: Published | date | str | None, zone: tzinfo | None = None
) -> str | None:
    """Return the day (or month, or year, if no more is known) of publication as ISO 8601.

    A time with an offset is first told in `zone`, the newsroom's; without `zone` it counts in its
    own offset. A time without an offset is the newsroom's already. What is no date gives None.
    """
    if isinstance(published, Published):
        told = _read(published.value or "", zone)
        return told[: _CUTS.get(published.precision or "", len(told))] if told else None
    if isinstance(published, str):
        return _read(published, zone)
    if isinstance(published, datetime):
        return _day(published, zone)
    return published.isoformat() if published else None


def _read(written: str, zone: tzinfo | None) -> str | None:
    if "T" not in written and values.place(written) is not None:
        return written
    try:
        return _day(datetime.fromisoformat(written), zone)
    except ValueError:
        return None


def _day(moment: datetime, zone: tzinfo | None) -> str:
    if zone is not None and moment.tzinfo is not None:
        moment = moment.astimezone(zone)
    return moment.date().isoformat()
