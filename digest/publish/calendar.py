"""The timeline as an iCalendar document. Specs: RFC 5545, and RFC 7986 for its name.

News dates are days, months or years, never clock times here, so every event lasts whole days and
blocks nobody's time. An open interval stands on the day that is known.
"""

from __future__ import annotations

from datetime import UTC, date, timedelta
from typing import TYPE_CHECKING

from icalendar import Calendar, Event, vText

from digest.model.edtf import extent
from digest.publish.ids import calendar_uid
from digest.publish.view import view

if TYPE_CHECKING:
    from datetime import datetime

    from digest.model.edition import Edition
    from digest.publish.channel import Links
    from digest.publish.shown import EditionView, Entry

_PRODUCT = "-//article-digest//timeline//EN"
GRAIN = "X-ARTICLE-DIGEST-GRAIN"
"""The property that says how coarse an event's date is: day, month, season, range and so on."""
EDTF = "X-ARTICLE-DIGEST-EDTF"
"""The property that gives an event's date as an EDTF value."""


def calendar(edition: Edition, links: Links) -> bytes:
    """Return the dated entries of `edition` as all-day events; a pure function.

    Entries whose year is unknown have no day and are left out. `links.page` is where an event's
    link leads. DTSTAMP is the edition's as-of time, UIDs depend on base URL, digest and entry.
    """
    shown = view(edition)
    document = Calendar()
    document.add("prodid", _PRODUCT)
    document.add("version", "2.0")
    document.add("calscale", "GREGORIAN")
    # icalendar escapes only the properties it knows; X-WR-CALNAME is for readers without NAME.
    document.add("name", vText(shown.title))
    document.add("x-wr-calname", vText(shown.title))
    sources = _source_lines(shown)
    for entry in (*shown.timeline, *shown.watch):
        days = _days(entry)
        if days is None:
            continue
        event = Event()
        event.add("uid", calendar_uid(edition.settings.base_url, edition.digest, entry.id))
        event.add("dtstamp", _stamp(edition.as_of))
        event.add("dtstart", days[0])
        if days[1]:
            event.add("dtend", days[1])
        event.add("summary", entry.sentence.text)
        event.add("description", _description(entry, sources))
        event.add("url", f"{links.page}#{entry.id}")
        event.add("transp", "TRANSPARENT")
        event.add(GRAIN, vText(extent(entry.edtf).grain))
        event.add(EDTF, vText(entry.edtf))
        document.add_component(event)
    written: bytes = document.to_ical()
    return written


def _days(entry: Entry) -> tuple[date, date | None] | None:
    """Return the first day, and the day after the last one (DTEND is exclusive)."""
    first = entry.earliest or entry.latest
    last = entry.latest or entry.earliest
    if first is None or last is None:
        return None
    return first, None if last == date.max else last + timedelta(days=1)


def _stamp(moment: datetime) -> datetime:
    return moment.astimezone(UTC).replace(microsecond=0)


def _description(entry: Entry, sources: dict[int, str]) -> str:
    conflict = [
        f"{claim.by}: {claim.when}" + (f" (“{claim.words}”)" if claim.words else "")
        for claim in entry.claims
    ]
    lines = [entry.when, *entry.hows]
    lines += ["Dated differently:", *conflict] if conflict else []
    lines += [sources[cite.number] for cite in entry.sentence.cites]
    return "\n".join(lines)


def _source_lines(shown: EditionView) -> dict[int, str]:
    return {
        source.number: ", ".join(
            part for part in (source.name, source.title, source.date, source.url) if part
        )
        for source in shown.sources
    }
