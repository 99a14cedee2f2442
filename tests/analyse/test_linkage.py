"""Groups by average linkage."""

from __future__ import annotations

from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.analyse.linkage import Pair, join

SIZE = 7
pairs = st.dictionaries(
    st.tuples(st.integers(0, SIZE - 1), st.integers(0, SIZE - 1)).filter(lambda p: p[0] < p[1]),
    st.integers(1, 100).map(lambda n: n / 100),
)


def test_the_most_alike_are_joined_first() -> None:
    """Two pairs far apart stay two groups, and a stranger stays alone."""
    likeness = {(0, 1): 0.9, (2, 3): 0.8, (1, 2): 0.4}
    assert join(5, likeness, 0.3) == [[0, 1], [2, 3], [4]]


def test_a_chain_is_no_group() -> None:
    """What is like one member but not the others does not come in: the mean decides."""
    likeness = {(0, 1): 0.9, (1, 2): 0.5}
    assert join(3, likeness, 0.3) == [[0, 1], [2]]
    assert join(3, likeness, 0.2) == [[0, 1, 2]]


@given(pairs, st.sampled_from([0.2, 0.4, 0.6]))
def test_groups_part_the_set(likeness: dict[Pair, float], least: float) -> None:
    """Each number stands in one group; groups and members are sorted."""
    groups = join(SIZE, likeness, least)
    assert sorted(n for members in groups for n in members) == list(range(SIZE))
    assert all(members == sorted(members) for members in groups)
    assert groups == sorted(groups)


@given(pairs, st.sampled_from([0.2, 0.4, 0.6]))
def test_no_two_groups_are_left_that_are_alike_enough(
    likeness: dict[Pair, float], least: float
) -> None:
    """The mean likeness between any two groups lies below the threshold."""
    for one, other in combinations(join(SIZE, likeness, least), 2):
        total = sum(likeness.get((min(a, b), max(a, b)), 0.0) for a in one for b in other)
        assert total / (len(one) * len(other)) < least + 1e-9


@given(pairs, st.permutations(range(SIZE)))
def test_numbers_do_not_matter_without_ties(likeness: dict[Pair, float], order: list[int]) -> None:
    """Other numbers for the same things give the same groups, where no two pairs tie."""
    distinct = {p: like + n / 10_000_019 for n, (p, like) in enumerate(sorted(likeness.items()))}
    renamed = {
        (min(order[a], order[b]), max(order[a], order[b])): like
        for (a, b), like in distinct.items()
    }
    plain = {frozenset(order[n] for n in members) for members in join(SIZE, distinct, 0.3)}
    assert {frozenset(members) for members in join(SIZE, renamed, 0.3)} == plain


@pytest.mark.parametrize("size", [0, 1])
def test_nothing_to_join(size: int) -> None:
    """No pair, no group of two."""
    assert join(size, {}, 0.3) == [[n] for n in range(size)]
