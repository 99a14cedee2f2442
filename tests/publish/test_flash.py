"""One page tells the first stories and says what it leaves out."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from digest.publish.flash import SIZES, flash
from digest.publish.view import view

if TYPE_CHECKING:
    from digest.model.edition import Edition


def test_the_largest_size_tells_all_of_a_small_edition(edition: Edition) -> None:
    """What fits is told in full, with the sources it cites."""
    shown = flash(view(edition), SIZES[0])
    assert [len(story.sentences) for story in shown.stories] == [2]
    assert [source.number for source in shown.sources] == [1]
    assert "dated events" in (shown.more or "")


def test_smaller_sizes_never_tell_more(edition: Edition) -> None:
    """From the first size to the last, sentences and stories only go."""
    stories = tuple(replace(edition.stories[0], id=f"s-{n}") for n in range(5))
    whole = view(replace(edition, stories=stories))
    counts = [
        (len(made.stories), sum(len(s.sentences) for s in made.stories))
        for made in (flash(whole, size) for size in SIZES)
    ]
    assert counts == sorted(counts, reverse=True)
    assert counts[0] == (3, 6)
    assert counts[-1] == (1, 1)


def test_what_is_left_out_is_counted(edition: Edition) -> None:
    """Stories, sentences and dated events that are not on the page are said to exist."""
    stories = tuple(replace(edition.stories[0], id=f"s-{n}") for n in range(5))
    shown = flash(view(replace(edition, stories=stories, timeline=())), SIZES[-1])
    assert shown.more == (
        "Not on this page: 4 stories, 9 sentences of this edition. The evidence holds all of it."
    )


def test_nothing_left_out_is_not_mentioned(edition: Edition) -> None:
    """A page that holds the whole edition says nothing of that kind."""
    assert flash(view(replace(edition, timeline=())), SIZES[0]).more is None
