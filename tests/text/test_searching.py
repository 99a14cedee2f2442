"""Words of an index, what people write into a search field, and where a text has it."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.errors import UsageError
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
        ("don’t", "dont"),
        ("Straße", "STRASSE"),
        ("מִדְבָּר", "מדבר"),
        ("foo_bar", "foo bar"),
    ],
)
def test_forms_of_one_word_are_one(one: str, other: str) -> None:
    """Case, accents, points, possessives and English endings make no difference."""
    assert index_words(one) == index_words(other)


def test_writing_without_spaces_is_cut_into_pairs() -> None:
    """So that a word within a run is found as a phrase; the last sign of a run stands alone too."""
    assert index_words("東京都 A") == ["東京", "京都", "都", "a"]
    assert parse_query("京都").terms == (Term(("京都",)),)
    assert parse_query("京").terms == (Term(("京",), begins=True),)
    assert parse_query('"東京 大阪"').terms == (Term(("東京", "京", "大阪")),)
    assert parse_query("и").terms == (Term(("и",)),)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("हिन्दी में", ["हिन्दी", "में"]),
        ("தமிழ் நாடு", ["தமிழ்", "நாடு"]),
        ("می‌خواهم", ["میخواهم"]),
        ("กุ้ง", ["กุ", "ุ้", "้ง", "ง"]),
    ],
)
def test_vowel_signs_belong_to_their_words(text: str, words: list[str]) -> None:
    """Python takes them for no letters, and a word without them is another."""
    assert index_words(text) == words


@given(
    st.text("東京都地震がกุ้ง한국어", min_size=1, max_size=12), st.integers(0, 11), st.integers(1, 12)
)
def test_any_part_of_a_run_is_found(run: str, start: int, length: int) -> None:
    """A single sign too, wherever it stands."""
    asked = run[start : start + length] or run
    shown = marked(f"a {run} b", parse_query(f'"{asked}"').terms, size=200)
    assert any(yes for _, yes in shown)


@given(
    st.lists(st.text(st.characters(categories=["L", "M", "Nd"]), min_size=1, max_size=6)),
    st.integers(0, 5),
    st.integers(1, 3),
)
def test_any_words_of_a_text_are_found(words: list[str], start: int, length: int) -> None:
    """As a phrase, in any script, among others, by the words that the index holds."""
    asked = " ".join(words[start : start + length])
    try:
        (term,) = parse_query(f'"{asked}"').terms
    except UsageError:
        return
    assert any(yes for _, yes in marked(" ".join(words), (term,), size=1000))


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
    with pytest.raises(UsageError, match=said):
        parse_query(asked)


@given(st.text(max_size=60))
def test_any_text_is_a_search_or_is_refused(asked: str) -> None:
    """Terms hold folded words alone, which no database takes for a sign of its own."""
    try:
        query = parse_query(asked)
    except UsageError:
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


def test_different_terms_are_shown_before_the_same_one_again() -> None:
    """Who asks for two words wants to see where both stand."""
    text = "A crane here, a crane there. " * 3 + "Nothing. " * 60 + TEXT + " Nothing." * 60
    shown = "".join(piece for piece, _ in marked(text, parse_query("crane ship").terms, size=90))
    assert "cranes fell into the sea, and ships" in shown


@given(st.text(max_size=300), st.text(min_size=1, max_size=20), st.integers(20, 120))
def test_pieces_are_of_the_text(text: str, asked: str, size: int) -> None:
    """Whatever is shown stands in the text, word for word."""
    try:
        terms = parse_query(asked).terms
    except UsageError:
        return
    pieces = marked(text, terms, size=size)
    shown = "".join(piece for piece, _ in pieces)
    assert shown.removeprefix("… ").removesuffix(" …") in text
