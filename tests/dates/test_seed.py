"""The article this project began with, dated as its expectation file says."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from digest.dates import find_dates, find_derived, infer_published, replay
from digest.model.event import AnchorKind

SEED = Path(__file__).parents[1] / "data" / "seed"
TEXT = (SEED / "article.txt").read_text(encoding="utf-8")
EXPECTED: dict[str, Any] = json.loads((SEED / "expected.json").read_text(encoding="utf-8"))
FOUND = {(e.start, e.end): e for e in find_dates(TEXT, EXPECTED["published"])}


@pytest.mark.parametrize("wanted", EXPECTED["expressions"], ids=lambda e: f"{e['start']}")
def test_every_expression_is_found_with_its_value(wanted: dict[str, Any]) -> None:
    """Span, type, value and EDTF of each expression are those of the expectation."""
    found = FOUND[wanted["start"], wanted["end"]]
    assert found.text == wanted["text"]
    assert found.type == wanted["type"]
    vague = "PAST_REF is right too" in wanted.get("note", "")
    assert found.value == ("PAST_REF" if vague else wanted["value"])
    assert found.edtf == wanted.get("edtf")


def test_nothing_else_is_found_but_what_is_allowed() -> None:
    """No span is tagged that the expectation neither asks for nor allows."""
    allowed = [*EXPECTED["expressions"], *EXPECTED["expressions_allowed"]["spans"]]
    assert set(FOUND) <= {(e["start"], e["end"]) for e in allowed}


def test_every_proof_replays_to_its_value() -> None:
    """The proof alone gives the value again."""
    assert [replay(e.proof) for e in FOUND.values()] == [e.value for e in FOUND.values()]


def test_words_of_another_outlet_are_anchored_on_the_day_it_spoke() -> None:
    """What an outlet said on a day counts from that day and not from publication."""
    few = next(e for e in FOUND.values() if e.text == "a few days ago")
    assert few.proof.anchor.kind is AnchorKind.SPEAKER
    assert few.proof.anchor.value == "2014-12-01"


def test_a_duration_between_two_happenings_dates_the_undated_one() -> None:
    """The closing lies as many months before the dated election as the text says."""
    [derived] = find_derived(TEXT, tuple(FOUND.values()))
    assert EXPECTED["derived"]["contains"] in derived.text
    assert derived.edtf == EXPECTED["derived"]["edtf"]
    assert replay(derived.proof) == derived.value


def test_without_publication_years_stay_unknown() -> None:
    """A month and day without an anchor keep an unknown year instead of a wrong one."""
    days = {e.text: e for e in find_dates(TEXT, None)}
    assert days["Nov. 30"].edtf == "XXXX-11-30"
    assert days["Nov. 30"].earliest is None
    assert days["October"].edtf == "2013-10"


def test_publication_is_inferred_rightly_or_unknown_with_its_candidates() -> None:
    """The text alone gives the right day or offers it among its candidates."""
    published = infer_published(TEXT)
    assert published.origin == "unknown"
    assert list(published.candidates) == EXPECTED["without_published_date"]["candidates"]
    assert published.reasons
