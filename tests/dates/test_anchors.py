"""The publication date as an anchor."""

from __future__ import annotations

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from digest.dates import find_dates
from digest.dates.anchors import anchor_value
from digest.model.article import UNKNOWN_DATE, Published

NIGHT = "2015-03-14T01:30:00+00:00"


@pytest.mark.parametrize(
    ("published", "expected"),
    [
        (None, None),
        ("2015-03-13", "2015-03-13"),
        ("2015-03", "2015-03"),
        ("2015-03-13T10:00", "2015-03-13"),
        ("next spring", None),
        ("2015-02-30", None),
        (date(2015, 3, 13), "2015-03-13"),
        (datetime(2015, 3, 13, 9, tzinfo=UTC), "2015-03-13"),
        (UNKNOWN_DATE, None),
        (Published("2015-03-13", "month", "metadata"), "2015-03"),
        (Published("2015-03-13T10:00:00Z", "second", "given"), "2015-03-13"),
    ],
)
def test_publication_is_read_in_any_form(
    published: Published | date | str | None, expected: str | None
) -> None:
    """A value, a date or a string give the day that is known, or nothing."""
    assert anchor_value(published) == expected


def test_the_day_is_that_of_the_newsroom() -> None:
    """A night in UTC is the evening before in New York."""
    assert anchor_value(NIGHT, ZoneInfo("America/New_York")) == "2015-03-13"
    assert anchor_value(NIGHT) == "2015-03-14"


def test_today_is_the_newsrooms_day() -> None:
    """What an article calls today is resolved in its newsroom's zone."""
    [found] = find_dates("It fell today.", NIGHT, zone=ZoneInfo("America/New_York"))
    assert found.value == "2015-03-13"


def test_a_month_of_publication_does_not_anchor_days() -> None:
    """Where only the month is known, months are resolved and days stay open."""
    found = find_dates("It fell on Monday, last month.", "2015-03")
    assert [e.value for e in found] == ["XXXX-WXX-1", "2015-02"]
