"""What an edition left out, counted by reason."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from digest.publish.shown import LedgerCount
from digest.publish.wordings import reason_words

if TYPE_CHECKING:
    from digest.model.edition import Edition


def left_out(edition: Edition) -> tuple[LedgerCount, ...]:
    """Return how much was left out for each reason, the most passages first."""
    passages: Counter[str] = Counter()
    characters: Counter[str] = Counter()
    for line in edition.ledger:
        passages[line.reason] += 1
        characters[line.reason] += line.end - line.start
    return tuple(
        LedgerCount(reason, reason_words(reason), count, characters[reason])
        for reason, count in sorted(passages.items(), key=lambda item: (-item[1], item[0]))
    )
