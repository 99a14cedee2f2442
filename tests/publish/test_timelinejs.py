"""TimelineJS data keeps to https://timeline.knightlab.com/docs/json-format.html."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest

from digest.publish.timelinejs import timelinejs

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import ModuleType

    from digest.model.edition import Edition


def read(edition: Edition) -> dict[str, Any]:
    """Return the document of `edition`."""
    document: dict[str, Any] = json.loads(timelinejs(edition))
    return document


def test_events_have_what_the_format_asks_for(edition: Edition, rules: ModuleType) -> None:
    """Each has a start, a text fit for HTML and an id of its own; the title has a text."""
    document = read(edition)
    assert set(document) == {"title", "events"}
    assert document["title"]["text"]["headline"] == edition.title
    assert len(document["events"]) == len(edition.timeline)
    for event in document["events"]:
        assert set(event) == {"start_date", "display_date", "text", "unique_id"}
        assert rules.html_faults(event["text"]["headline"]) == []
        assert rules.html_faults(event["text"]["text"]) == []
    ids = [event["unique_id"] for event in document["events"]]
    assert len(set(ids)) == len(ids)


@pytest.mark.parametrize(
    ("edtf", "low", "high", "start", "end"),
    [
        ("2021-03-08", date(2021, 3, 8), date(2021, 3, 8), [2021, 3, 8], None),
        ("2021-03", date(2021, 3, 1), date(2021, 3, 31), [2021, 3], None),
        ("2021", date(2021, 1, 1), date(2021, 12, 31), [2021], None),
        ("2021-21", date(2021, 3, 1), date(2021, 5, 31), [2021, 3, 1], [2021, 5, 31]),
        ("202X", date(2020, 1, 1), date(2029, 12, 31), [2020, 1, 1], [2029, 12, 31]),
        ("2021-03-03/2021-03-06", date(2021, 3, 3), date(2021, 3, 6), [2021, 3, 3], [2021, 3, 6]),
        ("2021-03-03/..", date(2021, 3, 3), None, [2021, 3, 3], None),
        ("../2021-03-03", None, date(2021, 3, 3), [2021, 3, 3], None),
    ],
)
def test_grains_become_start_and_end(
    edtf: str,
    low: date | None,
    high: date | None,
    start: list[int],
    end: list[int] | None,
    edition: Edition,
    vary: Callable[..., Edition],
) -> None:
    """A month has no day, a year no month, and what is longer has an end."""
    entry = replace(edition.timeline[0], edtf=edtf, earliest=low, latest=high)
    (event,) = read(vary(timeline=(entry,)))["events"]
    assert list(event["start_date"].values()) == start
    assert (list(event["end_date"].values()) if "end_date" in event else None) == end


def test_a_year_unknown_is_left_out(edition: Edition, vary: Callable[..., Edition]) -> None:
    """TimelineJS needs a year."""
    entry = replace(edition.timeline[0], edtf="XXXX-11-30", earliest=None, latest=None)
    assert read(vary(timeline=(entry,)))["events"] == []


def test_texts_are_escaped(edition: Edition, vary: Callable[..., Edition]) -> None:
    """TimelineJS shows texts as HTML, so none of theirs reaches it as markup."""
    bad = '<img src=x onerror="alert(1)">'
    entry = replace(edition.timeline[0], text=bad)
    source = replace(edition.sources[0], title=bad, outlet=bad, url="javascript:alert(1)")
    document = read(vary(title=bad, timeline=(entry,), sources=(source,)))
    written = json.dumps(document)
    assert "<img" not in written
    assert "javascript:" not in written
    assert "&lt;img" in document["events"][0]["text"]["headline"]


def test_stories_become_groups_when_there_are_several(
    edition: Edition, vary: Callable[..., Edition]
) -> None:
    """One story needs no group; two are told apart by their titles."""
    other = replace(edition.stories[0], id="s-2", title="Ships & sails")
    moved = replace(edition.timeline[0], story="s-2")
    document = read(vary(stories=(edition.stories[0], other), timeline=(moved,)))
    assert document["events"][0]["group"] == "Ships &amp; sails"


def test_the_same_timeline_gives_the_same_bytes(edition: Edition) -> None:
    """Two runs differ in nothing, and the file is UTF-8 that ends with a newline."""
    assert timelinejs(edition) == timelinejs(edition)
    assert timelinejs(edition).decode().endswith("}\n")


def test_lone_surrogates_do_not_stop_it(edition: Edition, vary: Callable[..., Edition]) -> None:
    """What UTF-8 cannot carry is lost, the rest is written."""
    entry = replace(edition.timeline[0], text="a\ud800b")
    assert read(vary(timeline=(entry,)))["events"][0]["text"]["headline"] == "ab"
