"""When an article was published, told from its text alone; never the day it is read.

Wrong is worse than unknown here: every relative date of the article would be wrong with it.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from datetime import date, timedelta
from typing import TYPE_CHECKING

from digest.dates import values
from digest.dates.expressions import find_dates
from digest.model.article import UNKNOWN_DATE, Published, SectionKind

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from digest.model.article import Section
    from digest.model.event import TimeExpression

_EDGE_LINES = 8
"""Lines from the top, or the end, among which a date line may stand."""

_DATE_LINE_EXTRA = 40
"""Characters beside the date that a date line may have: a town, an agency, a time."""

_WEEK = 7
_WEEKDAY_DIGIT = len("XXXX-WXX-")
_YEARS_AHEAD = 1
_BODY = frozenset({SectionKind.BODY, SectionKind.DATELINE, SectionKind.HEADLINE})


def infer_published(
    text: str, sections: Sequence[Section] = (), *, language: str = "en"
) -> Published:
    """Return the publication date `text` gives away: inferred from a date line, or unknown.

    The candidates of an unknown one are days the text names without a year ("March 5"), first in
    the year in which it falls on a weekday that the text names alone ("on Tuesday"). They stay
    candidates: as answers, days so found were right for 2 of 14 articles of Wikinews.
    """
    found = find_dates(text, None, sections=sections, language=language)
    line = _date_line(text, found)
    if line is not None:
        day, words = line
        return Published(day, "day", "inferred", (f"a date line says “{words}”",))
    return _from_days(found, sections)


def _date_line(text: str, found: Iterable[TimeExpression]) -> tuple[str, str] | None:
    """Return the full date that stands nearly alone in a line of the top or the end, if one does.

    A line of one long date range, or a sentence, is none: what stands beside the date is short.
    """
    ends = [*(m.start() for m in re.finditer("\n", text)), len(text)]
    lines = list(zip([0, *(end + 1 for end in ends)], ends, strict=False))
    filled = [(begin, end) for begin, end in lines if text[begin:end].strip()]
    edges = {*filled[:_EDGE_LINES], *filled[-_EDGE_LINES:]}
    begins = [begin for begin, _ in lines]
    for expression in found:
        line = lines[bisect_right(begins, expression.start) - 1]
        beside = len(text[slice(*line)].strip()) - len(expression.text)
        place = values.place(expression.value)
        full = place is not None and place.grain == "day"
        if full and line in edges and beside <= _DATE_LINE_EXTRA:
            return expression.value.partition("T")[0], expression.text
    return None


def _from_days(found: Sequence[TimeExpression], sections: Sequence[Section]) -> Published:
    body = [e for e in found if _in_body(e, sections)]
    named = [e for e in body if e.value.startswith("XXXX-") and e.proof.rule in _DAY_RULES]
    weekdays = {
        int(e.value[_WEEKDAY_DIGIT]) - 1: e
        for e in body
        if e.proof.rule == "weekday" and e.value.startswith("XXXX-WXX-")
    }
    years = [e.earliest.year for e in found if e.earliest is not None and e.value[:4].isdecimal()]
    if not named or not years:
        return UNKNOWN_DATE
    latest = _latest(named)
    newest = max(years)
    fitting, others = [], []
    for year in range(newest, newest + _YEARS_AHEAD + 1):
        day = _on(latest, year)
        if day is None:
            continue
        if day.weekday() in weekdays:
            fitting.append(day)
        else:
            later = (day + timedelta(days=n) for n in range(1, _WEEK))
            others.extend([d for d in later if d.weekday() in weekdays][:1] or [day])
    candidates = tuple(day.isoformat() for day in [*fitting, *others])
    reasons = (
        f"no date line; “{latest.text}” is the latest day named",
        f"the latest year written out is {newest}",
        *(f"“{weekdays[d.weekday()].text}” is named alone, as {d.isoformat()} is" for d in fitting),
    )
    return Published(None, None, "unknown", reasons, candidates)


_DAY_RULES = frozenset({"month-day", "day-month", "month-ordinal", "ordinal-month"})


def _in_body(expression: TimeExpression, sections: Sequence[Section]) -> bool:
    holding = [s for s in sections if s.start <= expression.start < s.end]
    return not sections or any(s.kind in _BODY for s in holding)


def _on(expression: TimeExpression, year: int) -> date | None:
    place = values.place(expression.value.partition("T")[0].replace("XXXX", f"{year:04}"))
    return place.first if place else None


def _latest(named: Sequence[TimeExpression]) -> TimeExpression:
    """Return the latest of days without a year: the one before the widest gap of the year."""
    days = sorted({(e.value[5:10], e.start, e) for e in named}, key=lambda d: d[:2])
    spots = [date.fromisoformat(f"2000-{d[0]}").toordinal() for d in days]
    gaps = [(spots[(i + 1) % len(spots)] - spots[i]) % 366 or 366 for i in range(len(spots))]
    return days[gaps.index(max(gaps))][2]
