"""The summary of a story: cited sentences, each fact once with all who tell it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.compose.reading import Reading, read
from digest.compose.summary import summarise
from digest.model.article import Document, MediaType
from digest.service.articles import to_article

STORM = (
    "A storm tore two cranes loose in the harbour of Port Alder on Monday.",
    "Harbour master Ines Okafor closed the quay until the cranes are cleared away.",
    "He said that the last closure of the quay was in November 2011.",
    "Okafor hopes to clear the harbour of the cranes before April.",
    "On Monday two cranes in Port Alder harbour were torn loose by a storm.",
    "A chess club of the town moved house after ninety years in the old mill.",
)


def _reading(name: str, sentences: list[str]) -> Reading:
    text = "\n\n".join(["Storm in Port Alder", *sentences]) + "\n"
    return read(to_article(Document(name, MediaType.TEXT, text, id=name, published="2021-03-08")))


stories = st.lists(
    st.lists(st.sampled_from(STORM), min_size=1, max_size=5), min_size=1, max_size=3
).map(lambda texts: [_reading(f"a{n}", text) for n, text in enumerate(texts)])


@given(stories, st.integers(1, 5))
def test_every_sentence_stands_at_its_verbatim_citations(
    readings: list[Reading], size: int
) -> None:
    """Each has one at least; "supports" points at other words in another place."""
    articles = {r.article.id: r.article for r in readings}
    said = summarise(readings, size)
    assert 1 <= len(said) <= size
    for sentence in said:
        assert sentence.citations[0].kind == "verbatim"
        for citation in sentence.citations:
            text = articles[citation.article].text[citation.start : citation.end]
            assert (" ".join(text.split()) == sentence.text) == (citation.kind == "verbatim")


def test_a_fact_of_two_outlets_is_one_sentence_with_both_as_sources() -> None:
    """The same words are cited verbatim, other words as support."""
    readings = [_reading("a", [STORM[0]]), _reading("b", [STORM[0]]), _reading("c", [STORM[4]])]
    (sentence,) = summarise(readings, 3)
    assert [(c.article, c.kind) for c in sentence.citations] == [
        ("a", "verbatim"),
        ("b", "verbatim"),
        ("c", "supports"),
    ]


def test_nobody_speaks_without_having_been_named() -> None:
    """No pronoun without its antecedent, and "Okafor" not before "Ines Okafor" was told."""
    said = [s.text for s in summarise([_reading("a", [*STORM[:4], STORM[5]])], 3)]
    assert said[0] == STORM[0]
    assert STORM[2] not in said or STORM[1] in said
    assert STORM[3] not in said or STORM[1] in said


def test_the_first_article_is_told_first() -> None:
    """Sentences follow their articles, and the order within each."""
    readings = [_reading("a", list(STORM[:2])), _reading("b", [STORM[5], STORM[3]])]
    cited = [s.citations[0] for s in summarise(readings, 5)]
    assert [(c.article, c.start) for c in cited] == sorted((c.article, c.start) for c in cited)


@pytest.mark.parametrize(
    "said",
    [
        "“The quay is shut. Two of its cranes fell into the water there. We wait,” he said.",
        '"The quay is shut. Two of its cranes fell into the water there. We wait," he said.',
    ],
)
def test_no_sentence_is_taken_out_of_the_middle_of_a_quotation(said: str) -> None:
    """It has no marks of its own, so a reader would take it for the article's."""
    told = [s.text for s in summarise([_reading("a", [STORM[0], said])], 5)]
    assert "Two of its cranes fell into the water there." not in told
    plain = said.strip('“"').replace("”", "").replace('"', "")
    told = [s.text for s in summarise([_reading("a", [STORM[0], plain])], 5)]
    assert "Two of its cranes fell into the water there." in told
