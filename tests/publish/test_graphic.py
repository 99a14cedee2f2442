"""The timeline graphic: labels never overlap, no stem crosses one, however the dates lie."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import combinations, pairwise
from typing import TYPE_CHECKING

import pytest
from fontTools.ttLib import TTFont
from hypothesis import given
from hypothesis import strategies as st

from digest.model.edtf import extent
from digest.publish.graphic import BRIEFING, PAGE, PHONE, Graphic, draw, short_date
from digest.publish.measure import text_width
from digest.publish.shown import Claim, Entry, Sentence
from digest.publish.templates import packaged_folder

if TYPE_CHECKING:
    from digest.publish.labels import Frame, Label

AS_OF = date(2021, 3, 8)
WORDS = "The harbour was closed on Monday after a storm tore two cranes loose."
DAYS = st.dates(min_value=date(1066, 1, 1), max_value=date(2100, 1, 1))
VALUES = st.one_of(
    DAYS.map(date.isoformat),
    DAYS.map(lambda d: d.isoformat()[:7]),
    DAYS.map(lambda d: d.isoformat()[:4]),
    st.integers(0, 60).map(lambda n: (AS_OF - timedelta(days=n)).isoformat()),
    st.sampled_from(["XXXX-11-30", "1979/..", "201X", "19XX", "2014-22", "../2020-01-01"]),
)
FRAMES = st.sampled_from([BRIEFING, PAGE, PHONE])


def entry(edtf: str, *, number: int = 0, future: bool = False, text: str = WORDS) -> Entry:
    """Return an entry dated `edtf`."""
    found = extent(edtf)
    sentence = Sentence(f"e-{number}", text, text, "", "en", "ltr", ())
    return Entry(
        id=f"e-{number}",
        edtf=edtf,
        when=edtf,
        datetime=None,
        approx=found.grain != "day",
        future=future,
        earliest=found.earliest,
        latest=found.latest,
        story=None,
        sentence=sentence,
        claims=(),
        hows=(),
        derived=False,
    )


def box(label: Label, frame: Frame) -> tuple[float, float]:
    """Return the left and right end of a label's text."""
    width = max(text_width(line, frame.size) for line in (label.date, label.words))
    return (label.x - width, label.x) if label.flipped else (label.x, label.x + width)


def assert_readable(graphic: Graphic) -> None:
    """Fail if a label leaves the frame, overlaps another, or is crossed by a stem."""
    frame = graphic.frame
    for label in graphic.labels:
        left, right = box(label, frame)
        assert left >= -0.1
        assert right <= frame.width + 0.1
    for one, other in combinations(graphic.labels, 2):
        (a, b), (c, d) = box(one, frame), box(other, frame)
        if one.top == other.top:
            assert b < c or d < a
        upper, lower = (one, other) if one.top < other.top else (other, one)
        low, high = box(lower, frame)
        assert upper.top == lower.top or not low < upper.stem < high


@given(values=st.lists(VALUES, max_size=60), frame=FRAMES)
def test_labels_never_clash(values: list[str], frame: Frame) -> None:
    """Centuries or a day apart, coarse or exact, one or many: what is labelled can be read."""
    graphic = draw([entry(v, number=i) for i, v in enumerate(values)], AS_OF, frame)
    if graphic is None:
        assert all(v.startswith("XXXX") for v in values)
    else:
        assert_readable(graphic)


@given(values=st.lists(VALUES, min_size=1, max_size=60), frame=FRAMES)
def test_no_event_is_lost_and_marks_stand_apart(values: list[str], frame: Frame) -> None:
    """Marks count every event with a known year, lie on the axis, and keep their distance."""
    graphic = draw([entry(v, number=i) for i, v in enumerate(values)], AS_OF, frame)
    known = sum(not v.startswith("XXXX") for v in values)
    marks = graphic.marks if graphic else ()
    assert sum(mark.count for mark in marks) == known
    assert all(0 <= mark.x <= frame.width for mark in marks)
    assert all(b.x - a.x >= frame.apart - 0.2 for a, b in pairwise(marks))


@given(values=st.lists(VALUES, min_size=1, max_size=40), frame=FRAMES)
def test_tick_labels_never_overlap(values: list[str], frame: Frame) -> None:
    """Each tick label has its own room within the frame."""
    graphic = draw([entry(v, number=i) for i, v in enumerate(values)], AS_OF, frame)
    if graphic is None:
        return
    spans = sorted(
        (t.label_x - w / 2, t.label_x + w / 2)
        for t in graphic.ticks
        if (w := text_width(t.label, frame.size))
    )
    assert all(left[1] <= right[0] + 0.2 for left, right in pairwise(spans))
    assert not spans or (spans[0][0] >= -0.1 and spans[-1][1] <= frame.width + 0.1)


def test_a_loose_timeline_labels_every_event() -> None:
    """Where there is room, nothing is left without a label."""
    values = ["2013-06", "2013-09-28", "2013-11", "2014-03", "2014-06", "2014-11-30"]
    graphic = draw([entry(v, number=i) for i, v in enumerate(values)], AS_OF, BRIEFING)
    assert graphic is not None
    assert len(graphic.labels) == len(values)


def test_two_thousand_events_fit() -> None:
    """A crowd of events becomes marks with counts, and some labels."""
    entries = [
        entry((AS_OF - timedelta(days=n * n % 7919)).isoformat(), number=n) for n in range(2000)
    ]
    graphic = draw(entries, AS_OF, BRIEFING)
    assert graphic is not None
    assert_readable(graphic)
    assert 4 <= len(graphic.labels) < len(graphic.marks) < 100


def test_a_long_silence_is_cut_out() -> None:
    """One old event does not press all the others together: the axis is cut between them."""
    values = ["1979", "2021-03-01", "2021-03-03", "2021-03-08"]
    graphic = draw([entry(v, number=i) for i, v in enumerate(values)], AS_OF, BRIEFING)
    assert graphic is not None
    assert len(graphic.cuts) == 1
    assert [mark.count for mark in graphic.marks] == [1, 1, 1, 1]
    assert graphic.ticks[0].label == "1979"


def test_the_year_is_always_named() -> None:
    """A timeline of a few days names its year at the first tick."""
    values = ["2021-03-01", "2021-03-03", "2021-03-08"]
    graphic = draw([entry(v, number=i) for i, v in enumerate(values)], AS_OF, BRIEFING)
    assert graphic is not None
    assert "2021" in next(t.label for t in graphic.ticks if t.label)


def test_coarse_dates_are_hollow_and_cover_their_days() -> None:
    """A month gets a hollow mark and a bar, a day a full mark and none."""
    graphic = draw([entry("2021-01"), entry("2021-03-01", number=1)], AS_OF, BRIEFING)
    assert graphic is not None
    assert [mark.hollow for mark in graphic.marks] == [True, False]
    assert len(graphic.bars) == 1
    assert graphic.bars[0].right - graphic.bars[0].left > BRIEFING.size


def test_a_quarrel_shows_as_one() -> None:
    """A disputed entry is marked, and its bar spans all that the voices say."""
    found = entry("2021-03-01")
    claims = tuple(
        Claim(by, edtf, extent(edtf).earliest, extent(edtf).latest, "", None, "", ())
        for by, edtf in (("Courier", "2021-03-01"), ("Herald", "2021-03-03/2021-03-06"))
    )
    disputed = Entry(
        **{name: getattr(found, name) for name in Entry.__slots__} | {"claims": claims}
    )
    graphic = draw([disputed, entry("2021-03-20", number=1)], AS_OF, BRIEFING)
    assert graphic is not None
    assert [mark.disputed for mark in graphic.marks] == [True, False]
    bar = next(bar for bar in graphic.bars if bar.disputed)
    assert bar.left < graphic.marks[0].x < bar.right


def test_the_day_of_the_edition_parts_past_and_future() -> None:
    """As soon as something is announced, the axis shows where today is."""
    past = entry("2021-03-01")
    assert draw([past], AS_OF, BRIEFING).as_of is None  # type: ignore[union-attr]
    graphic = draw([past, entry("2021-04", number=1, future=True)], AS_OF, BRIEFING)
    assert graphic is not None
    assert graphic.as_of is not None
    assert graphic.marks[0].x < graphic.as_of < graphic.marks[1].x


def test_nothing_dated_draws_nothing() -> None:
    """No entries, or none with a known year: there is no axis to draw."""
    assert draw([], AS_OF, BRIEFING) is None
    assert draw([entry("XXXX-11-30")], AS_OF, BRIEFING) is None


@pytest.mark.parametrize(
    ("words", "short"),
    [
        ("28 September 2013", "28 Sep 2013"),
        ("30 March – 2 April 2021", "30 Mar – 2 Apr 2021"),
        ("late November 2014", "late Nov 2014"),
        ("1990s", "1990s"),
    ],
)
def test_dates_of_labels_are_short(words: str, short: str) -> None:
    """Months are cut to three letters, nothing else."""
    assert short_date(words) == short


@pytest.mark.parametrize("face", ["Inter-Regular.ttf", "Inter-SemiBold.ttf"])
def test_the_estimate_of_a_width_is_never_too_small(face: str) -> None:
    """Lines of the packaged face, measured in the font, are no wider than the estimate."""
    font = TTFont(packaged_folder() / "fonts" / face)
    advances, cmap = font["hmtx"].metrics, font.getBestCmap()
    lines = (
        WORDS,
        "30 Mar – 2 Apr 2021 (+12)",
        "Ελληνικά και Русский текст, Łódź",
        "MWOQ@%— “ABC” & wmwm 0123456789",
    )
    for line in lines:
        real = sum(advances[cmap[ord(c)]][0] for c in line) / font["head"].unitsPerEm
        assert real <= text_width(line, 1) <= 1.35 * real
