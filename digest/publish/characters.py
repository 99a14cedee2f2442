"""Characters that XML 1.0 cannot carry are removed, and no others.

Spec: https://www.w3.org/TR/xml/#charsets. One such character would make a whole feed unreadable.
JSON Feed and the calendar use the same rule, so that all forms of an entry say the same.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

_ILLEGAL = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def legal(text: str) -> str:
    """Return `text` without control characters, lone surrogates, U+FFFE and U+FFFF.

    Tab and both newline characters stay, as XML allows them.
    """
    # What Python calls printable is legal, and most texts are that: half the time of the pattern.
    return text if text.replace("\n", " ").isprintable() else _ILLEGAL.sub("", text)


def named(text: str, address: str) -> str:
    """Return `text`, or `address` where nothing readable is left of it: titles are required."""
    kept = legal(text)
    return kept if kept.strip() else legal(address)


def readable(texts: Iterable[str]) -> list[str]:
    """Return those of `texts` that something readable is left of."""
    return [kept for kept in map(legal, texts) if kept.strip()]
