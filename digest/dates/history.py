"""Whether a text tells of a past far from its publication, as lives and histories do."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from digest.dates.find import Candidate

_FEWEST_YEARS = 6
"""Years written out that make a history; a news report seldom writes as many."""

_FEWEST_LONG_AGO, _LIFETIME = 3, 50
"""Years written out that are enough if all lie so many years back and no day counts from now."""

_MOST_NEAR = 4
"""Of so many years written out, one at most may be of publication or later; ours, tried from 3 to 4
on half of TimeBank and of GUM: a report of a trial that retells earlier years is none with 4."""


def is_history(found: Sequence[Candidate], published: int) -> bool:
    """Say whether the years in `found` mostly lie before the year `published`.

    Days that count from the day of writing ("yesterday", "on Friday") speak against it: there may
    be one at most for every two years written out.
    """
    years = [c.reading.year for c in found if c.reading.year is not None]
    deictic = sum(_counts_from_now(c) for c in found)
    if len(years) < _FEWEST_YEARS:
        long_ago = all(year < published - _LIFETIME for year in years)
        return len(years) >= _FEWEST_LONG_AGO and long_ago and not deictic
    near = sum(year >= published for year in years)
    return near * _MOST_NEAR <= len(years) and deictic * 2 <= len(years)


def _counts_from_now(candidate: Candidate) -> bool:
    reading = candidate.reading
    if reading.kind == "shift":
        return not reading.anaphoric and reading.event is None
    return reading.weekday is not None and reading.month is None
