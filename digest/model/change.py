"""How one version of an article's text differs from another, sentence by sentence."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class ChangeKind(StrEnum):
    """What became of a sentence."""

    KEPT = "kept"
    CHANGED = "changed"
    REMOVED = "removed"
    ADDED = "added"


@dataclass(frozen=True, slots=True)
class Compared:
    """What became of a sentence: its running number in the older version and in the newer one.

    The number is None where the sentence does not stand: `before` of one that was added, `after`
    of one that was removed.
    """

    kind: ChangeKind
    before: int | None
    after: int | None
