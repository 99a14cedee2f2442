"""Stories as they are browsed: an index that articles join as they arrive."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class IndexedStory:
    """A story of the index: its articles' ids and days, by day.

    Its id is never given to another story; one that was merged is found under the other's.
    """

    id: str
    title: str
    articles: tuple[str, ...]
    first_day: int
    last_day: int
