"""What holds for any text."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

import pytest
from edtf import parse_edtf
from hypothesis import example, given, settings
from hypothesis import strategies as st

from digest.dates import annotate, find_dates, find_derived, infer_published, replay, replay_edtf
from digest.dates.language import language
from digest.model.article import Section, SectionKind

VOCABULARY = (
    "on in the a last next this week month year years ago earlier later Monday Friday May March "
    "December 3 30 31 1999 2014 1990s '90s first third quarter of summer early late and to from "
    "morning 10:35 p.m. now recently several three twenty - , . ( ) Easter 2000-02-30 7/4/99 after "
    "before election elected between was will said that fiscal century daily every weekend same"
)
WORDS = st.sampled_from([*VOCABULARY.split(), "\n\n", "\n", '"'])
SENTENCES = st.lists(WORDS, max_size=30).map(" ".join)
TEXTS = st.one_of(SENTENCES, st.text(max_size=200))
LONGEST_EXPRESSION = 150
DAYS = st.dates(min_value=date(1900, 1, 1), max_value=date(2100, 1, 1))
PUBLISHED = st.one_of(st.none(), st.dates(), st.sampled_from(["2014", "2014-12", "soon"]))


@given(text=TEXTS, published=PUBLISHED, narrative=st.booleans())
@example(text="February 30", published=date(2015, 1, 1), narrative=False)
@example(text="yesterday", published=date.min, narrative=False)
@example(text="next century 3000 weeks from now", published=date.max, narrative=False)
@example(text="this weekend", published=date.max, narrative=False)
def test_spans_lie_in_the_text_and_do_not_overlap(
    *, text: str, published: date | str | None, narrative: bool
) -> None:
    """Any text gives sorted spans inside it, whose text is the text there."""
    found = find_dates(text, published, narrative=narrative)
    assert all(e.text == text[e.start : e.end] and e.start < e.end for e in found)
    assert all(one.end <= other.start for one, other in pairwise(found))


@given(text=TEXTS, published=PUBLISHED, narrative=st.booleans())
def test_each_proof_replays_to_its_value(
    *, text: str, published: date | str | None, narrative: bool
) -> None:
    """The proof alone gives the value, for found and for derived dates."""
    found = find_dates(text, published, narrative=narrative)
    for expression in (*found, *find_derived(text, found)):
        assert replay(expression.proof) == expression.value
        assert expression.edtf in {None, replay_edtf(expression.proof)}


@given(text=TEXTS, published=PUBLISHED)
def test_the_first_day_is_not_behind_the_last(text: str, published: date | str | None) -> None:
    """Earliest is at most latest, and both are known or neither is."""
    for expression in find_dates(text, published):
        assert (expression.earliest is None) == (expression.latest is None)
        if expression.earliest and expression.latest:
            assert expression.earliest <= expression.latest


@given(text=SENTENCES, published=DAYS)
@settings(deadline=None)
def test_edtf_is_read_by_another_program(text: str, published: date) -> None:
    """Every EDTF value is accepted by the `edtf` package."""
    for expression in find_dates(text, published):
        assert expression.edtf is None or parse_edtf(expression.edtf)


RELATIVE = st.sampled_from(
    [
        "It fell on Monday.",
        "It fell on Friday evening.",
        "It fell yesterday.",
        "They meet tomorrow morning.",
        "It fell last week.",
        "It opened three weeks ago.",
        "It opened two days ago.",
        "They met last Tuesday.",
        "They meet next Sunday.",
    ]
)


@given(text=RELATIVE, published=DAYS, weeks=st.integers(-500, 500))
def test_relative_dates_move_with_publication(text: str, published: date, weeks: int) -> None:
    """An article published N weeks later speaks of days N weeks later."""
    [here] = find_dates(text, published)
    [there] = find_dates(text, published + timedelta(weeks=weeks))
    assert here.earliest is not None
    assert there.earliest == here.earliest + timedelta(weeks=weeks)


@given(published=DAYS, days=st.integers(0, 3000), weeks=st.integers(-500, 500))
def test_dates_and_publication_move_together(published: date, days: int, weeks: int) -> None:
    """A text whose written date moves with publication moves all that refers to it."""
    day = published - timedelta(days=days)
    moved = timedelta(weeks=weeks)

    def found(day: date, published: date) -> list[date | None]:
        text = f"It opened on {day:%B} {day.day}, {day.year}. Two days later it closed."
        return [e.earliest for e in find_dates(text, published)]

    assert found(day, published) == [day, day + timedelta(days=2)]
    assert found(day + moved, published + moved) == [day + moved, day + moved + timedelta(days=2)]


@given(text=TEXTS)
def test_no_text_has_a_publication_date_of_another_day(text: str) -> None:
    """What is inferred is a date of the text, with its reason; else the origin says unknown."""
    published = infer_published(text)
    assert published.origin in {"inferred", "unknown"}
    assert (published.value is None) == (published.origin == "unknown")
    assert published.value is None or published.reasons


@given(text=TEXTS, cut=st.integers(0, 200))
def test_any_sections_keep_the_properties(text: str, cut: int) -> None:
    """With slides cut anywhere, spans stay in the text and proofs replay."""
    middle = min(cut, len(text))
    kind = SectionKind.SLIDESHOW
    sections = (Section(kind, 0, middle), Section(kind, middle, len(text)))
    found = find_dates(text, "2014-12-01", sections=sections)
    assert all(e.text == text[e.start : e.end] for e in found)
    assert [replay(e.proof) for e in found] == [e.value for e in found]


@given(text=TEXTS)
def test_a_record_has_the_spans_of_its_text(text: str) -> None:
    """The record tool gives what find_dates gives."""
    record = annotate({"id": "a", "dct": "2014-12-01", "text": text})
    found = find_dates(text, "2014-12-01")
    assert [(t["start"], t["value"]) for t in record["timexes"]] == [
        (e.start, e.value) for e in found
    ]


@pytest.mark.parametrize(
    "unit",
    ["on on on 1 1 1 of the of the ", "the the the ", "1,000,", "\n \n", "1/1/1/", "two and ",
     "May May ", "early ", "a.m. ", "((((", "between and ", "3 - ", "nineteen "],
)  # fmt: skip
def test_matching_takes_time_in_proportion_to_the_text(unit: str) -> None:
    """Twice the adversarial text takes about twice the steps: tokens and tried rules."""

    def steps(length: int) -> int:
        text = (unit * length)[: len(unit) * length]
        rules = language("en")
        tokens = rules.lexicon.tokens(text)
        return len(tokens.words) + sum(last - first for _, first, last in rules.matches(tokens))

    assert steps(4000) <= 2 * steps(2000) + 10
    found = find_dates(unit * 2000, "2014-12-01")
    assert all(e.end - e.start <= LONGEST_EXPRESSION for e in found)
