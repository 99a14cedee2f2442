"""When editions are due: slots of a cron expression in a time zone, as moments in UTC.

Cron as Debian's, daylight saving included: a time that spring skips is made when the clock has
jumped, one that autumn repeats is made once. https://github.com/cuu508/cronsim
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from itertools import islice
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

from cronsim import CronSim, CronSimError

from digest.errors import ConfigError
from digest.model.definition import CatchUp
from digest.service.daysoff import back_on, check_days_off

if TYPE_CHECKING:
    from collections.abc import Iterator

    from digest.model.definition import DigestDefinition, Schedule

GAP_SHOWN = timedelta(days=32)
"""Slots that went by are shown as skipped one by one as far back as this, a month and a day."""
SKIPPED_SHOWN = 1000
"""And so many of them at most: a digest due each minute has as many in 17 hours."""
_FIELDS = {5, 6}
_SECOND = timedelta(seconds=1)


_ON_TIME = timedelta(minutes=1)
"""A slot that is found so late was not missed: clocks look twice a second, and may be slow."""


@dataclass(frozen=True, slots=True)
class Due:
    """What a clock finds at a moment: the slots to make, and those that went by; in order."""

    slots: tuple[datetime, ...]
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
        check_days_off(schedule)
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

    Slots that are no older than the schedule's grace are made: the newest one, all of them, or
    none but one that is on time, as the schedule says.
    """
    oldest = now - max(GAP_SHOWN, schedule.grace)
    passed = []
    for slot in _slots(schedule, max(seen, oldest)):
        if slot > now:
            break
        passed.append(slot)
    grace = min(schedule.grace, _ON_TIME) if schedule.catch_up is CatchUp.NONE else schedule.grace
    fresh = [slot for slot in passed if now - slot <= grace]
    make = fresh if schedule.catch_up is CatchUp.ALL else fresh[-1:]
    skipped = passed[: len(passed) - len(make)]
    return Due(tuple(make), tuple(skipped[-SKIPPED_SHOWN:]))


def due_of(definition: DigestDefinition, seen: datetime, now: datetime) -> Due:
    """Return what is due of a digest: slots before the end of its embargo are passed over."""
    if definition.schedule is None:
        return Due((), ())
    found, until = due(definition.schedule, seen, now), definition.embargo_until
    if until is None:
        return found
    return Due(*(tuple(s for s in slots if s >= until) for slots in (found.slots, found.skipped)))


def upcoming_of(definition: DigestDefinition, after: datetime, count: int) -> tuple[datetime, ...]:
    """Return the next `count` slots of a digest after a moment, in UTC, in order."""
    if definition.schedule is None:
        return ()
    until = definition.embargo_until
    start = max(after, until - _SECOND) if until else after
    return upcoming(definition.schedule, start, count)


def _slots(schedule: Schedule, after: datetime) -> Iterator[datetime]:
    """Yield the slots after a moment, in UTC, each once.

    The library repeats a moment where several wall-clock times mean it, and goes back where
    autumn's clock does.
    """
    last = after
    for wall in _walls(schedule, after):
        slot = wall.astimezone(UTC)
        if slot > last:
            last = slot
            yield slot


def _walls(schedule: Schedule, after: datetime) -> Iterator[datetime]:
    """Yield the times on the wall that the schedule names and does not rest at.

    A rest is leapt over: each minute of a year of it would take a second.
    """
    zone = _zone(schedule.zone)
    local = after.astimezone(zone) - _SECOND
    is_open = True
    while is_open:
        is_open = False
        for wall in CronSim(schedule.cron, local):
            back = back_on(schedule, wall.date())
            if back is not None:
                local = datetime.combine(back, time.min, zone) - _SECOND
                is_open = True
                break
            yield wall


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
