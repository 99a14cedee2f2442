"""Days are ranked by the articles that name them."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from digest.analyse.chronology import AHEAD, PUBLICATION, DateMention, rank_dates

FLOOD = date(2021, 3, 1)
VOTE = date(2021, 3, 9)

mentions = st.builds(
    lambda day, article, gap, salience: DateMention(
        day, day, article, day + timedelta(days=gap), salience
    ),
    st.dates(date(2000, 1, 1), date(2000, 1, 9)),
    st.sampled_from("abcd"),
    st.integers(-3, 3),
    st.floats(0, 2),
)


def _mention(day: date, article: str, salience: float = 1.0) -> DateMention[date]:
    return DateMention(day, day, article, VOTE, salience)


def test_days_that_more_articles_name_come_first() -> None:
    """Two articles outvote one."""
    ranked = rank_dates([_mention(VOTE, "a"), _mention(FLOOD, "a"), _mention(FLOOD, "b")])
    assert list(ranked) == [FLOOD, VOTE]


def test_an_article_votes_once_for_a_day() -> None:
    """However often one article names a day, its most salient mention alone counts."""
    ranked = rank_dates([_mention(FLOOD, "a", 0.5)] * 5 + [_mention(FLOOD, "a", 0.75)])
    assert ranked == {FLOOD: 0.75}


def test_announcements_count_for_less() -> None:
    """A mention written before its day is worth a part of one written after it."""
    told = DateMention(VOTE, VOTE, "a", VOTE)
    announced = DateMention(VOTE, VOTE, "a", FLOOD)
    assert rank_dates([announced])[VOTE] == AHEAD * rank_dates([told])[VOTE]


def test_publications_break_ties() -> None:
    """Of two days that as many articles name, the one with a publication comes first."""
    ranked = rank_dates([_mention(FLOOD, "a"), _mention(VOTE, "b")], [VOTE])
    assert list(ranked.items()) == [(VOTE, 1 + PUBLICATION), (FLOOD, 1.0)]


def test_days_of_one_score_stand_in_order_of_time() -> None:
    """Nothing but the days themselves decides between equals."""
    ranked = rank_dates([_mention(VOTE, "a"), _mention(FLOOD, "b")])
    assert list(ranked) == [FLOOD, VOTE]


def test_values_of_any_grain_can_be_ranked() -> None:
    """EDTF values stand in for days where a list mixes grains, begun or unknown."""
    month = DateMention("2021-03", FLOOD, "a", VOTE)
    unknown = DateMention("XXXX-11-30", None, "b", None)
    assert rank_dates([month, unknown, unknown]) == {"2021-03": 1.0, "XXXX-11-30": 1.0}


@given(st.lists(mentions), st.randoms())
def test_the_order_of_mentions_leaves_no_trace(
    some: list[DateMention[date]], random: object
) -> None:
    """Scores and their order are the same for every order of the mentions, to the last bit."""
    shuffled = list(some)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert list(rank_dates(shuffled).items()) == list(rank_dates(some).items())


@given(st.lists(mentions), mentions)
def test_a_further_mention_never_harms_its_day(
    some: list[DateMention[date]], further: DateMention[date]
) -> None:
    """More evidence for a day never lowers its score."""
    before = rank_dates(some).get(further.when, 0.0)
    assert rank_dates([*some, further])[further.when] >= before
