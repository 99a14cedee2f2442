"""Calendars keep to RFC 5545, and their events to the timeline."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from icalendar import Calendar

from digest.publish.calendar import EDTF, GRAIN, calendar
from digest.publish.channel import Links, links_beneath

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from digest.model.edition import Edition

_LINE = re.compile(r"[A-Z0-9-]+(;[A-Z0-9-]+=[^;:\",]+)*:[^\x00-\x08\x0a-\x1f\x7f]*")
_TEXT = re.compile(r"([^\\;,]|\\[\\;,nN])*")
_TEXTS = {"SUMMARY", "DESCRIPTION", "NAME", "UID", "X-WR-CALNAME"}


@pytest.fixture
def links(edition: Edition) -> Links:
    """Where the files of the small edition stand."""
    return links_beneath(edition.settings.base_url)


def calendar_faults(data: bytes) -> Iterator[str]:
    """Yield what is wrong with an iCalendar document by RFC 5545."""
    if not data.endswith(b"\r\n") or b"\n" in data.replace(b"\r\n", b""):
        yield "lines do not end with CRLF"
    raw = data.split(b"\r\n")
    if any(len(line) > 75 for line in raw):
        yield "a line is longer than 75 octets"
    for line in raw:
        line.decode("utf-8")  # folding splits no character
    lines = data.decode().replace("\r\n ", "").split("\r\n")[:-1]
    names = [re.split("[;:]", line, maxsplit=1)[0] for line in lines]
    for name, line in zip(names, lines, strict=True):
        if not _LINE.fullmatch(line):
            yield f"malformed: {line}"
        if name in _TEXTS and not _TEXT.fullmatch(line.partition(":")[2]):
            yield f"not escaped: {line}"
    if lines[0] != "BEGIN:VCALENDAR" or lines[-1] != "END:VCALENDAR":
        yield "not one calendar"
    if names.count("VERSION") != 1 or names.count("PRODID") != 1:
        yield "VERSION and PRODID stand once"
    yield from event_faults(data.decode().replace("\r\n ", ""))


def event_faults(unfolded: str) -> Iterator[str]:
    """Yield what is wrong with the events of a calendar whose lines are unfolded."""
    for event in unfolded.split("BEGIN:VEVENT\r\n")[1:]:
        own = Counter(re.split("[;:]", line, maxsplit=1)[0] for line in event.split("\r\n"))
        if any(own[name] != 1 for name in ("UID", "DTSTAMP", "DTSTART")):
            yield "an event needs one UID, DTSTAMP and DTSTART"
        if any(own[name] > 1 for name in ("DTEND", "SUMMARY", "DESCRIPTION", "URL", "TRANSP")):
            yield "a property stands twice"


def events(data: bytes) -> list[dict[str, object]]:
    """Return the decoded properties of every event."""
    return [
        {name: part.decoded(name) for name in ("dtstart", "dtend", "dtstamp") if name in part}
        | {name: str(part[name]) for name in ("uid", "summary", "description", "url", GRAIN, EDTF)}
        for part in Calendar.from_ical(data).walk("VEVENT")
    ]


def test_a_calendar_is_valid(edition: Edition, links: Links) -> None:
    """No rule of RFC 5545 is broken, and every UID is its own."""
    data = calendar(edition, links)
    assert list(calendar_faults(data)) == []
    uids = [event["uid"] for event in events(data)]
    assert len(set(uids)) == len(uids) == len(edition.timeline)


def test_events_last_whole_days(edition: Edition, links: Links) -> None:
    """A day ends on the next one, a month on the first of the next: DTEND is exclusive."""
    found = {event[EDTF]: event for event in events(calendar(edition, links))}
    assert (found["2021-03-08"]["dtstart"], found["2021-03-08"]["dtend"]) == (
        date(2021, 3, 8),
        date(2021, 3, 9),
    )
    assert (found["2011-11"]["dtstart"], found["2011-11"]["dtend"]) == (
        date(2011, 11, 1),
        date(2011, 12, 1),
    )
    assert {event[EDTF]: event[GRAIN] for event in found.values()} == {
        "2011-11": "month",
        "2021-03-01": "day",
        "2021-03-08": "day",
        "2021-04": "month",
    }


def test_an_event_tells_its_source_and_its_proof(edition: Edition, links: Links) -> None:
    """The description says how the date was reached, who says so, and where voices differ."""
    found = {event[EDTF]: event for event in events(calendar(edition, links))}
    told = str(found["2021-03-01"]["description"])
    assert "March 1" in told
    assert "Example Gazette, Storm closes the harbour" in told
    assert "https://example.org/storm" in told
    assert "the Herald: 3–6 March 2021 (“a few days ago”)" in told
    assert str(found["2021-03-08"]["url"]).startswith(f"{links.page}#")


def test_the_stamp_is_the_as_of_time(edition: Edition, links: Links) -> None:
    """No clock is read: the same edition gives the same calendar."""
    assert calendar(edition, links) == calendar(edition, links)
    assert {event["dtstamp"] for event in events(calendar(edition, links))} == {edition.as_of}


def test_an_unknown_year_is_left_out(
    edition: Edition, links: Links, vary: Callable[..., Edition]
) -> None:
    """A date without a year has no place in a calendar."""
    entry = replace(edition.timeline[0], edtf="XXXX-11-30", earliest=None, latest=None)
    data = calendar(vary(timeline=(entry, edition.timeline[1])), links)
    assert [event[EDTF] for event in events(data)] == ["2021-03-01"]


@pytest.mark.parametrize(
    ("edtf", "low", "high", "start", "end"),
    [
        ("2021-03-01/..", date(2021, 3, 1), None, date(2021, 3, 1), date(2021, 3, 2)),
        ("../2021-03-01", None, date(2021, 3, 1), date(2021, 3, 1), date(2021, 3, 2)),
        ("99XX", date(9900, 1, 1), date.max, date(9900, 1, 1), None),
        ("0001", date(1, 1, 1), date(1, 12, 31), date(1, 1, 1), date(2, 1, 1)),
    ],
)
def test_odd_intervals_have_days(
    edtf: str,
    low: date | None,
    high: date | None,
    start: date,
    end: date | None,
    edition: Edition,
    links: Links,
    vary: Callable[..., Edition],
) -> None:
    """An open interval stands on its known day; the ends of the calendar do not overflow."""
    entry = replace(edition.timeline[0], edtf=edtf, earliest=low, latest=high)
    data = calendar(vary(timeline=(entry,)), links)
    assert list(calendar_faults(data)) == []
    (event,) = events(data)
    assert (event["dtstart"], event.get("dtend")) == (start, end)


def test_an_empty_timeline_is_a_calendar(links: Links, vary: Callable[..., Edition]) -> None:
    """No events is not an error."""
    data = calendar(vary(timeline=()), links)
    assert list(calendar_faults(data)) == []
    assert events(data) == []


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.text(st.characters(codec=None), min_size=1, max_size=120), days=st.integers(0, 400))
def test_any_text_gives_a_valid_calendar(
    text: str, days: int, edition: Edition, links: Links
) -> None:
    """Controls, surrogates, commas and long words break no line, and a reader gets them back."""
    last = date(2021, 3, 1) + timedelta(days=days)
    entry = replace(
        edition.timeline[1], text=text, edtf=f"2021-03-01/{last.isoformat()}", latest=last
    )
    data = calendar(replace(edition, timeline=(entry,), title=text), links)
    assert list(calendar_faults(data)) == []
    assert events(data)[0]["dtend"] == last + timedelta(days=1)
