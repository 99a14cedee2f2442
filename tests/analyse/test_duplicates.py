"""Copies are found whole, edited and cut, each with the original it repeats."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.analyse.duplicates import CONTAINED, WHOLE, find_copies, shingles
from digest.model.article import Article, Document, MediaType
from digest.service.articles import to_article

if TYPE_CHECKING:
    from collections.abc import Sequence

VOCABULARY = [f"{a}{b}{c}" for a in "bdfgklm" for b in "aeiou" for c in "nrstvz"]


def _words(seed: int, count: int = 240) -> list[str]:
    """Return running text of so many words, by a seed."""
    return random.Random(seed).choices(VOCABULARY, k=count)  # noqa: S311 - no secret


def _article(name: str, words: Sequence[str]) -> Article:
    sentences = [" ".join(words[i : i + 12]).capitalize() + "." for i in range(0, len(words), 12)]
    text = " ".join(sentences)
    return to_article(Document(name, MediaType.TEXT, text, id=name, published="2021-03-08"))


def _edited(words: Sequence[str], share: float) -> list[str]:
    """Return `words` with a share of them replaced, by a fixed seed."""
    dice = random.Random(1)  # noqa: S311 - no secret
    return [f"new{n}" if dice.random() < share else w for n, w in enumerate(words)]


@pytest.mark.parametrize("seed", range(5))
def test_edited_and_cut_copies_are_found(seed: int) -> None:
    """A text, its edit of one word in seven and its first 60 % are one original and two copies."""
    words = _words(seed)
    copies = find_copies(
        [
            _article("first", words),
            _article("edited", _edited(words, 0.14)),
            _article("cut", words[:144]),
            _article("other", _words(seed + 100)),
        ]
    )
    assert {name: copy.original for name, copy in copies.items()} == {
        "edited": "first",
        "cut": "first",
    }
    assert all(copy.whole for copy in copies.values())


def test_a_report_that_has_grown_is_linked_but_not_whole() -> None:
    """An hour later the brief has become a report: a copy in part, with news of its own."""
    brief = _words(1, 60)
    copies = find_copies([_article("brief", brief), _article("grown", brief + _words(2, 200))])
    assert copies["grown"].original == "brief"
    assert copies["grown"].share < WHOLE
    assert not copies["grown"].whole


def test_no_copy_is_one_of_another_copy() -> None:
    """A text rewritten by half twice has nothing left of the first, and is one of its own."""
    first, second = _words(1, 120), _words(2, 120)
    half = first[:60] + second[:60]
    copies = find_copies([_article("a", first), _article("b", half), _article("c", second)])
    assert {name: copy.original for name, copy in copies.items()} == {"b": "a"}


def test_the_first_of_several_originals_is_named() -> None:
    """The same text under three ids: two copies of the first in order."""
    words = _words(3)
    copies = find_copies([_article(name, words) for name in "zab"])
    assert {name: (c.original, c.share) for name, c in copies.items()} == {
        "a": ("z", 1.0),
        "b": ("z", 1.0),
    }


def test_short_texts_are_copies_only_when_equal() -> None:
    """Of a dozen words there is no telling."""
    one = ["storm", "closes", "the", "harbour"]
    other = [*one, "again"]
    assert find_copies([_article("a", one), _article("b", other)]) == {}
    assert set(find_copies([_article("a", one), _article("b", one)])) == {"b"}


def test_a_phrase_that_everybody_prints_makes_no_copy() -> None:
    """A notice beneath sixty reports is nobody's text, be it longer than the brief above it."""
    notice = _words(9, 90)
    reports = [_article(f"{n:02}", _words(1000 + n) + notice) for n in range(60)]
    brief = _article("brief", _words(8, 40) + notice)
    assert "brief" in find_copies([reports[0], brief])
    assert find_copies([*reports, brief]) == {}


@given(st.lists(st.integers(0, 3), min_size=1, max_size=6), st.integers(20, 240))
def test_every_copy_shares_what_it_says(seeds: list[int], length: int) -> None:
    """Originals are no copies, and the smaller of each pair stands in the other as promised."""
    articles = [_article(f"{n}", _words(seed, length + 7 * n)[n:]) for n, seed in enumerate(seeds)]
    copies = find_copies(articles)
    samples = {a.id: shingles(a.text) for a in articles}
    texts: dict[str, str] = {a.id: a.sha256 for a in articles}
    for name, copy in copies.items():
        assert copy.original not in copies
        assert int(copy.original) < int(name)
        mine, its = samples[name], samples[copy.original]
        shared = len(mine & its)
        assert texts[name] == texts[copy.original] or shared >= CONTAINED * min(len(mine), len(its))


@given(st.text(max_size=200), st.text(alphabet=" \n\t.,;", max_size=9))
def test_shingles_are_runs_of_words(text: str, around: str) -> None:
    """Marks and white space around leave no trace; a sample holds 32-bit numbers."""
    assert shingles(around + text + around) == shingles(text)
    assert all(0 <= h < 1 << 32 and h % 4 == 0 for h in shingles(text))
