"""The online index: which terms find an article, which story it joins, how groups rename."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.analyse.storyindex import (
    COUNTED,
    KEPT,
    asked_terms,
    counted_terms,
    kept_terms,
    rename,
    story_of,
)

TEXT = "The storm closed the harbour. The harbour of Port Alder is closed, the storm is over."
weights = st.dictionaries(st.text("abcdef", min_size=1, max_size=3), st.floats(1, 4), max_size=60)
holders = st.dictionaries(st.text("abcdef", min_size=1, max_size=3), st.integers(0, 500))


def test_frequent_terms_and_those_of_the_title_count_most() -> None:
    """A title's word weighs as three; function words are no terms."""
    counted = counted_terms("Storm", TEXT)
    assert next(iter(counted)) == "storm"
    assert counted["harbour"] > counted["port"]
    assert "the" not in counted
    assert len(counted_terms("", " ".join(f"w{n}" for n in range(99)))) == COUNTED


@given(weights, holders, st.integers(500, 10_000))
def test_what_is_kept_is_a_unit_vector_rarest_first(
    counted: dict[str, float], held: dict[str, int], articles: int
) -> None:
    """At most so many terms, of length one together, and those asked are some of them."""
    kept = kept_terms(counted, held, articles)
    assert len(kept) == min(KEPT, len(counted))
    assert math.fsum(w * w for w in kept.values()) == pytest.approx(1.0 if kept else 0.0)
    spread = [held.get(term, 0) for term in kept]
    assert spread == sorted(spread)
    asked = asked_terms(kept, held, articles)
    assert asked.items() <= kept.items()
    assert all(held[term] > 0 for term in asked)
    assert sum(held[term] for term in asked) <= max(200, articles / 500)


def test_an_article_joins_the_story_it_is_most_alike_to() -> None:
    """The mean of a story's nearest articles decides; too faint a likeness begins a new one."""
    assert story_of([("a", 0.9), ("b", 0.5), ("b", 0.5)]) == "a"
    assert story_of([("a", 0.4), ("a", 0.0), ("b", 0.3)]) == "b"
    assert story_of([("a", 0.05)]) is None
    assert story_of([]) is None


def test_a_group_keeps_the_id_of_most_of_its_articles() -> None:
    """Merging leaves one id; splitting gives the smaller part a new one."""
    known = {"a": "s1", "b": "s1", "c": "s2"}
    assert rename([("a", "b", "c")], known) == {"a": "s1", "b": "s1", "c": "s1"}
    known = {"a": "s1", "b": "s1", "c": "s1"}
    assert rename([("a",), ("b", "c")], known) == {"a": None, "b": "s1", "c": "s1"}


@given(
    st.lists(st.sampled_from("xyz"), min_size=1, max_size=9),
    st.dictionaries(st.integers(0, 8), st.sampled_from(["s1", "s2", "s3"])),
)
def test_no_story_goes_to_two_groups(parts: list[str], stories: dict[int, str]) -> None:
    """Each story's id is given to one group at most, and each group has one story."""
    groups = [[f"a{n}" for n, part in enumerate(parts) if part == name] for name in "xyz"]
    known = {f"a{n}": story for n, story in stories.items()}
    names = rename(groups, known)
    given_to: dict[str, int] = {}
    for number, members in enumerate(groups):
        own = {names[a] for a in members}
        assert len(own) <= 1
        for story in own - {None}:
            assert given_to.setdefault(str(story), number) == number
            assert story in {known.get(a) for a in members}
