"""The timeline as a graphic: marks on a time axis, and as many labels as fit without a clash.

Labels stand like flags at stems; no label overlaps another, no stem crosses a label. Dates
coarser than a day get a hollow mark and a bar over the days they cover, disputed ones a diamond.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from digest.publish.axis import build_axis
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
_LANE = 2.75  # two lines of a label and the space over it
_LABEL_PAD = 0.45  # between a stem and its label, and around a label
_AXIS_SPACE = 1.1  # between the lowest label and the axis
_BELOW = 2.9  # for tick labels under the axis
_SNIPPET = 26  # characters of a sentence in a label
_SNIPPET_EM = 22  # a label this many em wide is in a script of wide letters: half as many do
_SHAPED = frozenset({"R", "AL"})
_TITLE = 160  # characters of a sentence in a mark's title
_TRIES = 240  # labels tried, before a crowded timeline is held to be full

_MONTH_NAMES = re.compile(rf"\b({'|'.join(MONTHS)})\b")


@dataclass(frozen=True, slots=True)
class Frame:
    """What a graphic is drawn for: its width, font size (same unit) and most lanes of labels.

    Marks nearer to each other than `apart` (same unit) become one mark with a count.
    """

    width: float
    size: float
    lanes: int
    apart: float


BRIEFING = Frame(width=493, size=6.7, lanes=4, apart=9.5)
"""174 mm in points: the text width of an A4 page; a Letter page scales it."""

# On a screen marks are links: 24 px apart, as WCAG 2.2 asks of targets (2.5.8).
PAGE = Frame(width=864, size=11.5, lanes=4, apart=24)
PHONE = Frame(width=328, size=11, lanes=5, apart=24)


@dataclass(frozen=True, slots=True)
class Bar:
    """The days a coarse or disputed date covers."""

    left: float
    right: float
    disputed: bool


@dataclass(frozen=True, slots=True)
class Mark:
    """One event, or `count` events too near to each other to tell apart."""

    x: float
    radius: float
    count: int
    hollow: bool
    disputed: bool
    future: bool
    anchor: str
    when: str
    title: str


@dataclass(frozen=True, slots=True)
class Label:
    """Two lines at a stem: the date and the beginning of the sentence.

    `x` is where the text begins (or ends, if `flipped`), `top` the top of the stem. `spelled` is
    true where the words may be drawn letter by letter, as engines without shaping do.
    """

    stem: float
    top: float
    x: float
    flipped: bool
    date: str
    words: str
    spelled: bool


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


@dataclass(frozen=True, slots=True)
class _Placed:
    """A label's place: `low` to `high` is its text, its stem passes all lanes up to `lane`."""

    low: float
    high: float
    stem: float
    lane: int

    def clashes(self, other: _Placed, pad: float) -> bool:
        if self.lane == other.lane:
            return self.low - pad < other.high and other.low - pad < self.high
        upper, lower = (self, other) if self.lane > other.lane else (other, self)
        return lower.low - pad < upper.stem < lower.high + pad


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
    labels, lanes = _labels(marks, frame)
    axis_y = (lanes * _LANE + _AXIS_SPACE + _RADIUS) * frame.size
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
            title=f"{speaker.when}: {clip(speaker.sentence.text, _TITLE)}{_more(count)}",
        ),
        speaker,
    )


def _more(count: int) -> str:
    return f" (+{count - 1})" if count > 1 else ""


def _importance(entry: Entry) -> tuple[bool, int, bool]:
    return not entry.claims, -len(entry.sentence.cites), entry.approx


def _labels(marks: Sequence[tuple[Mark, Entry]], frame: Frame) -> tuple[tuple[Label, ...], int]:
    """Return the labels that fit, and how many lanes they take."""
    # From right to left each stem meets only labels that can still move up, so all labels
    # of a loose timeline fit. A crowded one gives its room to ends, quarrels and the best cited.
    order = sorted(range(len(marks)), key=lambda i: -marks[i][0].x)
    placed = _place(marks, order, frame)
    if len(placed) < len(marks):
        ends = {0, len(marks) - 1}
        order.sort(key=lambda i: (i not in ends, _importance(marks[i][1])))
        crowded = _place(marks, order, frame)
        placed = crowded if len(crowded) >= len(placed) else placed
    placed = _settled(placed, frame)
    used = sorted({place.lane for place in placed.values()})
    placed = {i: replace(place, lane=used.index(place.lane)) for i, place in placed.items()}
    return tuple(_label(marks[i], placed[i], len(used), frame) for i in sorted(placed)), len(used)


def _place(
    marks: Sequence[tuple[Mark, Entry]], order: Sequence[int], frame: Frame
) -> dict[int, _Placed]:
    placed: dict[int, _Placed] = {}
    pad = _LABEL_PAD * frame.size
    for index in order[:_TRIES]:
        mark, entry = marks[index]
        width = max(text_width(line, frame.size) for line in _lines(mark, entry)) + pad
        for place in _candidates(mark.x, width, frame):
            if not any(place.clashes(other, 2 * pad) for other in placed.values()):
                placed[index] = place
                break
    return placed


def _settled(placed: dict[int, _Placed], frame: Frame) -> dict[int, _Placed]:
    """Return the labels moved down as far as they come without a clash, the lowest first."""
    settled = dict(placed)
    for index in sorted(placed, key=lambda i: (placed[i].lane, i)):
        others = [place for i, place in settled.items() if i != index]
        for lane in range(placed[index].lane):
            lower = replace(placed[index], lane=lane)
            if not any(lower.clashes(other, 2 * _LABEL_PAD * frame.size) for other in others):
                settled[index] = lower
                break
    return settled


def _candidates(stem: float, width: float, frame: Frame) -> Iterable[_Placed]:
    """Yield places from best to worst: to the right of the stem and low, to its left and high.

    Labels to the right step up towards the left, those to the left step up towards the right:
    either way the stems between them stay clear.
    """
    lanes = range(frame.lanes)
    if stem + width <= frame.width:
        yield from (_Placed(stem, stem + width, stem, lane) for lane in lanes)
    if stem - width >= 0:
        yield from (_Placed(stem - width, stem, stem, lane) for lane in reversed(lanes))


def _label(marked: tuple[Mark, Entry], place: _Placed, lanes: int, frame: Frame) -> Label:
    mark, entry = marked
    flipped = place.low < place.stem
    pad = _LABEL_PAD * frame.size
    day, words = _lines(mark, entry)
    return Label(
        stem=mark.x,
        top=round((lanes - 1 - place.lane) * _LANE * frame.size, 1),
        x=round(mark.x - pad if flipped else mark.x + pad, 1),
        flipped=flipped,
        date=day,
        words=words,
        spelled=not _SHAPED.intersection(map(unicodedata.bidirectional, words))
        and not any(map(unicodedata.combining, words))
        and "Mc" not in map(unicodedata.category, words),
    )


def _lines(mark: Mark, entry: Entry) -> tuple[str, str]:
    text = entry.sentence.text
    room = _SNIPPET // 2 if text_width(text[:_SNIPPET], 1) > _SNIPPET_EM else _SNIPPET
    return short_date(entry.when) + _more(mark.count), clip(text, room)


def _title(entries: Sequence[Entry]) -> str:
    if len(entries) == 1:
        return f"Timeline with one event, {entries[0].when}."
    first = min(entries, key=lambda e: _extent(e)[0])
    last = max(entries, key=lambda e: _extent(e)[1])
    return (
        f"Timeline of {len(entries)} events, {first.when} to {last.when}. "
        "The list after it names them all."
    )
