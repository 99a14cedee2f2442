"""The article this project began with, from file to feed, page and briefing."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import feedparser
import pytest

from digest.model.edtf import extent

SEED = Path(__file__).parents[1] / "data" / "seed"
ARTICLE = (SEED / "article.txt").read_text(encoding="utf-8")
EXPECTED: dict[str, Any] = json.loads((SEED / "expected.json").read_text(encoding="utf-8"))
FILES = (
    "rss.xml",
    "atom.xml",
    "feed.json",
    "index.html",
    "briefing.pdf",
    "timeline.json",
    "timeline.ics",
    "edition.json",
)


def make(out: Path, *options: str, **environment: str) -> None:
    """Run `digest make` on the seed in a process of its own."""
    subprocess.run(
        [
            sys.executable,
            "-m",
            "digest",
            "make",
            str(SEED / "article.txt"),
            "-o",
            str(out),
            *options,
        ],
        check=True,
        env={**os.environ, **environment},
        capture_output=True,
    )


@pytest.fixture(scope="module")
def out(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The eight files of the seed, published 2014-12-01."""
    folder = tmp_path_factory.mktemp("seed")
    make(folder, "--published", EXPECTED["published"])
    return folder


@pytest.fixture(scope="module")
def edition(out: Path) -> Any:  # noqa: ANN401 - JSON
    """The seed's edition.json."""
    return json.loads((out / "edition.json").read_text(encoding="utf-8"))


def fold(text: str) -> str:
    """Fold white space."""
    return " ".join(text.split())


def told(edition: Any) -> list[str]:  # noqa: ANN401 - JSON
    """Return every sentence that the edition tells."""
    sentences = [s["text"] for story in edition["stories"] for s in story["sentences"]]
    return sentences + [entry["text"] for entry in edition["timeline"]]


def test_all_eight_files_are_written(out: Path) -> None:
    """Nothing but the eight files lies in the folder, and none is empty."""
    assert sorted(p.name for p in out.iterdir()) == sorted(FILES)
    assert all((out / name).stat().st_size for name in FILES)


def test_the_summary_has_three_to_six_sentences(edition: Any) -> None:  # noqa: ANN401
    """One story, told in a handful of sentences."""
    (story,) = edition["stories"]
    assert story["title"] == EXPECTED["title"]
    assert 3 <= len(story["sentences"]) <= 6


def test_every_sentence_stands_at_its_citations(edition: Any) -> None:  # noqa: ANN401
    """Summary and timeline quote the stored text, white space aside."""
    (source,) = edition["sources"]
    assert source["text"] == ARTICLE
    sentences = [s for story in edition["stories"] for s in story["sentences"]]
    for item in [*sentences, *edition["timeline"]]:
        verbatim = [c for c in item["citations"] if c["kind"] == "verbatim"]
        assert verbatim
        for c in verbatim:
            assert fold(ARTICLE[c["start"] : c["end"]]) == fold(item["text"])


@pytest.mark.parametrize("must", EXPECTED["timeline_must"], ids=lambda m: m["contains"])
def test_the_timeline_has_each_expected_happening(edition: Any, must: dict[str, Any]) -> None:  # noqa: ANN401
    """Each happening stands under its date, as often as it should, future ones marked."""
    hits = [e for e in edition["timeline"] if must["contains"] in e["text"]]
    assert must["edtf"] in [
        edtf for e in hits for edtf in (e["edtf"], *(c["edtf"] for c in e.get("conflict") or ()))
    ]
    assert len(hits) == must.get("times", len(hits))
    assert not must.get("future") or any(e["future"] for e in hits)


def test_the_timeline_is_sorted_and_tells_no_state_as_an_event(edition: Any) -> None:  # noqa: ANN401
    """Entries ascend by first day; durations, and years of states or comparisons, date nothing."""
    days = [e["earliest"] for e in edition["timeline"]]
    assert days == sorted(days)
    assert not [e for e in edition["timeline"] if e["edtf"] in {"1979", "2010"}]
    assert not [e for e in edition["timeline"] if e["edtf"].startswith("P")]


def test_furniture_is_told_nowhere_and_stands_in_the_ledger(edition: Any) -> None:  # noqa: ANN401
    """Navigation lines are left out, and the ledger says so."""
    told_text = json.dumps(told(edition))
    furniture = [
        fold(ARTICLE[line["start"] : line["end"]])
        for line in edition["ledger"]
        if line["reason"] == "furniture"
    ]
    for words in ("Go To Homepage", "Before You Go", "Popular in the Community"):
        assert words not in told_text
        assert any(words in kept for kept in furniture)
    assert EXPECTED["title"] in furniture  # the second copy of the headline


def test_the_repeated_passage_is_told_once_with_both_places(edition: Any) -> None:  # noqa: ANN401
    """A passage that stands in two slides is one entry with two verbatim citations."""
    repeated = EXPECTED["repeated_passage"]["text"]
    (entry,) = [e for e in edition["timeline"] if repeated in e["text"]]
    places = {c["start"] for c in entry["citations"] if c["kind"] == "verbatim"}
    assert len(places) == EXPECTED["repeated_passage"]["count"]
    assert sum(repeated in s["text"] for st in edition["stories"] for s in st["sentences"]) <= 1


def test_the_outlets_quarrel_is_kept(edition: Any) -> None:  # noqa: ANN401
    """Both datings of the footage stand there, with who said which and when."""
    (entry,) = [e for e in edition["timeline"] if e.get("conflict")]
    first, second = EXPECTED["conflict"]["claims"]
    claims = {c["by"]: c for c in entry["conflict"]}
    assert claims[first["by"]]["edtf"] == first["edtf"] == entry["edtf"]
    other = claims[second["by"]]
    assert second["text"] in other["words"]
    assert other["said_on"] == second["said_on"]
    assert second["earliest_at_least"] <= other["earliest"]
    assert other["latest"] <= second["latest_at_most"]


def test_a_date_that_follows_by_arithmetic_is_derived(edition: Any) -> None:  # noqa: ANN401
    """The months between two happenings date the first from the second."""
    hits = [e for e in edition["timeline"] if EXPECTED["derived"]["contains"] in e["text"]]
    assert [e["edtf"] for e in hits] == [EXPECTED["derived"]["edtf"]]


def test_every_entry_carries_a_proof_and_its_days(edition: Any) -> None:  # noqa: ANN401
    """Earliest and latest are what the EDTF value says; the proof names rule and words."""
    for entry in edition["timeline"]:
        found = extent(entry["edtf"])
        assert entry["earliest"] == (found.earliest and found.earliest.isoformat())
        assert entry["latest"] == (found.latest and found.latest.isoformat())
        assert set(entry["proof"]) == {"rule", "anchor", "operation", "amount", "unit", "words"}
        assert entry["proof"] == entry["citations"][0]["proof"]
        assert fold(entry["proof"]["words"]) in fold(entry["text"])


def test_readers_read_the_feeds(out: Path) -> None:
    """Both XML feeds parse without complaint and carry the briefing as an enclosure."""
    size = (out / "briefing.pdf").stat().st_size
    for name in ("rss.xml", "atom.xml"):
        feed = feedparser.parse((out / name).read_bytes())
        assert not feed.bozo
        (entry,) = feed.entries
        (enclosure,) = entry.enclosures
        assert enclosure.type == "application/pdf"
        assert int(enclosure.length) == size
    (item,) = json.loads((out / "feed.json").read_text(encoding="utf-8"))["items"]
    assert item["attachments"][0]["size_in_bytes"] == size


def test_two_processes_write_the_same_bytes(out: Path, tmp_path: Path) -> None:
    """Hash seed, time zone and locale leave no trace in any of the eight files."""
    make(
        tmp_path,
        "--published",
        EXPECTED["published"],
        PYTHONHASHSEED="77",
        TZ="Pacific/Auckland",
        LC_ALL="C",
    )
    for name in FILES:
        assert (tmp_path / name).read_bytes() == (out / name).read_bytes(), name


def test_without_a_date_the_day_is_inferred_or_unknown_never_today(tmp_path: Path) -> None:
    """The inferred day comes with reasons; an unknown one with candidates."""
    make(tmp_path, "--as-of", "2020-01-01")
    edition = json.loads((tmp_path / "edition.json").read_text(encoding="utf-8"))
    published = edition["sources"][0]["published"]
    expected = EXPECTED["without_published_date"]
    if published["from"] == "inferred":
        assert published["value"] == expected["inferred"]
        assert published["reasons"]
    else:
        assert published["from"] == "unknown"
        assert published["value"] is None
        assert set(expected["candidates"]) <= set(published["candidates"])
