"""Names of people by capitals: where they are given in full, and where by the last part alone."""

from __future__ import annotations

import re
from dataclasses import dataclass

from digest.text.abbreviations import TITLES

_DAY = (
    r"(?:(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day|January|February|March|April|May|June|July"
    r"|August|September|October|November|December)\b"
)
WORD_PART = rf"(?!{_DAY})(?:[A-ZÀ-ÖØ-Þ][\w’'-]*\w|[A-Z]\b)"
"""A word with a capital that may be part of a name."""
_PART = rf"{WORD_PART}\.?"
PARTICLE = r"(?:(?:de|del|da|di|van|von|der|den|al|bin|ben|la|le)\s+)*"
_NAME = re.compile(rf"(?<![\w.])(?P<the>[Tt]he\s+)?(?P<name>{_PART}(?:\s+{PARTICLE}{_PART})*)")
POSSESSIVE = re.compile(r"(?:['’]s|['’])\Z")
_SHORTEST = 2
"""Letters: shorter parts are initials."""


@dataclass(frozen=True, slots=True)
class Mentions:
    """The parts of the names in a sentence: those `introduced` in full, those told `bare`.

    "Ines Okafor" introduces both parts; "Okafor" and "Ms. Okafor" are bare.
    """

    introduced: frozenset[str]
    bare: frozenset[str]


def find_mentions(sentence: str) -> Mentions:
    """Return the names in `sentence`, by their capitals.

    What follows "the" names no person and introduces nothing. The first word of a sentence has
    a capital anyway: alone it counts as a bare name.
    """
    introduced: set[str] = set()
    bare: set[str] = set()
    for match in _NAME.finditer(sentence):
        parts = [POSSESSIVE.sub("", part).rstrip(".") for part in match["name"].split()]
        named = [p for p in parts if len(p) >= _SHORTEST and p.lower() not in TITLES]
        if len(named) == 1:
            bare.update(named)
        elif not match["the"]:
            introduced.update(named)
    return Mentions(frozenset(introduced), frozenset(bare - introduced))
