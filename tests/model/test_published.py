"""Publication dates as they are given."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.model.published import as_moment, parse_published


@pytest.mark.parametrize(
    ("written", "value", "precision"),
    [
        ("2014-12-01", "2014-12-01", "day"),
        ("20141201", "2014-12-01", "day"),
        ("2014-12", "2014-12", "month"),
        ("2014", "2014", "year"),
        ("2014-12-01T18:30+01:00", "2014-12-01T18:30+01:00", "minute"),
        ("2014-12-01 18:30:05", "2014-12-01T18:30:05", "second"),
        ("Mon, 01 Dec 2014 18:30:00 +0000", "2014-12-01T18:30:00+00:00", "second"),
    ],
)
def test_a_date_keeps_its_own_precision(written: str, value: str, precision: str) -> None:
    """Each accepted form gives an ISO 8601 value and the grain it was written in."""
    read = parse_published(written, "given")
    assert (read.value, read.precision, read.origin) == (value, precision, "given")


@pytest.mark.parametrize("written", ["2014-02-30", "yesterday", "", "2014-13", "32 Dec 2014"])
def test_a_day_that_does_not_exist_is_refused(written: str) -> None:
    """No date is guessed from what names none."""
    with pytest.raises(ValueError, match=r"\w"):
        parse_published(written, "given")


@given(st.dates(min_value=date(1, 1, 1)))
def test_every_calendar_day_is_read(day: date) -> None:
    """Any ISO day is read as itself, and begins at midnight UTC."""
    assert parse_published(day.isoformat(), "given").value == day.isoformat()
    assert as_moment(day.isoformat()) == datetime(day.year, day.month, day.day, tzinfo=UTC)


def test_a_moment_is_converted_to_utc() -> None:
    """The offset counts; a bare month stands for its first day."""
    assert as_moment("2014-12-01T00:30+01:00") == datetime(2014, 11, 30, 23, 30, tzinfo=UTC)
    assert as_moment("2014-12") == datetime(2014, 12, 1, tzinfo=UTC)
    assert as_moment("2014") == datetime(2014, 1, 1, tzinfo=UTC)
