"""Corroboration: how many outlets tell a thing each for itself.

A wire story in ten papers is one voice, and a paper that tells what another one reported has no
voice of its own in it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

_AROUND = re.compile(r"\A(?:the|a|an)\s+|[’']s?\Z|\.com\Z|\W+\Z", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Teller:
    """Who tells a thing: `text` names the original whose text it is (copies share one).

    `outlet` published it; None when that is unknown, and then the text speaks for itself. `origin`
    is the outlet whose report the sentence passes on, None where it tells its own.
    """

    text: str
    outlet: str | None = None
    origin: str | None = None


def count_independent(tellers: Iterable[Teller]) -> int:
    """Return how many of `tellers` are independent of each other.

    Those with the same text, the same outlet or the same origin count once, and so does a teller
    whose origin is the outlet of another.
    """
    groups: list[set[str]] = []
    for teller in tellers:
        marks = {f"text {teller.text}"}
        marks.update(f"outlet {_plain(n)}" for n in (teller.outlet, teller.origin) if n)
        joined = [group for group in groups if group & marks]
        groups = [group for group in groups if not group & marks]
        groups.append(marks.union(*joined))
    return len(groups)


def _plain(name: str) -> str:
    """Return the name of an outlet without article, possessive and case."""
    return _AROUND.sub("", _AROUND.sub("", " ".join(name.casefold().split())))
