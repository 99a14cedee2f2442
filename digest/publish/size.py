"""How long an edition is, and which ones are too long to print."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from digest.model.edition import Edition

MOST_WORDS = 130_000
"""A briefing of so many words has some 450 pages, takes 15 s and 220 MB to print: nobody reads a
longer one, and an edition of every article of a year should not stop a worker."""

_LONGEST_MEAN = 12
"""Code points a word at the most, in sentences of scripts that have spaces."""

TOO_LONG = (
    f"This briefing is shortened to a page: the edition has more than {MOST_WORDS:,} words, too "
    "many to print."
)


def words_of(edition: Edition) -> int:
    """Return how many words the sentences and entries of `edition` have together.

    Where spaces are rare, as in Chinese, every twelve code points count as one.
    """
    told = [sentence.text for story in edition.stories for sentence in story.sentences]
    return sum(_words(text) for text in (*told, *(entry.text for entry in edition.timeline)))


def too_long(edition: Edition) -> bool:
    """Return whether an edition has more words than are printed."""
    return words_of(edition) > MOST_WORDS


def _words(text: str) -> int:
    return max(text.count(" ") + 1, len(text) // _LONGEST_MEAN)
