"""A name in a text, and what it is of."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class NameKind(StrEnum):
    """What a name is of."""

    PERSON = "person"
    PLACE = "place"
    ORGANISATION = "organisation"


@dataclass(frozen=True, slots=True)
class Named:
    """A name as it is given in full, what it is of, and how often a text or a story has it."""

    name: str
    kind: NameKind
    mentions: int
