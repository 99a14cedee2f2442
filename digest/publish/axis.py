"""A time axis for events bunched in places and years apart in others: scale, ticks and breaks.

Days are proleptic Gregorian ordinals (`date.toordinal`); an extent is [first day, day after last).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from typing import TYPE_CHECKING

from digest.publish.measure import text_width
from digest.publish.wordings import MONTHS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    Extent = tuple[int, int]

# Set by eye on timelines of 2 to 300 events: an empty stretch is cut when it takes this share of
# what the axis still has to show; more than three cuts read as a broken ruler.
_CUT_SHARE = 0.3
_CROWD_SHARE = 0.1  # half of the events on less of the axis than this: a crowd that needs room,
_CROWD_CUT_SHARE = 0.08  # for which shorter stretches are cut
_MOST_CUTS = 3
_SHORTEST_CUT = 14  # days
_CUT_WIDTH = 4.2  # of the font size, as all widths below
_LEAST_SEGMENT = 7.5
_TICK_ROOM = 6.5
_LABEL_GAP = 0.9
_PAD_SHARE = 0.04  # empty ends of a segment, of its length
_LONE_PAD_SHARE = 0.5  # the same where one event stands alone

_DAY_STEPS = (1, 2, 7, 14)
_MONTH_STEPS = (1, 2, 3, 6)
_YEAR_STEPS = (1, 2, 5, 10, 20, 25, 50, 100, 200, 500, 1000)
_MONTH_DAYS = 30.44
_YEAR_DAYS = 365.25
_YEAR_MONTHS = 12
_LAST_DAY = date.max.toordinal()
_COARSE_YEAR = 300  # days from which a lone extent is named by its year
_COARSE_MONTH = 20  # and by its month


@dataclass(frozen=True, slots=True)
class Tick:
    """A tick at `x`; its label, when it has one, is centred at `label_x`."""

    x: float
    major: bool
    label: str = ""
    label_x: float = 0.0


@dataclass(frozen=True, slots=True)
class Segment:
    """A stretch of days drawn to one scale from `left` to `right`."""

    first: float
    last: float
    left: float
    right: float

    def at(self, day: float) -> float:
        """Return where `day` lies, held within the segment."""
        share = (day - self.first) / (self.last - self.first)
        return round(self.left + (self.right - self.left) * min(max(share, 0.0), 1.0), 1)


@dataclass(frozen=True, slots=True)
class Axis:
    """Segments with the ticks on them; between two segments stands a cut."""

    segments: tuple[Segment, ...]
    ticks: tuple[Tick, ...]

    def at(self, day: float) -> float:
        """Return where `day` lies; days that were cut out lie at the nearer end."""
        for segment in self.segments:
            if day <= segment.last:
                return segment.at(day)
        return self.segments[-1].right

    @property
    def cuts(self) -> tuple[float, ...]:
        """The middle of each cut."""
        return tuple(round((a.right + b.left) / 2, 1) for a, b in pairwise(self.segments))


def build_axis(extents: Iterable[Extent], width: float, size: float) -> Axis:
    """Return an axis over `extents` (one at least), `width` wide, labelled in font size `size`."""
    distinct = sorted(set(extents))
    groups = _groups(distinct, most_cuts=_most_cuts(width, size))
    cut = _CUT_WIDTH * size
    least = _LEAST_SEGMENT * size if len(groups) > 1 else 0.0
    free = width - cut * (len(groups) - 1) - least * len(groups)
    weights = [len(group) - 1 if len(groups) > 1 else 1 for group in groups]
    segments: list[Segment] = []
    left = 0.0
    for group, weight in zip(groups, weights, strict=True):
        right = left + least + free * weight / sum(weights)
        first, last = group[0][0], max(end for _, end in group)
        pad = (last - first) * (_PAD_SHARE if len(group) > 1 else _LONE_PAD_SHARE)
        pad = max(pad, 0.5)
        segments.append(Segment(first - pad, last + pad, round(left, 1), round(right, 1)))
        left = right + cut
    ticks = [
        tick
        for segment, group in zip(segments, groups, strict=True)
        for tick in _segment_ticks(segment, group, size)
    ]
    return Axis(tuple(segments), _without_clashes(ticks, width, size))


def _most_cuts(width: float, size: float) -> int:
    """Return how many cuts leave half of the width to the segments that need it."""
    return min(_MOST_CUTS, int(width / 2 / ((_LEAST_SEGMENT + _CUT_WIDTH) * size)))


def _groups(distinct: Sequence[Extent], most_cuts: int) -> list[list[Extent]]:
    """Return `distinct` cut at its longest empty stretches, whole when no cut helps."""
    gaps: list[tuple[int, int]] = []
    reach = distinct[0][1]
    for index, (start, end) in enumerate(distinct):
        if start > reach:
            gaps.append((start - reach, index))
        reach = max(reach, end)
    remaining = reach - distinct[0][0]
    share = _CROWD_CUT_SHARE if _crowded(distinct, remaining) else _CUT_SHARE
    cuts: list[int] = []
    for gap, index in sorted(gaps, reverse=True)[:most_cuts]:
        if gap < max(_SHORTEST_CUT, share * remaining):
            break
        cuts.append(index)
        remaining -= gap
    bounds = [0, *sorted(cuts), len(distinct)]
    groups = [list(distinct[a:b]) for a, b in pairwise(bounds)]
    return groups if any(len(group) > 1 for group in groups) else [list(distinct)]


def _crowded(distinct: Sequence[Extent], span: int) -> bool:
    """Return whether half of the extents lie on a small share of the axis."""
    middles = sorted((first + last) / 2 for first, last in distinct)
    half = len(middles) // 2
    return half > 1 and any(
        last - first < _CROWD_SHARE * span
        for first, last in zip(middles, middles[half:], strict=False)
    )


def _segment_ticks(segment: Segment, group: Sequence[Extent], size: float) -> list[Tick]:
    if len(group) == 1:
        first, last = group[0]
        x = segment.at((first + last) / 2)
        return [Tick(x, major=True, label=_lone_label(date.fromordinal(first), last - first))]
    most = max(1.0, (segment.right - segment.left) / (_TICK_ROOM * size))
    ticks = [
        Tick(segment.at(day.toordinal()), major, label)
        for day, major, label in _tick_days(segment, most)
    ]
    if ticks:
        return ticks
    first, last = group[0]
    label = _lone_label(date.fromordinal(first), last - first)
    return [Tick(segment.at((first + last) / 2), major=True, label=label)]


def _lone_label(day: date, days: int) -> str:
    if days >= _COARSE_YEAR:
        return str(day.year)
    if days >= _COARSE_MONTH:
        return f"{_month(day)} {day.year}"
    return f"{day.day} {_month(day)} {day.year}"


def _month(day: date) -> str:
    return MONTHS[day.month - 1][:3]


def _tick_days(segment: Segment, most: float) -> Iterator[tuple[date, bool, str]]:
    """Yield (day, major, label) for the finest step that gives at most `most` ticks."""
    span = segment.last - segment.first
    low = date.fromordinal(max(1, int(segment.first) + 1))
    high = date.fromordinal(min(_LAST_DAY, int(segment.last)))
    for step in _DAY_STEPS:
        if span / step <= most:
            yield from _day_ticks(low, high, step)
            return
    for step in _MONTH_STEPS:
        if span / (step * _MONTH_DAYS) <= most:
            yield from _month_ticks(low, high, step)
            return
    for step in _YEAR_STEPS:
        if span / (step * _YEAR_DAYS) <= most:
            break
    for year in range(-(-low.year // step) * step, high.year + 1, step):
        if year and date(year, 1, 1) >= low:
            yield date(year, 1, 1), False, str(year)


def _day_ticks(low: date, high: date, step: int) -> Iterator[tuple[date, bool, str]]:
    # Weeks begin on Mondays; two days count from a fixed day, so that ticks do not wander.
    day = low + timedelta(days=-(low.toordinal() - 1) % step)
    year = None
    while day <= high:
        named = f"{day.day} {_month(day)}"
        yield day, day.year != year, named if day.year == year else f"{named} {day.year}"
        year = day.year
        if day > date.max - timedelta(days=step):
            return
        day += timedelta(days=step)


def _month_ticks(low: date, high: date, step: int) -> Iterator[tuple[date, bool, str]]:
    month = low.year * _YEAR_MONTHS + low.month - 1
    month = -(-month // step) * step
    first = True
    while month // _YEAR_MONTHS <= high.year:
        day = date(month // _YEAR_MONTHS, month % _YEAR_MONTHS + 1, 1)
        if day > high:
            return
        if day >= low:
            january = day.month == 1
            label = (
                str(day.year)
                if january
                else f"{_month(day)} {day.year}"
                if first
                else f"{_month(day)}"
            )
            yield day, january, label
            first = False
        month += step


def _without_clashes(ticks: Sequence[Tick], width: float, size: float) -> tuple[Tick, ...]:
    """Return `ticks` with those labels that have room; major ones are placed first."""
    taken: list[tuple[float, float]] = []
    placed: dict[int, Tick] = {}
    for index in sorted(range(len(ticks)), key=lambda i: (not ticks[i].major, i)):
        tick = ticks[index]
        half = text_width(tick.label, size) / 2
        centre = min(max(tick.x, half), width - half)
        low, high = centre - half - _LABEL_GAP * size, centre + half
        if all(high < a or low > b for a, b in taken):
            taken.append((low, high))
            placed[index] = Tick(tick.x, tick.major, tick.label, round(centre, 1))
        else:
            placed[index] = Tick(tick.x, major=False)
    return tuple(placed[index] for index in range(len(ticks)))
