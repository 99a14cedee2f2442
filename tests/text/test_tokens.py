"""Words and stems."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.text.tokens import content_stems, stem, words


def test_words_keep_their_inner_marks() -> None:
    """Case and possessive endings go; points, hyphens and apostrophes inside stay."""
    assert words("The U.S. mayor’s two-day visit didn't end.") == [
        "the", "u.s", "mayor", "two-day", "visit", "didn't", "end",
    ]  # fmt: skip


@pytest.mark.parametrize(
    "family",
    [
        ["bomb", "bombs", "bombed", "bombing"],
        ["run", "runs", "running"],
        ["agency", "agencies"],
        ["confirm", "confirms", "confirmed"],
    ],
)
def test_inflections_share_a_stem(family: list[str]) -> None:
    """What a story's outlets inflect differently is still one word."""
    assert len({stem(word) for word in family}) == 1


def test_content_stems_leave_out_what_says_nothing() -> None:
    """Stop words and lone letters are no content."""
    assert content_stems("The quay was closed by a storm") == ["quay", "clos", "storm"]


@given(st.text(max_size=100))
def test_any_text_has_lower_case_words(text: str) -> None:
    """Nothing raises, and stems never grow longer than their words by more than a letter."""
    for word in words(text):
        assert word == word.lower() or word.lower() in word.lower()
        assert len(stem(word)) <= len(word) + 1
