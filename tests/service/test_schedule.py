"""Slots follow the clock on the wall, each once; after a gap the newest is made."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.errors import ConfigError
from digest.model.definition import Schedule
from digest.service.schedule import SKIPPED_SHOWN, check, due, upcoming

ZONES = [
    "UTC",
    "Europe/Berlin",
    "America/New_York",
    "Asia/Kolkata",
    "Australia/Lord_Howe",
    "Pacific/Apia",
    "America/St_Johns",
]
CRONS = ["0 6 * * *", "30 2 * * *", "*/15 * * * *", "0,30 1-3 * * *", "0 9 * * 1-5", "5 0 1 * *"]


def utc(*parts: int) -> datetime:
    """Return a moment in UTC."""
    return datetime(*parts, tzinfo=UTC)  # type: ignore[misc,arg-type]


@pytest.mark.parametrize(
    ("cron", "after", "slots"),
    [
        # Spring: 29 March 2026, 02:00 becomes 03:00; the slot is made when the clock has jumped.
        ("30 2 * * *", utc(2026, 3, 28, 12), [utc(2026, 3, 29, 1), utc(2026, 3, 30, 0, 30)]),
        # Autumn: 25 October 2026, 03:00 becomes 02:00; the slot is made once.
        ("30 2 * * *", utc(2026, 10, 24, 12), [utc(2026, 10, 25, 0, 30), utc(2026, 10, 26, 1, 30)]),
        ("0 6 * * 1-5", utc(2026, 3, 27, 12), [utc(2026, 3, 30, 4), utc(2026, 3, 31, 4)]),
    ],
)
def test_slots_follow_summer_time(cron: str, after: datetime, slots: list[datetime]) -> None:
    """In Berlin, on both sides of both changes."""
    assert list(upcoming(Schedule(cron, "Europe/Berlin"), after, 2)) == slots


@given(
    cron=st.sampled_from(CRONS),
    zone=st.sampled_from(ZONES),
    start=st.datetimes(datetime(2020, 1, 1), datetime(2030, 1, 1)),  # noqa: DTZ001
)
def test_slots_are_in_order_and_each_once(cron: str, zone: str, start: datetime) -> None:
    """In any zone, at any time of the year; asked from any slot on, the next one follows."""
    after = start.replace(tzinfo=UTC)
    slots = upcoming(Schedule(cron, zone), after, 12)
    assert slots[0] > after
    assert list(slots) == sorted(set(slots))
    assert upcoming(Schedule(cron, zone), slots[4], 7) == slots[5:]


@given(
    cron=st.sampled_from(CRONS),
    zone=st.sampled_from(ZONES),
    start=st.datetimes(datetime(2020, 1, 1), datetime(2030, 1, 1)),  # noqa: DTZ001
    steps=st.lists(st.integers(1, 5000), min_size=1, max_size=12),
)
def test_a_clock_misses_no_slot(cron: str, zone: str, start: datetime, steps: list[int]) -> None:
    """However seldom it looks: what it makes and what it skips are all the slots there were."""
    schedule = Schedule(cron, zone, grace=timedelta(days=365))
    seen = begin = start.replace(tzinfo=UTC)
    found: list[datetime] = []
    for minutes in steps:
        now = seen + timedelta(minutes=minutes)
        looked = due(schedule, seen, now)
        found += [*looked.skipped, *([looked.slot] if looked.slot else [])]
        seen = now
    expected = [slot for slot in upcoming(schedule, begin, len(found) + 1) if slot <= seen]
    assert found == expected


def test_after_a_gap_the_newest_slot_within_its_grace_is_made() -> None:
    """Ten days without a clock: today's is made, nine are skipped; a day later none is made."""
    schedule = Schedule("0 6 * * *", "Europe/Berlin", grace=timedelta(hours=12))
    seen, now = utc(2026, 1, 1, 5), utc(2026, 1, 11, 9)
    found = due(schedule, seen, now)
    assert found.slot == utc(2026, 1, 11, 5)
    assert found.skipped == tuple(utc(2026, 1, day, 5) for day in range(2, 11))
    late = due(schedule, seen, utc(2026, 1, 11, 23))
    assert (late.slot, len(late.skipped)) == (None, 10)
    assert due(schedule, now, now).skipped == ()


def test_a_long_gap_is_told_by_its_newest_slots() -> None:
    """A year without a clock for a digest of each minute is a thousand skipped slots."""
    found = due(Schedule("* * * * *"), utc(2025, 1, 1), utc(2026, 1, 1))
    assert found.slot == utc(2026, 1, 1)
    assert len(found.skipped) == SKIPPED_SHOWN
    assert found.skipped[-1] == utc(2025, 12, 31, 23, 59)


@pytest.mark.parametrize(
    ("cron", "zone", "said"),
    [
        ("61 * * * *", "UTC", "broken (bad minute)"),
        ("0 6 * *", "UTC", "needs five fields"),
        ("tomorrow", "UTC", "needs five fields"),
        ("0 0 30 2 *", "UTC", "broken (bad day-of-month)"),
        ("0 6 * * someday", "UTC", "broken (bad day-of-week)"),
        ("0 6 * * *", "Europe/Atlantis", "no time zone 'Europe/Atlantis'; name one like"),
        ("0 6 * * *", "berlin", "no time zone 'berlin'; name one like 'Europe/Berlin'"),
        ("0 6 * * *", "../etc/passwd", "no time zone"),
        ("0 6 * * *", "", "no time zone ''"),
    ],
)
def test_a_broken_schedule_is_told(cron: str, zone: str, said: str) -> None:
    """What is wrong, and how to write it."""
    with pytest.raises(ConfigError) as caught:
        check(Schedule(cron, zone))
    assert said in str(caught.value)


def test_a_whole_schedule_passes() -> None:
    """Six fields are read too, seconds first."""
    check(Schedule("0 6 * * 1-5", "Europe/Berlin"))
    check(Schedule("*/10 * * * * *"))
    assert upcoming(Schedule("*/20 * * * * *"), utc(2026, 1, 1), 2)[1] == utc(2026, 1, 1, 0, 0, 40)
