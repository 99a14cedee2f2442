"""Which stories come first."""

from __future__ import annotations

from digest.compose.order import relevance


def test_a_story_that_only_touches_the_topic_is_least_relevant() -> None:
    """The share of common vocabulary tells the topic from what strays from it."""
    storm, cranes, chess = relevance(
        [
            "Storm closes the harbour: the storm tore cranes loose.",
            "Harbour cranes were torn loose by the storm.",
            "A chess master speaks about her openings and the harbour view.",
        ]
    )
    assert chess < storm
    assert chess < cranes


def test_texts_alone_or_empty_have_no_relevance() -> None:
    """There is nothing to share with."""
    assert relevance(["Storm closes the harbour"]) == (0.0,)
    assert relevance(["", "Storm"]) == (0.0, 0.0)
    assert relevance([]) == ()
