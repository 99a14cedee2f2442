"""Words of an index, what people write into a search field, and where a text has it."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.errors import InputError
from digest.model.search import Term
from digest.text.query import LONGEST, parse_query
from digest.text.searching import index_words, marked

TEXT = "The storm closed the harbour. Two cranes fell into the sea, and ships waited outside."


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("The harbours were closed", "the HARBOUR were closing"),
        ("Café Zürich", "cafe zurich"),
        ("mayor’s", "mayor"),
        ("Ελλάδα", "ΕΛΛΑΔΑ"),
        ("مُدَرِّس", "مدرس"),
        ("ﬁre", "fire"),
    ],
)
def test_forms_of_one_word_are_one(one: str, other: str) -> None:
    """Case, accents, points, possessives and English endings make no difference."""
    assert index_words(one) == index_words(other)


def test_writing_without_spaces_is_cut_into_pairs() -> None:
    """So that a word within a run is found as a phrase."""
    assert index_words("東京都 A") == ["東京", "京都", "a"]
    assert parse_query("京都").terms == (Term(("京都",)),)
    assert parse_query("京").terms == (Term(("京",), begins=True),)


def test_a_query_is_read_as_people_write_it() -> None:
    """Words, phrases, what is unwanted, beginnings, and where and when."""
    query = parse_query('"two cranes" ships -fire harb* digest:ports from:2021-03 to:2021 "open')
    assert query.terms == (
        Term(("two", "cran")),
        Term(("ship",)),
        Term(("fir",), unwanted=True),
        Term(("harb",), begins=True),
        Term(("open",)),
    )
    assert (query.digest, query.outlet) == ("ports", None)
    assert (query.first, query.last) == (date(2021, 3, 1), date(2021, 12, 31))


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ("", "Name a word"),
        ("-fire", "Name a word"),
        ('""', "Name a word"),
        ("from:yesterday", "'yesterday' is no day"),
        ("to:2021-02-30", "'2021-02-30' is no day"),
        ("from:0000", "'0000' is no day"),
        ("a " * LONGEST, "at most 400 characters"),
        ("a b c d e f g h i j k l m n o p q r s t u", "at most 20 words"),
    ],
)
def test_what_is_no_search_is_told(asked: str, said: str) -> None:
    """In one sentence, with the way out."""
    with pytest.raises(InputError, match=said):
        parse_query(asked)


@given(st.text(max_size=60))
def test_any_text_is_a_search_or_is_refused(asked: str) -> None:
    """Terms hold folded words alone, which no database takes for a sign of its own."""
    try:
        query = parse_query(asked)
    except InputError:
        return
    words = [word for term in query.terms for word in term.words]
    assert all(word and all(c.isalnum() or ord(c) > 127 for c in word) for word in words)


def test_what_was_searched_for_is_marked() -> None:
    """Other forms of the word too, phrases as a whole, and nothing twice."""
    found = marked(TEXT, parse_query('"crane falls" ship storm').terms, size=200)
    assert [piece for piece, yes in found if yes] == ["storm", "ships"]
    found = marked(TEXT, parse_query('"two cranes"').terms, size=200)
    assert [piece for piece, yes in found if yes] == ["Two cranes"]
    assert "".join(piece for piece, _ in found) == TEXT


def test_a_long_text_is_shown_around_what_was_found() -> None:
    """Cut at words, with an ellipsis on each side that was cut."""
    text = "Before. " * 100 + TEXT + " After." * 100
    found = marked(text, parse_query("cranes sea").terms, size=80)
    shown = "".join(piece for piece, _ in found)
    assert "cranes fell into the sea" in shown
    assert shown.startswith("… ")
    assert shown.endswith(" …")
    assert len(shown) < 100


@given(st.text(max_size=300), st.text(min_size=1, max_size=20), st.integers(20, 120))
def test_pieces_are_of_the_text(text: str, asked: str, size: int) -> None:
    """Whatever is shown stands in the text, word for word."""
    try:
        terms = parse_query(asked).terms
    except InputError:
        return
    pieces = marked(text, terms, size=size)
    shown = "".join(piece for piece, _ in pieces)
    assert shown.removeprefix("… ").removesuffix(" …") in text
