"""Slots follow the clock on the wall, each once; after a gap the newest is made."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.errors import ConfigError
from digest.model.definition import CatchUp, DigestDefinition, Schedule
from digest.service.schedule import SKIPPED_SHOWN, check, due, due_of, upcoming, upcoming_of

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


@pytest.mark.parametrize(
    ("zone", "cron", "after", "slots"),
    [
        # One hour in New York: 02:30 is skipped on 8 March and repeated on 1 November 2026.
        ("America/New_York", "30 2 * * *", utc(2026, 3, 8), [utc(2026, 3, 8, 7)]),
        ("America/New_York", "30 1 * * *", utc(2026, 11, 1), [utc(2026, 11, 1, 5, 30)]),
        # Half an hour on Lord Howe Island: 02:00 to 02:30 is skipped on 4 October 2026, and
        # 01:30 to 02:00 is repeated on 5 April.
        ("Australia/Lord_Howe", "15 2 * * *", utc(2026, 10, 3), [utc(2026, 10, 3, 15, 30)]),
        ("Australia/Lord_Howe", "45 1 * * *", utc(2026, 4, 4), [utc(2026, 4, 4, 14, 45)]),
        # Half-hour and three-quarter offsets: St. John's is at -2:30 in summer, Chatham at +13:45.
        ("America/St_Johns", "0 6 * * *", utc(2026, 7, 1), [utc(2026, 7, 1, 8, 30)]),
        ("Pacific/Chatham", "0 6 * * *", utc(2026, 1, 1), [utc(2026, 1, 1, 16, 15)]),
        # No summer time at half past: Kolkata.
        ("Asia/Kolkata", "0 6 * * *", utc(2026, 3, 29), [utc(2026, 3, 29, 0, 30)]),
        # The other hemisphere, and the hour at midnight: Santiago skips 6 September 2026, 00:00.
        ("America/Santiago", "0 0 * * *", utc(2026, 9, 5, 5), [utc(2026, 9, 6, 4)]),
    ],
)
def test_slots_follow_the_clocks_of_the_world(
    zone: str, cron: str, after: datetime, slots: list[datetime]
) -> None:
    """A time that a clock skips is made when it has jumped, one that it repeats the first time."""
    found = upcoming(Schedule(cron, zone), after, 2)
    assert list(found[:1]) == slots
    assert found[1] - found[0] > timedelta(hours=22)


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
        found += [*looked.skipped, *looked.slots]
        seen = now
    expected = [slot for slot in upcoming(schedule, begin, len(found) + 1) if slot <= seen]
    assert found == expected


def test_after_a_gap_the_newest_slot_within_its_grace_is_made() -> None:
    """Ten days without a clock: today's is made, nine are skipped; a day later none is made."""
    schedule = Schedule("0 6 * * *", "Europe/Berlin", grace=timedelta(hours=12))
    seen, now = utc(2026, 1, 1, 5), utc(2026, 1, 11, 9)
    found = due(schedule, seen, now)
    assert found.slots == (utc(2026, 1, 11, 5),)
    assert found.skipped == tuple(utc(2026, 1, day, 5) for day in range(2, 11))
    late = due(schedule, seen, utc(2026, 1, 11, 23))
    assert (late.slots, len(late.skipped)) == ((), 10)
    assert due(schedule, now, now).skipped == ()


def test_a_long_gap_is_told_by_its_newest_slots() -> None:
    """A year without a clock for a digest of each minute is a thousand skipped slots."""
    found = due(Schedule("* * * * *"), utc(2025, 1, 1), utc(2026, 1, 1))
    assert found.slots == (utc(2026, 1, 1),)
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


def test_a_schedule_rests_on_holidays_and_in_pauses() -> None:
    """By the days of its zone: Berlin's Christmas begins an hour before that of UTC."""
    schedule = Schedule(
        "30 23 * * *",
        "Europe/Berlin",
        holidays=("12-25", "2026-12-28"),
        pauses=("2026-12-30/2027-01-02", "2027-01-02/2027-01-03"),
    )
    found = upcoming(schedule, utc(2026, 12, 24), 5)
    assert [slot.day for slot in found] == [24, 26, 27, 29, 4]
    assert found[-1] == utc(2027, 1, 4, 22, 30)
    assert due(schedule, utc(2026, 12, 29, 23), utc(2027, 1, 3, 23)).skipped == ()


def test_a_long_pause_is_leapt_over() -> None:
    """Five years of a digest of each second are no hundred million steps."""
    schedule = Schedule("* * * * * *", pauses=("2026-01-01/2030-12-31",))
    assert upcoming(schedule, utc(2026, 1, 1), 1) == (utc(2031, 1, 1),)


@pytest.mark.parametrize(
    "part",
    [
        {"holidays": ("Christmas",)},
        {"holidays": ("02-30",)},
        {"pauses": ("2026-07-01",)},
        {"pauses": ("2026-08-01/2026-07-01",)},
        {"pauses": ("2026-07-01/..",)},
    ],
)
def test_days_off_that_are_no_days_are_told(part: dict[str, tuple[str, ...]]) -> None:
    """With an example of how to write them."""
    with pytest.raises(ConfigError, match=r"is no (day|span of days); write it like"):
        check(Schedule("0 6 * * *", **part))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("catch_up", "made"),
    [(CatchUp.NEWEST, [9]), (CatchUp.ALL, [7, 8, 9]), (CatchUp.NONE, [])],
)
def test_what_went_by_is_caught_up_with_as_the_digest_says(
    catch_up: CatchUp, made: list[int]
) -> None:
    """Within the grace; everything else is skipped, and nothing is both."""
    schedule = Schedule("0 * * * *", grace=timedelta(hours=3), catch_up=catch_up)
    found = due(schedule, utc(2026, 1, 1, 4, 30), utc(2026, 1, 1, 9, 30))
    assert [slot.hour for slot in found.slots] == made
    assert [slot.hour for slot in found.skipped] == [h for h in range(5, 10) if h not in made]


def test_a_slot_that_is_on_time_is_made_whatever_the_policy() -> None:
    """A clock may be some seconds late without having missed anything."""
    schedule = Schedule("0 * * * *", catch_up=CatchUp.NONE)
    found = due(schedule, utc(2026, 1, 1, 4, 59), utc(2026, 1, 1, 5, 0, 20))
    assert found.slots == (utc(2026, 1, 1, 5),)


def test_no_slot_comes_before_the_end_of_an_embargo() -> None:
    """Neither is one missed; the first one after it is made."""
    until = utc(2026, 1, 3, 6)
    digest = DigestDefinition("d", "D", schedule=Schedule("0 6 * * *"), embargo_until=until)
    assert upcoming_of(digest, utc(2026, 1, 1), 2) == (until, until + timedelta(days=1))
    before = due_of(digest, utc(2026, 1, 1), utc(2026, 1, 2, 12))
    assert (before.slots, before.skipped) == ((), ())
    assert due_of(digest, utc(2026, 1, 1), utc(2026, 1, 3, 7)).slots == (until,)
