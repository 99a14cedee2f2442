"""Articles as JSON Lines."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from digest.errors import InputError
from digest.ingest.files import open_input
from digest.ingest.jsonl import document, records
from digest.model.article import MediaType

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize("field", ["published", "date", "time", "dct"])
def test_each_name_of_the_date_field_is_read(field: str) -> None:
    """Four names for one thing; null is missing, so the next one counts."""
    read = document("a", {"text": "Words.", "published": None, field: "2014-12-01"})
    assert read.published == "2014-12-01"


def test_a_whole_record_is_read_and_other_fields_ignored() -> None:
    """Every documented field arrives in the document."""
    read = document(
        "a",
        {
            "id": 7,
            "title": "T",
            "html": "<p>W",
            "source": "Gazette",
            "url": "https://example.org/",
            "authors": ["Ada", " "],
            "language": "en",
            "label": 3,
        },
    )
    assert (read.id, read.title, read.outlet) == ("7", "T", "Gazette")
    assert (read.media_type, read.content) == (MediaType.HTML, "<p>W")
    assert (read.url, read.authors, read.language) == ("https://example.org/", ("Ada",), "en")
    assert document("a", {"text": "W", "authors": "Ada"}).authors == ("Ada",)


@pytest.mark.parametrize(
    ("record", "words"),
    [
        ({}, "neither 'text' nor 'html'"),
        ({"text": 3}, "'text' is int"),
        ({"text": "W", "authors": [1]}, "'authors' is neither"),
        ({"text": "W", "id": True}, "'id' is bool"),
    ],
)
def test_a_wrong_record_says_where_and_what(record: dict[str, object], words: str) -> None:
    """The message names the line and the field."""
    with pytest.raises(InputError, match="line 4") as caught:
        document("f.jsonl, line 4", record)
    assert words in str(caught.value)


def test_lines_that_are_no_objects_are_named(tmp_path: Path) -> None:
    """Broken JSON and JSON of another kind each name their line."""
    path = tmp_path / "a.jsonl"
    path.write_text(json.dumps({"text": "W"}) + "\n[1]\n")
    with open_input(str(path)) as source:
        rows = records(source)
        assert next(rows)[1] == {"text": "W"}
        with pytest.raises(InputError, match="line 2 is no JSON object"):
            next(rows)
    path.write_text("{'id'")
    with open_input(str(path)) as source, pytest.raises(InputError, match="line 1 is no JSON"):
        list(records(source))
    path.write_text("[" * 100_000)
    with open_input(str(path)) as source, pytest.raises(InputError, match="line 1 is no JSON"):
        list(records(source))
