"""Dates that one word or mark joins, of which the second tells a part for both."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeGuard

from digest.model.article import Span
from digest.model.event import Anchor, AnchorKind

if TYPE_CHECKING:
    from collections.abc import Sequence

    from digest.dates.find import Candidate

_BETWEEN = 7
"""Tokens between a time of day and its day: "12:20 p.m. local time (1620 UTC) on Wednesday"."""

_ENDS = frozenset(",;.!?")


def is_joined(following: Candidate | None, candidate: Candidate) -> TypeGuard[Candidate]:
    """Say whether one word or mark stands between the two: "6-7 February", "May and June"."""
    return following is not None and following.first - candidate.last == 1


def shared_year(candidate: Candidate, following: Candidate | None) -> Anchor | None:
    """Return the year that stands once for two dates: "from March to August 2011"."""
    if not is_joined(following, candidate):
        return None
    reading = following.reading
    dated = reading.month is not None or reading.day is not None
    if reading.kind != "calendar" or not dated or reading.year is None:
        return None
    span = Span(following.start, following.end)
    return Anchor(AnchorKind.MENTION, f"{reading.year:04}", span)


def day_behind(
    candidate: Candidate, following: Candidate | None, words: Sequence[str]
) -> Candidate | None:
    """Return the date right behind a time of day that says which day's it is, if one does."""
    if following is None or not 0 <= following.first - candidate.last <= _BETWEEN:
        return None
    reading = following.reading
    if reading.weekday is None and (reading.day is None or reading.month is None):
        return None
    if reading.anaphoric or reading.time is not None:
        return None
    between = words[candidate.last : following.first]
    return None if _ENDS.intersection(between) or any(map(str.isspace, between)) else following
