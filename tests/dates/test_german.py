"""What German words for time mean: a second language is tables and rules, nothing else."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.dates import find_dates, replay

PUBLISHED = date(2014, 12, 5)

MEANT = (
    ("Die Wahl ist am 14. Dezember.", "14. Dezember", "2014-12-14"),
    ("Am 11.07.2002. Danach nichts.", "11.07.2002", "2002-07-11"),
    ("Am Montag, den 3. November 2014, kam er.", "Montag, den 3. November 2014", "2014-11-03"),
    ("Er kam gestern Abend an.", "gestern Abend", "2014-12-04TEV"),
    ("Morgen kommt er.", "Morgen", "2014-12-06"),
    ("Am Morgen regnete es.", "Morgen", "2014-12-05TMO"),
    ("Sie sprach am Dienstag.", "Dienstag", "2014-12-02"),
    ("Am Freitagabend war Ruhe.", "Freitagabend", "2014-12-05TEV"),
    ("Um 20.30 Uhr begann es.", "20.30 Uhr", "2014-12-05T20:30"),
    ("Das war vor zwei Jahren.", "vor zwei Jahren", "2012"),
    ("Es geschah vor drei Wochen.", "vor drei Wochen", "2014-W46"),
    ("In der vergangenen Woche fiel der Preis.", "der vergangenen Woche", "2014-W48"),
    ("Mehr Gäste als im Vorjahr.", "Vorjahr", "2013"),
    ("Gegenüber Juni vergangenen Jahres.", "Juni vergangenen Jahres", "2013-06"),
    ("Bis Ende nächsten Jahres.", "Ende nächsten Jahres", "2015"),
    ("Anfang der neunziger Jahre war das anders.", "Anfang der neunziger Jahre", "199"),
    ("Im 19. Jahrhundert gab es das nicht.", "19. Jahrhundert", "18"),
    ("Der Umsatz stieg im dritten Quartal 2013.", "dritten Quartal 2013", "2013-Q3"),
    ("Sie lebte einundzwanzig Jahre dort.", "einundzwanzig Jahre", "P21Y"),
    ("Das dauerte anderthalb Jahre.", "anderthalb Jahre", "P1Y6M"),
    ("Seit Jahren klagt sie.", "Jahren", "PXY"),
    ("Er kommt täglich vorbei.", "täglich", "P1D"),
    ("Er übt dreimal täglich.", "dreimal täglich", "P1D"),
    ("Sie treffen sich alle zwei Jahre.", "alle zwei Jahre", "P2Y"),
    ("Das wird bald besser.", "bald", "FUTURE_REF"),
)


@pytest.mark.parametrize(("text", "words", "value"), MEANT, ids=[m[1] for m in MEANT])
def test_german_words_mean_what_they_mean(text: str, words: str, value: str) -> None:
    """Each sentence has exactly these words for its time, with this value."""
    found = find_dates(text, PUBLISHED, language="de")
    assert [(e.text, e.value) for e in found] == [(words, value)]


@pytest.mark.parametrize("text", ["Er ist 21 Jahre alt.", "Guten Morgen!", "Rund 1800 Euro."])
def test_german_words_that_only_look_like_time_are_none(text: str) -> None:
    """Ages, greetings and sums of money are no time expressions."""
    assert find_dates(text, PUBLISHED, language="de") == ()


def test_a_german_range_shares_its_month() -> None:
    """In "vom 3. bis 5. Dezember" the month stands once for both days."""
    found = find_dates("Er gilt vom 3. bis 5. Dezember.", PUBLISHED, language="de")
    assert [e.value for e in found] == ["2014-12-03", "2014-12-05"]


def test_tags_darauf_is_the_day_after_the_one_told() -> None:
    """The day after is counted from the last day that the text tells."""
    found = find_dates("Am 18. Juni 2009 kam er, tags darauf ging er.", PUBLISHED, language="de")
    assert [e.value for e in found] == ["2009-06-18", "2009-06-19"]


def test_a_language_tag_with_a_region_names_the_language() -> None:
    """Austrian articles are read by the rules of German."""
    found = find_dates("Heuer kam er nicht.", PUBLISHED, language="de-AT")
    assert [(e.text, e.value) for e in found] == [("Heuer", "2014")]


@given(words=st.lists(st.sampled_from(" ".join(m[0] for m in MEANT).split()), max_size=25))
def test_german_proofs_replay_to_their_values(words: list[str]) -> None:
    """Any row of German words gives spans in order whose proofs give their values again."""
    text = " ".join(words)
    found = find_dates(text, PUBLISHED, language="de")
    assert all(text[e.start : e.end] == e.text for e in found)
    assert [replay(e.proof, language="de") for e in found] == [e.value for e in found]


@given(weeks=st.integers(min_value=-500, max_value=500))
def test_german_relative_days_move_with_publication(weeks: int) -> None:
    """Published N weeks later, "gestern" and "am Dienstag" lie N weeks later."""
    text = "Gestern regnete es, am Dienstag schien die Sonne."
    moved = PUBLISHED + timedelta(weeks=weeks)
    before = [e.earliest for e in find_dates(text, PUBLISHED, language="de")]
    after = [e.earliest for e in find_dates(text, moved, language="de")]
    assert after == [day + timedelta(weeks=weeks) for day in before if day]
    assert len(after) == len(before)
