"""Labels that stand like flags at stems: none overlaps another, no stem crosses one."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from digest.publish.measure import text_width

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

LANE = 2.75
"""Height of a lane in font sizes: the two lines of a label and the space over it."""

_PAD = 0.45  # of the font size, between a stem and its label, and around a label
_TRIES = 240  # labels tried, before a crowded timeline is held to be full
_SHAPED = frozenset({"R", "AL"})


@dataclass(frozen=True, slots=True)
class Frame:
    """What a graphic is drawn for: its width, font size (same unit) and most lanes of labels.

    Marks nearer to each other than `apart` (same unit) become one mark with a count.
    """

    width: float
    size: float
    lanes: int
    apart: float


@dataclass(frozen=True, slots=True)
class Wanted:
    """A label asked for at `stem`; those of the lowest `rank` come first where room is short."""

    stem: float
    date: str
    words: str
    rank: tuple[bool, int, bool]


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


def place_labels(wanted: Sequence[Wanted], frame: Frame) -> tuple[tuple[Label, ...], int]:
    """Return the labels that fit, and how many lanes they take.

    `wanted` goes from left to right; all of them fit on a loose timeline.
    """
    # From right to left each stem meets only labels that can still move up. A crowded timeline
    # may hold more, and what matters more, when the important ones choose first.
    from_right = range(len(wanted) - 1, -1, -1)
    attempts = [
        _place(wanted, order, frame, leftward_up=leftward_up)
        for order in (from_right, _by_rank(wanted))
        for leftward_up in (False, True)
    ]
    ends = {0, len(wanted) - 1}
    placed = _settled(max(attempts, key=lambda p: (len(p), len(ends & p.keys()))), frame)
    used = sorted({place.lane for place in placed.values()})
    labels = tuple(
        _label(wanted[i], replace(placed[i], lane=used.index(placed[i].lane)), len(used), frame)
        for i in sorted(placed)
    )
    return labels, len(used)


def _by_rank(wanted: Sequence[Wanted]) -> list[int]:
    """Return the order in which a crowded timeline gives its room: both ends first."""
    ends = {0, len(wanted) - 1}
    return sorted(range(len(wanted)), key=lambda i: (i not in ends, wanted[i].rank, -i))


def _place(
    wanted: Sequence[Wanted], order: Sequence[int], frame: Frame, *, leftward_up: bool
) -> dict[int, _Placed]:
    """Return the labels that find a place, each its first free one."""
    placed: dict[int, _Placed] = {}
    pad = _PAD * frame.size
    for index in order[:_TRIES]:
        one = wanted[index]
        width = max(text_width(line, frame.size) for line in (one.date, one.words)) + pad
        for place in _candidates(one.stem, width, frame, leftward_up=leftward_up):
            if not any(place.clashes(other, 2 * pad) for other in placed.values()):
                placed[index] = place
                break
    return placed


def _candidates(stem: float, width: float, frame: Frame, *, leftward_up: bool) -> Iterable[_Placed]:
    """Yield places from best to worst: to the right of the stem from below, then to its left.

    From right to left, labels to the right of their stems step up, those to the left step down
    (or up, where few of them meet): either way the stems between them stay clear.
    """
    lanes = range(frame.lanes)
    if stem + width <= frame.width:
        yield from (_Placed(stem, stem + width, stem, lane) for lane in lanes)
    if stem - width >= 0:
        leftward = lanes if leftward_up else reversed(lanes)
        yield from (_Placed(stem - width, stem, stem, lane) for lane in leftward)


def _settled(placed: dict[int, _Placed], frame: Frame) -> dict[int, _Placed]:
    """Return the labels moved down as far as they come without a clash, the lowest first."""
    settled = dict(placed)
    for index in sorted(placed, key=lambda i: (placed[i].lane, i)):
        others = [place for i, place in settled.items() if i != index]
        for lane in range(placed[index].lane):
            lower = replace(placed[index], lane=lane)
            if not any(lower.clashes(other, 2 * _PAD * frame.size) for other in others):
                settled[index] = lower
                break
    return settled


def _label(wanted: Wanted, place: _Placed, lanes: int, frame: Frame) -> Label:
    flipped = place.low < place.stem
    pad = _PAD * frame.size
    return Label(
        stem=wanted.stem,
        top=round((lanes - 1 - place.lane) * LANE * frame.size, 1),
        x=round(wanted.stem - pad if flipped else wanted.stem + pad, 1),
        flipped=flipped,
        date=wanted.date,
        words=wanted.words,
        spelled=_spelled(wanted.words),
    )


def _spelled(words: str) -> bool:
    """Return whether each letter of `words` looks the same in every company."""
    return not (
        _SHAPED.intersection(map(unicodedata.bidirectional, words))
        or any(map(unicodedata.combining, words))
        or "Mc" in map(unicodedata.category, words)
    )
