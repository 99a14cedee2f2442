"""An edition with an uncited sentence is refused."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from digest.compose.citations import check_citations
from digest.errors import UncitedError

if TYPE_CHECKING:
    from digest.model.edition import Edition


def test_a_cited_edition_passes(edition: Edition) -> None:
    """Every sentence of the small edition stands at its citation."""
    check_citations(edition)
    assert edition.timeline


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"start": 1}, "does not stand"),
        ({"article": "a-9"}, "points at no text"),
        ({"version": 2}, "points at no text"),
        ({"end": 10_000}, "points at no text"),
        ({"kind": "supports"}, "no verbatim citation"),
    ],
)
def test_a_planted_change_is_found(edition: Edition, change: dict[str, object], words: str) -> None:
    """A wrong offset, source, version or kind is each refused, wherever it is."""
    story, point, entry = edition.stories[0], edition.key_points[0], edition.timeline[0]
    sentence = story.sentences[0]
    broken = replace(sentence.citations[0], **change)  # type: ignore[arg-type]
    dated = replace(entry.citations[0], **change)  # type: ignore[arg-type]
    for bad in (
        replace(
            edition, stories=(replace(story, sentences=(replace(sentence, citations=(broken,)),)),)
        ),
        replace(edition, key_points=(replace(point, citations=(broken,)),)),
        replace(edition, timeline=(replace(entry, citations=(dated,)),)),
    ):
        with pytest.raises(UncitedError, match=words):
            check_citations(bad)


def test_a_changed_letter_is_found(edition: Edition) -> None:
    """The words themselves are compared."""
    story = edition.stories[0]
    sentence = replace(story.sentences[0], text=story.sentences[0].text.replace("storm", "Storm"))
    with pytest.raises(UncitedError, match="does not stand"):
        check_citations(replace(edition, stories=(replace(story, sentences=(sentence,)),)))
