"""Which year a date without one means, seen from the day it was published."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from digest.dates import values
from digest.dates.evaluate import UNRESOLVED, Decision, written

if TYPE_CHECKING:
    from digest.dates.mentions import Mention
    from digest.dates.reading import Reading

_HALF_LENGTHS = {"month": 15, "season": 45, "quarter": 45, "half": 90}
"""Days from the beginning of a stretch of the calendar to its middle."""

_Choice = tuple[int, int, values.Place]


def year_from(reading: Reading, published: values.Place, *, to_come: bool = False) -> Decision:
    """Return the year that brings `reading` closest to publication, or the one its words say.

    "Last April", "next summer" lie before or after; a bare season has begun, unless it is over
    and its sentence tells of what is `to_come`.

    Source: ours; closest is right for 192 of 220 months and month-days without year in TimeBank
    and AQUAINT (the publication year is right for 175, the latest past for 157).
    """
    choices = _choices(reading, published)
    if not choices:
        return UNRESOLVED
    if reading.step is not None:
        return _stepped(reading.step, choices, published)
    if reading.season:
        begun = [(offset, place) for _, offset, place in choices if place.first <= published.first]
        if not begun:
            return UNRESOLVED
        offset, latest = max(begun, key=lambda choice: choice[0])
        over = (published.first - latest.first).days > 2 * _HALF_LENGTHS["season"]
        if to_come and over:
            return _stepped(1, choices, published)
        return Decision("past-year", offset, "year")
    return Decision("closest-year", min(choices)[1], "year")


def goes_on(reading: Reading, last: Mention | None, published: values.Place) -> Decision | None:
    """Return the year of a month that is told after `last`, a month to come of the same sentence.

    Months told in a row go on: "in December, Lyon in January, Turin in March".
    """
    if last is None or last.told or last.grain != "month" or last.first <= published.first:
        return None
    if reading.month is None or reading.day is not None or reading.step is not None:
        return None
    years = last.first.year - published.first.year + (reading.month < last.first.month)
    return Decision("next-year" if years else "same-year", years, "year")


def days_ahead(reading: Reading, decision: Decision, published: values.Place) -> int:
    """Return how many days after publication `reading` begins by `decision`; 0 if it does not."""
    value = written(reading, published.first.year + (decision.amount or 0))
    place = values.place(value) if value else None
    return max(0, (place.first - published.first).days) if place else 0


def _choices(reading: Reading, published: values.Place) -> list[_Choice]:
    """Return distance, offset and place of `reading` in the years around publication."""
    found = []
    for offset in (0, -1, 1):
        year = published.first.year + offset
        value = written(reading, year) if 1 <= year <= date.max.year else None
        place = values.place(value) if value else None
        if place is not None:
            found.append((abs(_middle(place) - _middle(published)), offset, place))
    return found


def _stepped(step: int, choices: list[_Choice], published: values.Place) -> Decision:
    if step == 0:
        return Decision("same-year", 0, "year")
    start = values.place(values.render(choices[0][2].grain, published.first))
    here = start.first if start else published.first
    if step < 0:
        past = [offset for _, offset, place in choices if place.first < here]
        return Decision("past-year", max(past), "year") if past else UNRESOLVED
    coming = [offset for _, offset, place in choices if place.first > here]
    return Decision("next-year", min(coming), "year") if coming else UNRESOLVED


def _middle(place: values.Place) -> int:
    return place.first.toordinal() + _HALF_LENGTHS.get(place.grain, 0)
