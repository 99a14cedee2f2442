"""Summaries of plain texts are made of their own sentences."""

from __future__ import annotations

import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.compose.abstract import abstract, abstract_record, split_article
from digest.compose.choice import Length

PARTS = (
    "A storm tore two cranes loose in the harbour of Port Alder on Monday.",
    "Harbour master Ines Okafor closed the quay after the storm.",
    "Okafor did n't say when the quay would open again , and -LRB- so far -RRB- nobody else did .",
    "`` It fell within a minute , '' said Bo Reed .",
    "Who will pay for the cranes?",
    "\n",
    "PORT ALDER (Agency) -- Schools stay closed.",
    "Yes.",
)
texts = st.one_of(st.lists(st.sampled_from(PARTS), max_size=8).map(" ".join), st.text(max_size=90))
lengths = st.one_of(
    st.integers(1, 4).map(lambda n: Length(sentences=n)),
    st.integers(1, 50).map(lambda n: Length(words=n)),
)


def _folded(text: str) -> str:
    return " ".join(text.split())


@given(texts, lengths)
def test_every_sentence_of_an_article_stands_in_it(text: str, length: Length) -> None:
    """Word for word, after folding white space; within the length; none twice."""
    record = abstract_record({"id": 1, "text": text}, length)
    said = record["summary"]
    assert isinstance(said, list)
    assert all(sentence in _folded(text) for sentence in said)
    assert len(said) == len(set(said))
    assert len(said) <= (length.sentences or 99)
    assert len(" ".join(said).split()) <= (length.words or 999)


@given(st.lists(texts, max_size=4), lengths)
def test_every_sentence_of_a_cluster_stands_in_a_document(
    documents: list[str], length: Length
) -> None:
    """The same holds for several texts on one story."""
    said = abstract_record({"documents": documents}, length)["summary"]
    assert isinstance(said, list)
    assert all(any(s in _folded(text) for text in documents) for s in said)


@given(st.lists(st.sampled_from(PARTS), max_size=8), lengths)
def test_split_sentences_come_back_as_they_were(parts: list[str], length: Length) -> None:
    """Nobody splits or mends what was split already."""
    said = abstract_record({"sentences": parts}, length)["summary"]
    assert isinstance(said, list)
    assert all(s in {_folded(part) for part in parts} for s in said)


def test_what_is_no_running_text_is_passed_over() -> None:
    """Headline and dateline are not sentences of the body."""
    text = f"Storm closes harbour\n\nPORT ALDER (Agency) -- {PARTS[0]} {PARTS[1]}\n\nRead more\n"
    assert list(split_article(text, "Storm closes harbour")) == [PARTS[0], PARTS[1]]


def test_a_short_text_is_its_own_summary() -> None:
    """There is nothing to leave out of two sentences, even where they are poor ones."""
    assert abstract([[PARTS[0], "Yes."]], Length(sentences=3)) == [PARTS[0], "Yes."]
    assert abstract([], Length(sentences=3)) == []


@pytest.mark.parametrize(
    ("record", "said"),
    [
        ({"id": 1}, "neither 'text' nor"),
        ({"text": 7}, "neither 'text' nor"),
        ({"documents": "one"}, "'documents' is no list"),
        ({"sentences": [1]}, "'sentences' is no list"),
    ],
)
def test_a_record_without_text_is_refused(record: dict[str, object], said: str) -> None:
    """The message names the field."""
    with pytest.raises(ValueError, match=said):
        abstract_record(record, Length(sentences=1))


def test_the_seed_of_hashes_leaves_no_trace() -> None:
    """Processes with different hash seeds choose the same sentences."""
    documents = [" ".join(PARTS), " ".join(reversed(PARTS)), " ".join(PARTS[:3])]
    program = (
        "from digest.compose.abstract import abstract_record\n"
        "from digest.compose.choice import Length\n"
        f"print(abstract_record({{'documents': {documents!r}}}, Length(words=30)))\n"
    )
    made = {
        subprocess.run(
            [sys.executable, "-c", program],
            env={"PYTHONHASHSEED": seed},
            capture_output=True,
            check=True,
        ).stdout
        for seed in "123"
    }
    assert len(made) == 1
