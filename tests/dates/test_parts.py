"""The parts of the engine: numbers, holidays, values, rules, records."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.dates import annotate, numerals, replay, values
from digest.dates.grammar import Rule, compile_rule
from digest.dates.holidays import easter, holiday
from digest.dates.language import LANGUAGES, language
from digest.dates.lexicon import Lexicon
from digest.dates.starts import first_codes
from digest.model.event import Anchor, AnchorKind, Proof

NUMERIC = st.from_regex(r"\A[0-9]{1,4}([/.:,-][0-9]{1,4}){0,2}(st|nd|rd|th|s|am|pm)?\Z")
GRAINS = st.sampled_from(["day", "week", "month", "quarter", "half", "year", "decade", "century"])


@given(word=NUMERIC)
def test_the_samples_cover_all_classes_of_numbers(word: str) -> None:
    """Every number token's set of classes is that of some sample, so it has a code."""
    known = {numerals.classes(sample) for sample in numerals.SAMPLES}
    assert not numerals.classes(word) or numerals.classes(word) in known


@pytest.mark.parametrize("name", LANGUAGES)
def test_no_two_rules_of_a_language_share_a_name(name: str) -> None:
    """A proof names its rule, so the name must tell which it was."""
    names = [compiled.rule.name for compiled in language(name).rules]
    assert len(names) == len(set(names))


def test_easter_is_that_of_the_calendar() -> None:
    """Known Easter Sundays, the earliest and latest possible among them."""
    assert easter(1818) == date(1818, 3, 22)
    assert easter(1943) == date(1943, 4, 25)
    assert easter(2024) == date(2024, 3, 31)


@given(year=st.integers(1600, 4000))
def test_easter_is_a_sunday_of_spring(year: int) -> None:
    """Easter falls on a Sunday from 22 March to 25 April."""
    assert easter(year).weekday() == 6
    assert date(year, 3, 22) <= easter(year) <= date(year, 4, 25)


def test_a_holiday_needs_a_rule() -> None:
    """Anything else than a rule for a holiday is refused with its text."""
    with pytest.raises(ValueError, match="some day"):
        holiday("some day", 2015)


@given(day=st.dates(date(1000, 1, 1), date(9900, 1, 1)), grain=GRAINS)
def test_a_rendered_day_lies_in_its_stretch(day: date, grain: str) -> None:
    """The stretch a day is rendered as begins on or before it and renders the same."""
    value = values.render(grain, day)
    place = values.place(value)
    assert place is not None
    assert place.grain == grain
    assert place.first <= day
    assert values.render(grain, place.first) == value


@given(day=st.dates(date(1000, 1, 1), date(2900, 1, 1)), amount=st.integers(-900, 900))
def test_shifting_forth_and_back_by_days_and_weeks_is_nothing(day: date, amount: int) -> None:
    """Days and weeks shift by what they say."""
    there = values.shifted(day.isoformat(), amount, "day")
    assert there == (day + timedelta(days=amount)).isoformat()
    assert values.shifted(there, -amount, "day") == day.isoformat()


def test_a_coarse_anchor_gives_no_finer_date() -> None:
    """A year does not tell the month two months later."""
    assert values.shifted("1990", 2, "month") is None
    assert values.shifted("1990-Q3", -1, "year", whole=True) == "1989-Q3"


@pytest.mark.parametrize("name", LANGUAGES)
def test_no_rule_repeats_without_end(name: str) -> None:
    """Every rule is bounded, so matching is linear in the text."""
    for compiled in language(name).rules:
        assert not re.search(r"[*+]", re.sub(r"\[[^]]*\]", "", compiled.inside.pattern))


def test_a_rule_with_an_unknown_class_is_refused() -> None:
    """A rule that could never match is a fault of the rules, told at once."""
    lexicon = Lexicon({"MONTH": {"may": 5}}, [])
    with pytest.raises(KeyError, match="WEEKDAY"):
        compile_rule(Rule("weekday", "WEEKDAY", "calendar"), lexicon, {})


def test_a_rule_with_a_broken_element_is_refused() -> None:
    """An element that is none is named in the message."""
    lexicon = Lexicon({"MONTH": {"may": 5}}, [])
    with pytest.raises(ValueError, match="MONTH!"):
        compile_rule(Rule("month", "MONTH!", "calendar"), lexicon, {})
    with pytest.raises(ValueError, match="MONTH!"):
        first_codes("MONTH!", lexicon, {})


def test_a_rule_begins_where_its_optional_parts_end() -> None:
    """First codes reach through optional elements and stop at the first needed one."""
    lexicon = Lexicon({"A": {"one": 1}, "B": {"two": 2}, "C": {"three": 3}}, [])
    codes = first_codes("( A | B? )? B C", lexicon, {})
    assert codes == lexicon.class_codes("A") | lexicon.class_codes("B")


def test_a_proof_without_a_value_is_refused() -> None:
    """Replay refuses a proof whose operation needs an anchor that is not there."""
    proof = Proof("today", Anchor(AnchorKind.NONE), "shift", -1, "day", "yesterday")
    with pytest.raises(ValueError, match="without a value"):
        replay(proof)


def test_a_record_becomes_plain_values() -> None:
    """The JSONL tool's record carries span, type, value, EDTF and proof as JSON values."""
    made = annotate({"id": 7, "dct": None, "published": "2015-03-13", "text": "early in May 2011"})
    assert made["id"] == 7
    [timex] = made["timexes"]
    assert (timex["text"], timex["value"], timex["edtf"]) == ("May 2011", "2011-05", "2011-05")
    assert timex["proof"]["anchor"] == {"kind": "none", "value": None, "span": None}


def test_a_record_without_text_is_refused() -> None:
    """The message says what the record lacks."""
    with pytest.raises(ValueError, match="text"):
        annotate({"id": "a"})
