"""The choice of a summary's sentences."""

from __future__ import annotations

from itertools import combinations, pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.analyse.passages import Passage, read_passages, same_fact
from digest.compose.choice import Length, choose

STORM = (
    "A storm tore two cranes loose in the harbour of Port Alder on Monday.",
    "He said that the quay of the harbour would stay closed until April.",
    "Harbour master Ines Okafor closed the quay after the storm tore the cranes loose.",
    "Okafor hopes to clear the harbour of the two cranes before April.",
    "In Port Alder harbour on Monday two cranes were torn loose by a storm.",
    "Who will pay for the two cranes of the harbour of Port Alder?",
    "A chess club of the town moved house after ninety years in the old mill.",
)
lengths = st.one_of(
    st.integers(1, 5).map(lambda n: Length(sentences=n)),
    st.integers(1, 60).map(lambda n: Length(words=n)),
)
texts = st.lists(st.lists(st.sampled_from(STORM), max_size=6), min_size=1, max_size=3)


def _read(*stories: list[str] | tuple[str, ...]) -> list[Passage]:
    return [p for n, text in enumerate(stories) for p in read_passages(text, n)]


def _said(passages: list[Passage]) -> list[str]:
    return [p.text for p in passages]


@given(stories=texts, length=lengths, fill=st.booleans(), lead=st.booleans())
def test_a_summary_keeps_to_its_length_and_order(
    *, stories: list[list[str]], length: Length, fill: bool, lead: bool
) -> None:
    """At most so many sentences or words, in the order they came, none telling a fact again."""
    passages = _read(*stories)
    chosen = choose(passages, length, fill=fill, lead=lead)
    places = [(p.document, p.place) for p in chosen]
    assert places == sorted(set(places))
    assert all(passage in passages for passage in chosen)
    if length.sentences:
        assert len(chosen) <= length.sentences
    else:
        assert sum(p.size for p in chosen) <= (length.words or 0)
    assert not any(same_fact(one, other) for one, other in combinations(chosen, 2))


@given(texts, st.integers(1, 4))
def test_what_leans_follows_what_it_leans_on(stories: list[list[str]], size: int) -> None:
    """A pronoun comes right after its antecedent, unless there is nothing else to tell."""
    passages = _read(*stories)
    chosen = choose(passages, Length(sentences=size))
    if not any(p.fit and not p.leans for p in passages):
        return
    before = {(p.document, p.place) for p in chosen}
    assert all((p.document, p.place - 1) in before for p in chosen if p.leans)


def test_questions_are_told_only_to_fill() -> None:
    """A sentence that cannot be quoted alone stays out while there are others."""
    passages = _read(STORM[5:6], STORM[6:])
    assert _said(choose(passages, Length(sentences=2))) == [STORM[6]]
    assert len(choose(passages, Length(sentences=2), fill=True)) == 2


def test_a_name_in_short_waits_for_the_name_in_full() -> None:
    """Who does not know Okafor is told who she is, or not told of her."""
    passages = _read(STORM)
    for size in range(1, 5):
        said = _said(choose(passages, Length(sentences=size), known=()))
        assert STORM[3] not in said or STORM[2] in said
    known = _said(choose(_read(STORM[2:4]), Length(sentences=1), known=("Okafor", "Ines")))
    assert len(known) == 1


def test_the_lead_leads() -> None:
    """With `lead` the first sentence that can stand alone is among them, whatever else is."""
    passages = _read([STORM[6], *STORM[:4]])
    assert _said(choose(passages, Length(sentences=2), lead=True))[0] == STORM[6]
    assert STORM[6] not in _said(choose(passages, Length(sentences=1)))


def test_a_fact_of_two_outlets_is_told_once() -> None:
    """The second wording is left out, and another fact has its place."""
    said = _said(choose(_read(STORM[:1], STORM[4:5], STORM[6:]), Length(sentences=3)))
    assert len({STORM[0], STORM[4]} & set(said)) == 1


def test_words_are_used_as_far_as_sentences_allow() -> None:
    """A longer bound never tells less of the story."""
    passages = _read(STORM)
    sizes = [sum(p.size for p in choose(passages, Length(words=n))) for n in (15, 30, 60)]
    assert all(a <= b for a, b in pairwise(sizes))
    assert sizes[-1] > sizes[0] > 0


@pytest.mark.parametrize(
    ("sentences", "words"), [(None, None), (1, 1), (0, None), (None, 0), (-1, None)]
)
def test_a_length_is_one_positive_number(sentences: int | None, words: int | None) -> None:
    """Neither, both, or less than one is no length."""
    with pytest.raises(ValueError, match="1 or more"):
        Length(sentences, words)
