"""A digest takes what its selection says, and can tell why."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.analyse.selection import judge
from digest.model.article import UNKNOWN_DATE, Article
from digest.model.definition import Selection

ARTICLE = Article(
    id="a",
    version=1,
    title="Storm closes the harbour",
    text="Port Alder was cut off on Monday.\nApple growers feared a flood\n  warning.",
    sha256="",
    published=UNKNOWN_DATE,
    sections=(),
    outlet="Example Gazette",
    url="https://example.org/news/storm",
    language="en-GB",
)


@pytest.mark.parametrize(
    ("selection", "reason"),
    [
        (Selection(), "everything is taken"),
        (Selection(any=("fire", "STORM")), "says “STORM”"),
        (Selection(any=("flood warning",)), "says “flood warning”"),
        (Selection(all=("monday", "harbour")), "says “monday”"),
        (Selection(names=("Apple",)), "names “Apple”"),
        (Selection(sources=("example gazette",)), "is from Example Gazette"),
        (Selection(languages=("en",)), "is in en-GB"),
        (Selection(none=("fire",), exclude_sources=("Other",)), "everything is taken"),
    ],
)
def test_an_article_is_taken_with_a_reason(selection: Selection, reason: str) -> None:
    """Words without regard to case, phrases across lines, names with regard to it."""
    verdict = judge(selection, ARTICLE)
    assert verdict.taken
    assert reason in verdict.reasons


@pytest.mark.parametrize(
    ("selection", "reason"),
    [
        (Selection(any=("fire", "stor")), "says none of the words asked for"),
        (Selection(all=("storm", "fire")), "does not say “fire”"),
        (Selection(any=("storm",), none=("monday",)), "says “monday”"),
        (Selection(names=("APPLE",)), "names none of those asked for"),
        (Selection(sources=("Courier",)), "is from Example Gazette"),
        (Selection(languages=("en-US", "de")), "is in en-GB"),
        (Selection(exclude_sources=("EXAMPLE Gazette",)), "Example Gazette, which is excluded"),
        (Selection(exclude_urls=("https://example.org/news/",)), "which is excluded"),
    ],
)
def test_an_article_is_left_out_with_a_reason(selection: Selection, reason: str) -> None:
    """The first thing that speaks against it is told."""
    verdict = judge(selection, ARTICLE)
    assert not verdict.taken
    assert reason in verdict.reasons[0]


def test_an_article_of_no_source_is_of_no_source() -> None:
    """It is left out where a source is asked for, and not excluded by any."""
    stray = replace(ARTICLE, outlet=None, url=None)
    assert judge(Selection(sources=("Gazette",)), stray).reasons == ("is from an unknown source",)
    assert judge(Selection(exclude_sources=("",), exclude_urls=("https://",)), stray).taken


@given(words=st.lists(st.sampled_from(["storm", "fire", "monday", "a (b", "c++"]), min_size=1))
def test_any_takes_what_all_takes_and_none_refuses_it(words: list[str]) -> None:
    """The three lists of words fit together, whatever stands in them."""
    wanted = tuple(words)
    if judge(Selection(all=wanted), ARTICLE).taken:
        assert judge(Selection(any=wanted), ARTICLE).taken
    assert (
        judge(Selection(any=wanted), ARTICLE).taken != judge(Selection(none=wanted), ARTICLE).taken
    )
