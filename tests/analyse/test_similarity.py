"""TF-IDF vectors: rare stems weigh more, unit vectors have length one."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.analyse.similarity import idf, unit, weights

if TYPE_CHECKING:
    import random

stems = st.lists(st.sampled_from("abcdef"), max_size=8)


def test_rare_stems_are_worth_more() -> None:
    """A stem of one text weighs more than one of all, and none weighs nothing."""
    rarity = idf([["storm", "harbour"], ["storm", "fair"], ["storm"]])
    assert rarity["fair"] == rarity["harbour"] > rarity["storm"] > 0


def test_repetition_counts_by_its_logarithm() -> None:
    """The tenth mention adds less than the second; unknown stems weigh nothing."""
    rarity = {"storm": 2.0}
    once = weights(["storm"], rarity)["storm"]
    assert once == pytest.approx(2.0)
    assert weights(["storm"] * 10, rarity)["storm"] == pytest.approx(2.0 * (1 + math.log(10)))
    assert weights(["fair"], rarity) == {"fair": 0.0}


@given(st.dictionaries(st.text(max_size=3), st.floats(0.01, 100)), st.randoms())
def test_unit_vectors_have_length_one_in_any_order(
    vector: dict[str, float], dice: random.Random
) -> None:
    """Length one, the same bits whatever order the terms came in; an empty one stays empty."""
    scaled = unit(vector)
    assert math.fsum(w * w for w in scaled.values()) == pytest.approx(1.0 if vector else 0.0)
    mixed = list(vector.items())
    dice.shuffle(mixed)
    assert unit(dict(mixed)) == scaled


@given(st.lists(stems, max_size=6))
def test_every_stem_of_the_texts_has_a_rarity(texts: list[list[str]]) -> None:
    """No more and no fewer than there are, from log 2 on."""
    rarity = idf(texts)
    assert rarity.keys() == {s for text in texts for s in text}
    assert all(value >= math.log(2) for value in rarity.values())
