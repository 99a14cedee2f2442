"""The batch tools: JSON Lines in, JSON out."""

from __future__ import annotations

import gzip
import json
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

STORM = [
    ("a", "2021-03-08", ("The harbour of Port Alder was closed on Monday after a storm tore two "
     "cranes loose. Harbour crews cleared the quay on Tuesday, March 2, after the first gusts.")),
    ("b", "2021-03-09", ("The harbour of Port Alder stays closed after the storm of Monday tore "
     "cranes loose at the quay. Harbour crews hope to clear it soon.")),
    ("c", "2021-03-20", ("The harbour reopened on Friday, March 19, eleven days after the storm "
     "tore its cranes loose. A chess club moved house.")),
]  # fmt: skip
PAGE = (
    "<html><head><title>T</title><meta property='og:title' content='Storm closes the harbour'>"
    "<meta property='article:published_time' content='2021-03-08'></head><body><article>"
    "<p>The harbour of Port Alder was closed on Monday after a storm tore two cranes loose.</p>"
    "<p>Harbour master Ines Okafor said the quay would reopen in April, once checked.</p>"
    "</article></body></html>"
)


@pytest.fixture
def topic(tmp_path: Path) -> str:
    """Three articles on one storm."""
    path = tmp_path / "storm.jsonl"
    rows = (json.dumps({"id": i, "time": day, "text": text}) for i, day, text in STORM)
    path.write_text("\n".join(rows))
    return str(path)


def test_a_topic_becomes_days_with_verbatim_sentences(
    run: Callable[..., tuple[int, str, str]], topic: str
) -> None:
    """As many days as asked for, in order, each sentence as an article has it."""
    code, out, err = run("timeline", "--jsonl", topic, "--dates", "2", "--sentences", "1")
    assert (code, err) == (0, "")
    told = json.loads(out)
    assert list(told) == sorted(told)
    assert len(told) == 2
    assert "2021-03-08" in told
    texts = " ".join(text for _, _, text in STORM)
    assert all(s in texts for sentences in told.values() for s in sentences)
    assert all(len(sentences) == 1 for sentences in told.values())


def test_bounds_and_keywords_narrow_the_timeline(
    run: Callable[..., tuple[int, str, str]], topic: str
) -> None:
    """Days outside the bounds and articles off topic are not told."""
    options = ("--jsonl", topic, "--dates", "5", "--sentences", "1")
    _, out, _ = run("timeline", *options, "--from", "2021-03-15", "--to", "2021-03-31")
    assert list(json.loads(out)) == ["2021-03-19"]
    _, out, _ = run("timeline", *options, "--keywords", "volcano")
    assert json.loads(out) == {}


def test_pages_become_records_of_their_own_words(
    run: Callable[..., tuple[int, str, str]], tmp_path: Path
) -> None:
    """Metadata comes from the page, not from beside it; an empty page has an empty text."""
    path = tmp_path / "pages.jsonl.gz"
    rows = [{"id": 1, "html": PAGE, "title": "Other"}, {"id": 2, "html": "<p></p>"}]
    path.write_bytes(gzip.compress("\n".join(map(json.dumps, rows)).encode()))
    code, out, err = run("extract", "--jsonl", str(path))
    assert (code, err) == (0, "")
    first, second = (json.loads(line) for line in out.splitlines())
    assert (first["id"], first["title"]) == ("1", "Storm closes the harbour")
    assert first["published"] == "2021-03-08"
    assert first["text"].startswith("The harbour of Port Alder was closed")
    assert (second["id"], second["text"]) == ("2", "")


@pytest.mark.parametrize(
    ("options", "code", "said"),
    [
        (("--dates", "0"), 2, "1 or more"),
        (("--from", "soon"), 2, "--from"),
    ],
)
def test_impossible_options_are_named(
    run: Callable[..., tuple[int, str, str]],
    topic: str,
    options: tuple[str, ...],
    code: int,
    said: str,
) -> None:
    """One sentence each."""
    got, out, err = run("timeline", "--jsonl", topic, *options)
    assert (got, out) == (code, "")
    assert said in err


def test_an_unreadable_date_names_its_line(
    run: Callable[..., tuple[int, str, str]], tmp_path: Path
) -> None:
    """The line and the value stand in the message."""
    path = tmp_path / "a.jsonl"
    path.write_text('{"id": "a", "time": "2021-02-30", "text": "Words."}\n')
    code, _, err = run("timeline", "--jsonl", str(path))
    assert code == 3
    assert "line 1: '2021-02-30' is no date" in err


HARBOUR = [
    {"id": 1, "title": "Storm closes harbour", "published": "2021-03-08", "text": STORM[0][2]},
    {"id": "b", "title": "Harbour stays closed", "date": "2021-03-09", "text": STORM[1][2]},
    {"id": "fair", "title": "Spring fair", "text": (
        "Nine thousand visitors came to the spring fair of Lindow. "
        "A choir of two hundred sang there."
    )},
]  # fmt: skip


@pytest.fixture
def jsonl(tmp_path: Path) -> Callable[[list[dict[str, object]]], str]:
    """Return a function that writes records to a gzipped file and gives its path."""

    def write(rows: list[dict[str, object]]) -> str:
        path = tmp_path / "in.jsonl.gz"
        path.write_bytes(gzip.compress("\n".join(map(json.dumps, rows)).encode()))
        return str(path)

    return write


def test_texts_split_texts_and_clusters_are_summarised(
    run: Callable[..., tuple[int, str, str]], jsonl: Callable[[list[dict[str, object]]], str]
) -> None:
    """Each record gives as many of its own sentences as asked for, under its id."""
    split = ["The harbour closed on Monday .", "Crews `` hope to clear it '' -LRB- soon -RRB- ."]
    path = jsonl(
        [
            {"id": "text", "text": STORM[0][2]},
            {"id": "split", "sentences": split},
            {"id": "cluster", "documents": [text for _, _, text in STORM]},
        ]
    )
    code, out, err = run("summary", "--jsonl", path, "--sentences", "1")
    assert (code, err) == (0, "")
    text, own, cluster = (json.loads(line) for line in out.splitlines())
    assert [row["id"] for row in (text, own, cluster)] == ["text", "split", "cluster"]
    assert text["summary"][0].startswith("The harbour of Port Alder was closed on Monday")
    assert own["summary"][0] in split
    assert any(cluster["summary"][0] in told for _, _, told in STORM)


def test_words_bound_a_summary(
    run: Callable[..., tuple[int, str, str]], jsonl: Callable[[list[dict[str, object]]], str]
) -> None:
    """A summary of so many words is as full as whole sentences allow, and no longer."""
    path = jsonl([{"id": "cluster", "documents": [text for _, _, text in STORM]}])
    _, out, _ = run("summary", "--jsonl", path, "--words", "30")
    said = json.loads(out)["summary"]
    assert 15 <= len(" ".join(said).split()) <= 30


def test_articles_are_grouped_by_what_happened(
    run: Callable[..., tuple[int, str, str]], jsonl: Callable[[list[dict[str, object]]], str]
) -> None:
    """Two reports of the storm are one story, the fair is another; ids come back as given."""
    code, out, err = run("stories", "--jsonl", jsonl(HARBOUR))
    assert (code, err) == (0, "")
    storm, still, fair = (json.loads(line) for line in out.splitlines())
    assert [row["id"] for row in (storm, still, fair)] == [1, "b", "fair"]
    assert storm["story"] == still["story"] != fair["story"]
    _, mixed, _ = run("stories", "--jsonl", jsonl(HARBOUR[::-1]))
    assert sorted(mixed.splitlines()) == sorted(out.splitlines())


@pytest.mark.parametrize(
    ("words", "record", "code", "said"),
    [
        (("summary",), {"text": "A."}, 2, "--sentences and --words"),
        (("summary", "--sentences", "1", "--words", "9"), {"text": "A."}, 2, "--words"),
        (("summary", "--words", "0"), {"text": "A."}, 2, "1 or more"),
        (("summary", "--words", "9"), {"id": 7}, 3, "line 1"),
        (("summary", "--words", "9"), {"documents": ["a", 1]}, 3, "list of strings"),
        (("stories",), {"id": 7, "title": "T"}, 3, "line 1"),
    ],
)
def test_what_cannot_be_read_or_done_is_said_in_a_sentence(
    run: Callable[..., tuple[int, str, str]],
    jsonl: Callable[[list[dict[str, object]]], str],
    words: tuple[str, ...],
    record: dict[str, object],
    code: int,
    said: str,
) -> None:
    """Wrong lengths are wrong usage; a record without text names its line."""
    got, out, err = run(words[0], "--jsonl", jsonl([record]), *words[1:])
    assert (got, out) == (code, "")
    assert said in err


def test_half_a_surrogate_pair_is_escaped(
    run: Callable[..., tuple[int, str, str]], jsonl: Callable[[list[dict[str, object]]], str]
) -> None:
    """Text that no encoding can carry comes out as JSON all the same, unchanged."""
    text = "The harbour of Port Alder \ud800 was closed after a storm tore two cranes loose."
    code, out, _ = run("summary", "--jsonl", jsonl([{"text": text}]), "--sentences", "1")
    assert code == 0
    assert out.isascii()
    assert json.loads(out)["summary"] == [text]
