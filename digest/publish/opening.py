"""The first sentences of what is told, as readers show them in their lists."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

MOST = 280
"""About three lines in the entry list of a feed reader: what newsboat, Feedly and NetNewsWire
show."""


def opening(sentences: Iterable[str]) -> str:
    """Return the first sentences, as many whole ones as fit in `MOST` characters, at least one."""
    kept: list[str] = []
    for sentence in sentences:
        if kept and sum(map(len, kept)) + len(kept) + len(sentence) > MOST:
            break
        kept.append(sentence)
    return " ".join(kept)
