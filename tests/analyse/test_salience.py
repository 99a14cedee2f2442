"""Salience: what is told early and often, each concept once."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.analyse.passages import read_passages, same_fact
from digest.analyse.salience import COVERAGE, LIKENESS, POSITION, Draft, find_gist, weigh

STORM = (
    "A storm tore two cranes loose in the harbour of Port Alder.",
    "Harbour master Ines Okafor closed the quay until the cranes are cleared.",
    "Okafor hopes to open the quay in April.",
    "A chess club moved house.",
)
sentences = st.lists(
    st.lists(st.sampled_from("storm harbour crane quay fair 12 the a".split()), min_size=1).map(  # noqa: SIM905
        " ".join
    ),
    max_size=6,
)


def test_only_what_is_told_twice_is_the_gist_of_a_text() -> None:
    """Concepts that stand once are no gist; in three texts they must stand in three."""
    gist = find_gist(read_passages(STORM))
    assert {"harbour", "quay"} <= gist.shares.keys()
    assert "chess" not in gist.shares
    texts = [p for n in range(3) for p in read_passages([STORM[0], f"Reed said so {n}."], n)]
    assert "storm" in find_gist(texts).shares
    assert "storm" not in find_gist([*texts[:4], *read_passages(["Nothing."], 2)]).shares


def test_early_tellings_weigh_more() -> None:
    """Of two concepts told equally often the earlier one has the larger share."""
    shares = find_gist(read_passages(["storm storms", "fair", "storm", "fair"])).shares
    assert shares["storm"] > shares["fair"]


@given(sentences)
def test_shares_sum_to_one(texts: list[str]) -> None:
    """Shares are parts of the whole, or there are none."""
    shares = find_gist(read_passages(texts)).shares
    assert math.fsum(shares.values()) == pytest.approx(1.0 if shares else 0.0)


@given(sentences)
def test_the_value_of_a_draft_is_the_sum_of_its_gains(texts: list[str]) -> None:
    """What one more would add is what it adds; what it covers is covered once."""
    passages = list(read_passages(texts))
    gist = find_gist(passages)
    draft = Draft(gist)
    total = 0.0
    for one in [weigh(p, gist) for p in passages]:
        total += draft.gain(one, 0.3)
        draft.add(one, 0.3)
        assert draft.value == pytest.approx(total)
    assert draft.value <= COVERAGE + LIKENESS + POSITION + 1e-9


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        (STORM[0], STORM[0], True),
        (STORM[0], "In the harbour of Port Alder a storm tore two cranes loose, he said.", True),
        (STORM[0], STORM[1], False),
        ("The storm closed 12 quays in the old harbour.",
         "The storm closed 15 quays in the old harbour.", False),
        ("Storm over.", "Storm over now.", False),
    ],
)  # fmt: skip
def test_two_sentences_tell_one_fact_or_two(one: str, other: str, *, same: bool) -> None:
    """Same words, or most of the shorter one's, and no other number."""
    first, second = (next(read_passages([text])) for text in (one, other))
    assert same_fact(first, second) is same
    assert same_fact(second, first) is same


def test_a_passage_knows_the_names_it_needs() -> None:
    """A name told in full is introduced; in short it needs that sentence."""
    _, okafor, short, _ = read_passages(STORM)
    assert {"Ines", "Okafor"} <= okafor.names
    assert okafor.needs == frozenset()
    assert short.needs == {"Okafor"}
