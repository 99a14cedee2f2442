"""The rhythm of a source stays within its bounds, whatever it answers."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.ingest.rhythm import (
    LONGEST,
    SHORTEST,
    after_answer,
    after_failure,
    after_gone,
    begin,
)
from digest.model.source import Pace, SourceHealth, health

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)


@given(
    every=st.timedeltas(timedelta(minutes=1), timedelta(days=7)),
    answers=st.lists(st.sampled_from(["new", "same", "failed"]), max_size=30),
    name=st.text(max_size=20),
)
def test_intervals_stay_within_their_bounds(
    every: timedelta, answers: list[str], name: str
) -> None:
    """No feed is asked more often than each 5 minutes, none is forgotten."""
    state, now = begin("https://example.org/", every, name, NOW), NOW
    for answer in answers:
        now = max(now, state.due)
        if answer == "failed":
            state = after_failure(state, every, name, now, error="no")
        else:
            state = after_answer(state, every, name, now, pace=Pace(), new=int(answer == "new"))
            assert state.due - now >= SHORTEST * 0.9
        assert timedelta(0) < state.due - now <= max(LONGEST, every, SHORTEST) * 1.1


def test_news_quickens_and_silence_slows() -> None:
    """Something new halves the interval, nothing new stretches it."""
    state = begin("https://example.org/", HOUR, "a", NOW)
    quick = after_answer(state, HOUR, "a", NOW, pace=Pace(), new=3)
    slow = after_answer(state, HOUR, "a", NOW, pace=Pace(), new=0)
    assert quick.interval == HOUR / 2
    assert slow.interval == HOUR * 1.5


def test_sources_due_at_one_moment_are_spread() -> None:
    """The jitter follows from the name, so it is the same each time and not the same for all."""
    state = begin("https://example.org/", HOUR, "a", NOW)
    dues = {after_answer(state, HOUR, f"s{n}", NOW, pace=Pace(), new=0).due for n in range(50)}
    assert len(dues) == 50
    assert begin("https://example.org/", HOUR, "a", NOW) == state


@given(
    hours=st.frozensets(st.integers(0, 23), max_size=23),
    days=st.frozensets(st.integers(0, 6), max_size=6),
)
def test_skipped_hours_and_days_are_skipped(hours: frozenset[int], days: frozenset[int]) -> None:
    """The next poll falls in none of them."""
    pace = Pace(HOUR * 3, hours, days)
    due = after_answer(
        begin("https://example.org/", HOUR, "a", NOW), HOUR, "a", NOW, pace=pace, new=1
    ).due
    assert due.hour not in hours
    assert due.weekday() not in days
    assert due >= NOW + HOUR * 2


def test_health_tells_failing_silent_and_gone_apart() -> None:
    """A source that answers nothing new for long is flagged, one that fails says so."""
    state = begin("https://example.org/", HOUR, "a", NOW)
    assert health(state, HOUR, NOW) is SourceHealth.FRESH
    fine = after_answer(state, HOUR, "a", NOW, pace=Pace(), new=1)
    assert health(fine, HOUR, NOW + timedelta(days=13)) is SourceHealth.FINE
    assert health(fine, HOUR, NOW + timedelta(days=15)) is SourceHealth.SILENT
    failed = after_failure(fine, HOUR, "a", NOW, error="no")
    assert health(failed, HOUR, NOW) is SourceHealth.FAILING
    assert health(after_gone(fine, NOW), HOUR, NOW) is SourceHealth.GONE


@pytest.mark.parametrize(
    ("usual", "days", "expected"),
    [
        (timedelta(days=1), 4, SourceHealth.FINE),
        (timedelta(days=1), 5, SourceHealth.SILENT),
        (timedelta(days=7), 27, SourceHealth.FINE),
        (timedelta(days=7), 29, SourceHealth.SILENT),
        (None, 13, SourceHealth.FINE),
    ],
)
def test_silence_is_told_by_the_usual_rhythm(
    usual: timedelta | None, days: int, expected: SourceHealth
) -> None:
    """A daily is missed after a long weekend, a weekly after a month."""
    began = begin("https://a.org/", HOUR, "a", NOW)
    state = after_answer(began, HOUR, "a", NOW, pace=Pace(), new=1)
    assert health(state, HOUR, NOW + timedelta(days=days), usual) is expected
