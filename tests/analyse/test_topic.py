"""A topic is the words its texts turn on."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.analyse.topic import find_topic

texts = st.lists(st.lists(st.sampled_from(["flood", "wall", "mayor", "vote", "crew"])), min_size=1)


def test_what_most_texts_turn_on_is_most_relevant() -> None:
    """A sentence with the words of all texts is nearer to the topic than one with an aside."""
    topic = find_topic([["flood", "wall", "crew"], ["flood", "wall", "mayor"], ["flood", "vote"]])
    assert topic.relevance(["flood", "wall"]) > topic.relevance(["vote"]) > 0


def test_no_stems_have_no_relevance() -> None:
    """A sentence without content words is about nothing; nothing divides by zero."""
    topic = find_topic([["flood"]])
    assert (topic.relevance([]), topic.length([])) == (0.0, 1.0)


@given(texts)
def test_relevance_is_a_cosine(some: list[list[str]]) -> None:
    """Relevance lies between 0 and 1, and the centroid has length 1 (or there is none)."""
    topic = find_topic(some)
    stems = sorted({stem for text in some for stem in text})
    assert 0 <= topic.relevance(stems) <= 1 + 1e-9
    length = math.sqrt(math.fsum(w * w for w in topic.centroid.values()))
    assert length == pytest.approx(1 if stems else 0)
