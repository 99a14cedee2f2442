"""The dates a text has mentioned so far, for expressions that look back to them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from digest.dates import values
from digest.model.article import Span
from digest.model.event import Anchor, AnchorKind

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

NEAR = 4
"""How many mentions back a date may lie that a comparison or a day of the month looks to."""

_FAR = 8
"""How many mentions back "the same month" may look."""

_MONTH_OR_FINER = values.FINENESS["month"]


@dataclass(frozen=True, slots=True)
class Mention:
    """A resolved date of the text that later expressions may refer to.

    `told` says that the text itself gives its year (in its words, or through a chain of
    references), so that publication had no part in it. `compared` mentions lie back from another
    ("a year earlier"), and nothing is compared with them in turn.
    """

    value: str
    grain: str
    first: date
    start: int
    end: int
    told: bool
    compared: bool = False

    def anchor(self, kind: AnchorKind = AnchorKind.MENTION) -> Anchor:
        """Return this date as the anchor of another."""
        return Anchor(kind, self.value, Span(self.start, self.end))

    def is_fine(self) -> bool:
        """Say whether it is a month or finer."""
        return values.FINENESS[self.grain] <= _MONTH_OR_FINER


def last_of(mentions: Sequence[Mention], grain: str) -> Mention | None:
    """Return the last of `mentions` that is of `grain` or finer."""
    limit = values.FINENESS[grain]
    near = reversed(mentions[-_FAR:])
    return next((m for m in near if values.FINENESS[m.grain] <= limit), None)


def last_compared_with(mentions: Sequence[Mention]) -> Mention | None:
    """Return the quarter or half year whose figures a text compares with another year's."""
    near = reversed(mentions[-NEAR:])
    return next((m for m in near if m.grain in {"quarter", "half"} and not m.compared), None)


def last_of_month(mentions: Sequence[Mention]) -> Mention | None:
    """Return the last of the near mentions that has a month."""
    near = reversed(mentions[-NEAR:])
    return next((m for m in near if m.grain in {"day", "month"}), None)
