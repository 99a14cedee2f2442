"""When editions are due: slots of a cron expression in a time zone, as moments in UTC.

Cron as Debian's, daylight saving included: a time that spring skips is made when the clock has
jumped, one that autumn repeats is made once. https://github.com/cuu508/cronsim
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import islice
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

from cronsim import CronSim, CronSimError

from digest.errors import ConfigError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from digest.model.definition import Schedule

GAP_SHOWN = timedelta(days=32)
"""Slots that went by are shown as skipped one by one as far back as this, a month and a day."""
SKIPPED_SHOWN = 1000
"""And so many of them at most: a digest due each minute has as many in 17 hours."""
_FIELDS = {5, 6}
_SECOND = timedelta(seconds=1)


@dataclass(frozen=True, slots=True)
class Due:
    """What a clock finds at a moment: the slot to make, if any, and those that went by."""

    slot: datetime | None
    skipped: tuple[datetime, ...]


def check(schedule: Schedule) -> None:
    """Pass when the schedule names a time zone there is, and a time that comes.

    Raises:
        ConfigError: it does not; the message says what is wrong with it.
    """
    zone = _zone(schedule.zone)
    try:
        if len(schedule.cron.split()) not in _FIELDS:
            raise ConfigError(
                f"the cron expression {schedule.cron!r} needs five fields: minute, hour, day, "
                'month, weekday, like "0 6 * * 1-5"'
            )
        next(CronSim(schedule.cron, datetime(2024, 1, 1, tzinfo=zone)), None)
    except CronSimError as error:
        raise ConfigError(
            f"the cron expression {schedule.cron!r} is broken ({str(error).lower()}); write it "
            'like "0 6 * * 1-5" for six on weekdays'
        ) from None


def upcoming(schedule: Schedule, after: datetime, count: int) -> tuple[datetime, ...]:
    """Return the next `count` slots after a moment, in UTC, in order."""
    return tuple(islice(_slots(schedule, after), count))


def due(schedule: Schedule, seen: datetime, now: datetime) -> Due:
    """Return what is due at `now` when everything up to `seen` has been dealt with.

    Only the newest slot is made, if it is no older than the schedule's grace.
    """
    oldest = now - max(GAP_SHOWN, schedule.grace)
    passed = []
    for slot in _slots(schedule, max(seen, oldest)):
        if slot > now:
            break
        passed.append(slot)
    make = passed[-1] if passed and now - passed[-1] <= schedule.grace else None
    skipped = passed[:-1] if make else passed
    return Due(make, tuple(skipped[-SKIPPED_SHOWN:]))


def _slots(schedule: Schedule, after: datetime) -> Iterator[datetime]:
    """Yield the slots after a moment, in UTC, each once.

    The library repeats a moment where several wall-clock times mean it, and goes back where
    autumn's clock does.
    """
    local = after.astimezone(_zone(schedule.zone)) - _SECOND
    last = after
    for wall in CronSim(schedule.cron, local):
        slot = wall.astimezone(UTC)
        if slot > last:
            last = slot
            yield slot


def _zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        close = _closest(name)
        raise ConfigError(
            f"there is no time zone {name!r}; name one like {close or 'Europe/Berlin'!r}"
        ) from None


def _closest(name: str) -> str | None:
    """Return the zone whose last part is the name's, for those who leave the region out."""
    place = name.rpartition("/")[2].replace(" ", "_").casefold()
    found = sorted(z for z in available_timezones() if z.rpartition("/")[2].casefold() == place)
    return found[0] if found else None
