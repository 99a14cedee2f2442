"""How many tell a thing each for itself."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.analyse.corroboration import Teller, count_independent

names = st.sampled_from(["Courier", "Herald", "Gazette", None])
tellers = st.lists(st.builds(Teller, st.sampled_from("abcd"), names, names), max_size=6)


@pytest.mark.parametrize(
    ("told", "count"),
    [
        ([], 0),
        ([Teller("a", "Courier"), Teller("b", "Herald")], 2),
        ([Teller("a", "Courier"), Teller("b", "The Courier")], 1),
        ([Teller("a", "Courier"), Teller("a", "Herald"), Teller("a", "Gazette")], 1),
        ([Teller("a", "Courier"), Teller("b", "Herald", "the Courier")], 1),
        ([Teller("a", "Courier", "Reuters"), Teller("b", "Herald", "Reuters")], 1),
        ([Teller("a", "Courier", "Reuters"), Teller("b", "Herald")], 2),
        ([Teller("a"), Teller("b")], 2),
    ],
)
def test_copies_and_hearsay_count_once(told: list[Teller], count: int) -> None:
    """The same text, the same outlet, or the same origin is one voice."""
    assert count_independent(told) == count


@given(tellers, st.randoms())
def test_order_and_repetition_do_not_count(told: list[Teller], dice: object) -> None:
    """A second look at the same tellers finds no more of them."""
    mixed = [*told, *told]
    dice.shuffle(mixed)  # type: ignore[attr-defined]
    assert count_independent(mixed) == count_independent(told) <= len(told)


@given(tellers, st.sampled_from("abcd"), names)
def test_one_more_teller_adds_one_at_most(
    told: list[Teller], text: str, outlet: str | None
) -> None:
    """It may also show that two who seemed independent are not."""
    assert count_independent([*told, Teller(text, outlet)]) <= count_independent(told) + 1
