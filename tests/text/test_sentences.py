"""Where sentences end."""

from __future__ import annotations

import json
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.model.article import Section, SectionKind, Span
from digest.text.sections import find_sections, find_title
from digest.text.sentences import split_sentences, split_text

SEED = Path(__file__).parents[1] / "data" / "seed"
ARTICLE = (SEED / "article.txt").read_text(encoding="utf-8")
EXPECTED = json.loads((SEED / "expected.json").read_text(encoding="utf-8"))


def split(text: str) -> list[str]:
    """Return the sentences' texts."""
    return [text[s.start : s.end] for s in split_text(text)]


def test_the_seeds_joined_sentences_are_split_and_no_others() -> None:
    """Thirteen places where a full stop runs into the next sentence, quotes told by parity."""
    sentences = split_sentences(ARTICLE, find_sections(ARTICLE, find_title(ARTICLE)))
    joins = [b.start for a, b in pairwise(sentences) if a.end == b.start]
    assert joins == EXPECTED["joined_sentences"]["offsets"]


@pytest.mark.parametrize(
    "sentences",
    [
        ["Mr. Reed of the U.S. Navy spoke on Nov. 30.", "It rained."],
        ["He left the U.S.", "The U.K. was next."],
        ["He came at 5 p.m. on Monday.", "She left."],
        ["It was sold to Quay Inc.", "The price is secret."],
        ['"It is shut," she said.', '"Go home."', "They went."],
        ["“It is shut.”", "They went."],
        ["Is it shut?", "Yes!", "It is (see No. 4)."],
        ['She asked "Why?" and left.'],
        ["J. R. Reed won."],
        ["She holds the Leroy P. Quill Prize.", "See p. 4 of it."],
        ["The price is $3.50 a kilo.", "It was 2.5 in May."],
        ["He waited ... and waited.", "Then he left."],
        ["See www.Example.Com for more.", "It is free."],
    ],
)
def test_marks_that_end_sentences_are_told_from_others(sentences: list[str]) -> None:
    """Abbreviations, initials, numbers, addresses and quotes do not end one."""
    assert split(" ".join(sentences)) == sentences


def test_a_line_break_ends_a_sentence() -> None:
    """Paragraphs and lines never run together."""
    assert split("One line\nanother line\n\n  third. ") == ["One line", "another line", "third."]


def test_only_digestible_paragraphs_are_split() -> None:
    """Furniture has no sentences; paragraphs are numbered through all sections."""
    text = "Read more.\nOne. Two.\nThree."
    sections = (
        Section(SectionKind.FURNITURE, 0, 10),
        Section(SectionKind.BODY, 11, 20, (Span(11, 20),)),
        Section(SectionKind.SLIDESHOW, 21, 27, (Span(21, 27),)),
    )
    found = split_sentences(text, sections)
    assert [(text[s.start : s.end], s.section, s.paragraph) for s in found] == [
        ("One.", 1, 0),
        ("Two.", 1, 0),
        ("Three.", 2, 1),
    ]
    assert found[0].span == Span(11, 15)


@given(st.text(alphabet=st.sampled_from("Aa. !?\"'“”…\n()1。é"), max_size=200))
def test_sentences_cover_the_text_without_overlap(text: str) -> None:
    """Only white space lies between sentences, and none begins or ends with any."""
    end = 0
    for span in split_text(text):
        assert end <= span.start < span.end
        assert not text[end : span.start].strip()
        words = text[span.start : span.end]
        assert words == words.strip()
        end = span.end
    assert not text[end:].strip()
