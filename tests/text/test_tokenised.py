"""Tokenised text is split and read like any other."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.text.sentences import split_text
from digest.text.tokenised import readable, split_marked


def test_marks_set_apart_stay_with_the_sentence_they_close() -> None:
    """A closing quote or bracket that is a token of its own begins no sentence."""
    text = "`` We need a wall . '' He left . -LRB- It was late . -RRB- All slept ."
    said = [text[span.start : span.end] for span in split_marked(text)]
    assert said == [
        "`` We need a wall . ''",
        "He left .",
        "-LRB- It was late . -RRB-",
        "All slept .",
    ]


def test_marks_on_a_line_of_their_own_join_nothing() -> None:
    """A line break ends a sentence, whatever follows."""
    assert len(split_marked("He left .\n''\nAll slept .")) == 3


@pytest.mark.parametrize(
    ("tokenised", "plain"),
    [
        ("He did n't say `` yes '' .", "He didn't say “yes”."),
        (
            "The mayor -LRB- Bo Reed -RRB- 's wall , he said :",
            "The mayor (Bo Reed)'s wall, he said:",
        ),
        ("It cost 3.5 million , or 20 % more .", "It cost 3.5 million, or 20% more."),
        ("Plain (and quoted) “text”, didn't change.", "Plain (and quoted) “text”, didn't change."),
        ("  folded \n white\tspace ", "folded white space"),
    ],
)
def test_tokenisation_is_undone_for_reading(tokenised: str, plain: str) -> None:
    """Spelt-out marks become marks, and stand where a writer sets them."""
    assert readable(tokenised) == plain


@given(st.text(alphabet="ab '`.-LRB \n"))
def test_marked_sentences_cover_what_sentences_cover(text: str) -> None:
    """Joining closing marks neither loses nor adds a character that is not white space."""

    def covered(spans: object) -> str:
        return "".join("".join(text[s.start : s.end].split()) for s in spans)  # type: ignore[attr-defined]

    assert covered(split_marked(text)) == covered(split_text(text))
