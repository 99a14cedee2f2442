"""The timeline as a graphic: marks on a time axis, and as many labels as fit without a clash.

Dates coarser than a day get a hollow mark and a bar over the days they cover, disputed ones a
diamond; events too near to each other share a mark that counts them.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from digest.publish.axis import build_axis
from digest.publish.labels import LANE, Frame, Label, Wanted, place_labels
from digest.publish.measure import text_width
from digest.publish.typography import clip
from digest.publish.wordings import MONTHS

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

    from digest.publish.axis import Axis, Tick
    from digest.publish.shown import Entry

# All lengths in font sizes; set by eye on timelines of 1 to 2,000 events.
_RADIUS = 0.44
_MERGED_RADIUS = 0.62
_AXIS_SPACE = 1.1  # between the lowest label and the axis
_BELOW = 2.9  # for tick labels under the axis
_SNIPPET = 26  # characters of a sentence in a label
_SNIPPET_EM = 22  # a label this many em wide is in a script of wide letters: half as many do

_MONTH_NAMES = re.compile(rf"\b({'|'.join(MONTHS)})\b")


BRIEFING = Frame(width=493, size=6.7, lanes=5, apart=9.5)
"""174 mm in points: the text width of an A4 page; a Letter page scales it."""

# On a screen marks are links: 24 px apart, as WCAG 2.2 asks of targets (2.5.8).
PAGE = Frame(width=864, size=11.5, lanes=5, apart=24)
PHONE = Frame(width=328, size=11, lanes=6, apart=24)


@dataclass(frozen=True, slots=True)
class Bar:
    """The days a coarse or disputed date covers."""

    left: float
    right: float
    disputed: bool


@dataclass(frozen=True, slots=True)
class Mark:
    """One event, or several too near to each other to tell apart.

    Of `entries` the first speaks for all; the others are in their order.
    """

    x: float
    radius: float
    count: int
    hollow: bool
    disputed: bool
    future: bool
    anchor: str
    when: str
    entries: tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class Graphic:
    """A timeline drawn; y grows downwards. `as_of` is None where it is not on the axis."""

    frame: Frame
    height: float
    axis_y: float
    title: str
    bars: tuple[Bar, ...]
    marks: tuple[Mark, ...]
    labels: tuple[Label, ...]
    lines: tuple[tuple[float, float], ...]
    ticks: tuple[Tick, ...]
    cuts: tuple[float, ...]
    as_of: float | None


def draw(entries: Iterable[Entry], as_of: date, frame: Frame) -> Graphic | None:
    """Return the graphic of `entries`, or None when none of them has a known year.

    The day of `as_of` is marked when events of the future are shown.
    """
    dated = sorted(
        ((_extent(e), e) for e in entries if e.earliest or e.latest),
        key=lambda pair: (sum(pair[0]), pair[0], pair[1].id),
    )
    if not dated:
        return None
    ahead = any(entry.future for _, entry in dated)
    extents = [extent for extent, _ in dated] + [_claims_extent(e) or x for x, e in dated]
    if ahead:
        extents.append((as_of.toordinal(), as_of.toordinal() + 1))
    axis = build_axis(extents, frame.width, frame.size)
    marks = _marks(dated, axis, frame)
    labels, lanes = place_labels([_wanted(mark, entry) for mark, entry in marks], frame)
    axis_y = (lanes * LANE + _AXIS_SPACE + _RADIUS) * frame.size
    return Graphic(
        frame=frame,
        height=round(axis_y + _BELOW * frame.size, 1),
        axis_y=round(axis_y, 1),
        title=_title([entry for _, entry in dated]),
        bars=tuple(_bars(dated, axis)),
        marks=tuple(mark for mark, _ in marks),
        labels=labels,
        lines=tuple((segment.left, segment.right) for segment in axis.segments),
        ticks=axis.ticks,
        cuts=axis.cuts,
        as_of=axis.at(as_of.toordinal() + 0.5) if ahead else None,
    )


def short_date(words: str) -> str:
    """Return a date's wording with months cut to three letters."""
    return _MONTH_NAMES.sub(lambda match: match[0][:3], words)


def _extent(entry: Entry) -> tuple[int, int]:
    """Return [first, day after last] of an entry; an open end is the known one's day."""
    first = entry.earliest or entry.latest
    last = entry.latest or entry.earliest
    if first is None or last is None:
        raise ValueError(f"entry without a known day: {entry.edtf}")
    return first.toordinal(), last.toordinal() + 1


def _claims_extent(entry: Entry) -> tuple[int, int] | None:
    days = [day for claim in entry.claims for day in (claim.earliest, claim.latest) if day]
    if not days:
        return None
    return min(days).toordinal(), max(days).toordinal() + 1


def _bars(dated: Sequence[tuple[tuple[int, int], Entry]], axis: Axis) -> Iterable[Bar]:
    """Yield each covered range once, however many events share it."""
    seen = set()
    for extent, entry in dated:
        disputed = _claims_extent(entry)
        first, last = disputed or extent
        bar = Bar(axis.at(first), axis.at(last), disputed is not None)
        if (disputed or entry.approx) and bar not in seen:
            seen.add(bar)
            yield bar


def _marks(
    dated: Sequence[tuple[tuple[int, int], Entry]], axis: Axis, frame: Frame
) -> list[tuple[Mark, Entry]]:
    """Return the marks from left to right, each with the entry that speaks for it."""
    groups: list[list[tuple[float, Entry]]] = []
    for (first, last), entry in dated:
        groups.append([(axis.at((first + last) / 2), entry)])
        while len(groups) > 1 and _middle(groups[-1]) - _middle(groups[-2]) < frame.apart:
            groups[-2:] = [groups[-2] + groups[-1]]
    return [_mark(group, frame) for group in groups]


def _middle(group: Sequence[tuple[float, Entry]]) -> float:
    return sum(x for x, _ in group) / len(group)


def _mark(group: Sequence[tuple[float, Entry]], frame: Frame) -> tuple[Mark, Entry]:
    entries = [entry for _, entry in group]
    speaker = min(entries, key=_importance)
    count = len(group)
    radius = _RADIUS if count == 1 else _MERGED_RADIUS
    return (
        Mark(
            x=round(_middle(group), 1),
            radius=round(radius * frame.size, 2),
            count=count,
            hollow=all(entry.approx for entry in entries),
            disputed=any(entry.claims for entry in entries),
            future=all(entry.future for entry in entries),
            anchor=entries[0].id,
            when=f"{speaker.when}{_more(count)}",
            entries=(speaker, *(entry for entry in entries if entry is not speaker)),
        ),
        speaker,
    )


def _more(count: int) -> str:
    return f" (+{count - 1})" if count > 1 else ""


def _importance(entry: Entry) -> tuple[bool, int, bool]:
    return not entry.claims, -len(entry.sentence.cites), entry.approx


def _wanted(mark: Mark, entry: Entry) -> Wanted:
    text = entry.sentence.text
    room = _SNIPPET // 2 if text_width(text[:_SNIPPET], 1) > _SNIPPET_EM else _SNIPPET
    return Wanted(
        stem=mark.x,
        date=short_date(entry.when) + _more(mark.count),
        words=clip(text, room),
        rank=_importance(entry),
    )


def _title(entries: Sequence[Entry]) -> str:
    if len(entries) == 1:
        return f"Timeline with one event, {entries[0].when}."
    first = min(entries, key=lambda e: _extent(e)[0])
    last = max(entries, key=lambda e: _extent(e)[1])
    return (
        f"Timeline of {len(entries)} events, {first.when} to {last.when}. "
        "The list after it names them all."
    )
