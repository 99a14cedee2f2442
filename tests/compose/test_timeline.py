"""The timeline: one entry for a happening, read alone, with all who tell it."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.compose.happenings import find_happenings
from digest.compose.reading import Reading, read
from digest.compose.timeline import Bounds, StoryReadings, Timeline, build_timeline
from digest.model.article import Document, MediaType
from digest.service.articles import to_article

BROKE = "The harbour wall of Port Alder broke on Monday night and flooded the lower quarter."
BROKE_TOO = "On Monday night the harbour wall broke and the lower quarter of Port Alder flooded."
BROKE_LATER = "The harbour wall of Port Alder broke on March 8 and flooded the lower quarter."
HEARSAY = "The Courier reported that the harbour wall of Port Alder broke on Monday night."
RESCUE = "Firefighters carried forty residents of the lower quarter from their homes on Monday."
LEANS = "He said on Tuesday that the wall had been inspected by his engineers in the spring."
OLD = "The old harbour wall of Port Alder was built in 1911 by the town council."
AHEAD = "Engineers will inspect the broken harbour wall of Port Alder on March 20."
WISH = "If the wall had been mended on Sunday, March 7, the quarter would be dry."


def _reading(name: str, *sentences: str, day: str = "2021-03-09", outlet: str = "") -> Reading:
    text = "\n\n".join([f"Report {name}", *sentences]) + "\n"
    document = Document(
        name, MediaType.TEXT, text, id=name, title="Harbour", published=day, outlet=outlet or None
    )
    return read(to_article(document))


def _told(*readings: Reading, limit: int = 9, one: bool = False) -> Timeline:
    story = StoryReadings("s-1", "Harbour wall breaks", readings)
    return build_timeline([story], Bounds(limit, one_a_day=one), {})


def _texts(timeline: Timeline) -> list[str]:
    return [entry.text for entry in timeline.entries]


def test_one_fact_of_two_outlets_is_one_entry() -> None:
    """Other words and another way to name the day support the first telling."""
    (entry,) = _told(
        _reading("a", BROKE, outlet="Courier"),
        _reading("b", BROKE_TOO, day="2021-03-10", outlet="Herald"),
        _reading("c", BROKE_LATER, day="2021-03-20", outlet="Gazette"),
    ).entries
    assert (entry.edtf, entry.text) == ("2021-03-08", BROKE)
    assert [c.kind for c in entry.citations] == ["verbatim", "supports", "supports"]
    assert entry.independent == 3


def test_copies_and_hearsay_are_not_independent() -> None:
    """One wire text in two papers, and a paper that passes on the first, are one voice."""
    first = _reading("a", BROKE, outlet="Courier")
    copy = _reading("b", BROKE, outlet="Herald")
    hearsay = _reading("c", HEARSAY, outlet="Gazette")
    story = StoryReadings("s-1", "Harbour", (first, copy, hearsay))
    (entry,) = build_timeline([story], Bounds(9), {"b": "a"}).entries
    assert len(entry.citations) == 3
    assert entry.independent == 1


def test_what_leans_on_its_neighbours_is_left_out_where_enough_can_be_read_alone() -> None:
    """What "he said on Tuesday" tells a reader of the timeline nothing."""
    few = _told(_reading("a", BROKE, LEANS))
    assert LEANS in _texts(few)
    many = _told(_reading("a", BROKE, LEANS, RESCUE, AHEAD))
    assert LEANS not in _texts(many)
    assert [reason for *_, reason in many.left_out] == ["needs context"]


def test_what_is_announced_is_future_and_what_is_wished_is_no_event() -> None:
    """A plan is marked; a condition stands in the ledger."""
    timeline = _told(_reading("a", AHEAD, WISH))
    assert [(e.text, e.future) for e in timeline.entries] == [(AHEAD, True)]
    assert [reason for *_, reason in timeline.left_out] == ["hypothetical"]


def test_the_news_comes_before_its_background() -> None:
    """With room for one entry it is what reports tell of, not the year the wall was built."""
    timeline = _told(_reading("a", OLD, BROKE), _reading("b", BROKE_TOO, day="2021-03-10"), limit=1)
    assert _texts(timeline) == [BROKE]
    assert [reason for *_, reason in timeline.left_out] == ["over length"]


def test_a_sentence_is_told_on_the_day_of_what_it_tells() -> None:
    """Not on that of what it names along with it, though that one is written out."""
    papers = "On Monday the town released papers on the Feb. 3, 2020, inspection of the wall."
    (entry,) = _told(_reading("a", papers)).entries
    assert entry.edtf == "2021-03-08"


def test_a_day_is_told_by_a_sentence_that_is_about_it() -> None:
    """A reaction that only names the breach stands behind the report of it."""
    named = "Officials reacted to the March 8 breach of the harbour wall of Port Alder."
    timeline = _told(_reading("a", named, BROKE_LATER, day="2021-03-20"), one=True)
    assert _texts(timeline) == [BROKE_LATER]


def test_one_a_day_keeps_the_best_of_each_story() -> None:
    """A story has one entry for a date; its others are redundant."""
    readings = (_reading("a", BROKE, RESCUE), _reading("b", BROKE_TOO, day="2021-03-10"))
    timeline = _told(*readings, one=True)
    assert _texts(timeline) == [BROKE]
    assert [reason for *_, reason in timeline.left_out] == ["redundant"]
    assert set(_texts(_told(*readings))) == {BROKE, RESCUE}


def test_a_story_has_three_entries_for_a_date_at_most() -> None:
    """What else is told of that day is redundant; other days are not touched."""
    told = (
        "Firefighters carried forty residents from their homes on Monday.",
        "Schools of the town closed early on Monday because of the water.",
        "Trains to the coast stopped at noon on Monday for lack of power.",
        "Volunteers filled sandbags on Monday behind the old fish market.",
    )
    timeline = _told(_reading("a", BROKE, *told), _reading("b", AHEAD, day="2021-03-10"))
    assert [e.edtf for e in timeline.entries] == ["2021-03-08"] * 3 + ["2021-03-20"]
    assert [reason for *_, reason in timeline.left_out] == ["redundant"] * 2


def test_two_stories_that_tell_one_happening_share_its_entry() -> None:
    """It belongs to the story that told it first."""
    stories = [
        StoryReadings("s-late", "Flood", (_reading("b", BROKE_TOO, day="2021-03-10"),)),
        StoryReadings("s-early", "Wall", (_reading("a", BROKE),)),
    ]
    (entry,) = build_timeline(stories, Bounds(9), {}).entries
    assert (entry.story, entry.text) == ("s-early", BROKE)
    assert [c.article for c in entry.citations] == ["a", "b"]


def test_the_look_back_bounds_the_days() -> None:
    """What ended before its first day is left out, and the ledger says so."""
    story = StoryReadings("s-1", "Harbour", (_reading("a", OLD, BROKE),))
    timeline = build_timeline([story], Bounds(9, first=date(2021, 3, 8)), {})
    assert _texts(timeline) == [BROKE]
    assert [reason for *_, reason in timeline.left_out] == ["out of look-back"]


def test_other_numbers_are_another_fact() -> None:
    """Forty residents and sixty residents do not support each other."""
    found = find_happenings(
        [
            _reading("a", "Firefighters carried 40 residents of the quarter home on Monday."),
            _reading("b", "Firefighters carried 60 residents of the quarter home on Monday."),
        ]
    )
    assert len(found.happenings) == 2


pools = st.lists(
    st.lists(
        st.sampled_from([BROKE, BROKE_TOO, BROKE_LATER, RESCUE, LEANS, OLD, AHEAD, WISH]),
        min_size=1,
        max_size=4,
    ),
    min_size=1,
    max_size=4,
).map(
    lambda texts: [
        _reading(f"a{n}", *text, day=f"{date(2021, 3, 9) + timedelta(days=n)}")
        for n, text in enumerate(texts)
    ]
)


@given(readings=pools, limit=st.integers(0, 5), one=st.booleans(), dice=st.randoms())
def test_any_order_of_articles_gives_the_same_timeline(
    *,
    readings: list[Reading],
    limit: int,
    one: bool,
    dice: object,
) -> None:
    """Entries stand where they cite, sorted, and the order of arrival leaves no trace."""
    timeline = _told(*readings, limit=limit, one=one)
    assert len(timeline.entries) <= limit
    articles = {r.article.id: r.article for r in readings}
    for entry in timeline.entries:
        for citation in entry.citations:
            quoted = articles[citation.article].text[citation.start : citation.end]
            same = " ".join(quoted.split()) == entry.text
            assert same == (citation.kind == "verbatim")
        assert 1 <= entry.independent <= len(entry.citations)
    dice.shuffle(readings)  # type: ignore[attr-defined]
    again = _told(*readings, limit=limit, one=one)
    assert again.entries == timeline.entries
    assert len(again.left_out) == len(timeline.left_out)


@pytest.mark.parametrize("stories", [[], [StoryReadings("s-1", "Harbour", ())]])
def test_nothing_gives_nothing(stories: list[StoryReadings]) -> None:
    """No article, no entry."""
    assert build_timeline(stories, Bounds(9), {}) == Timeline((), ())
