"""The end of a sentence, which must not part from its citations at the end of a line."""

from __future__ import annotations

import unicodedata

# One word, but never more than fits in the narrowest column; of scripts without spaces, whose
# letters are twice as wide and may break anywhere, the last two characters.
_LONGEST = 24
_SHORT = 2
_WIDE = frozenset({"W", "F"})


def split_tail(text: str) -> tuple[str, str]:
    """Return `text` in two parts: the second, the last word, is to stay whole on its line."""
    lead, space, tail = text.rpartition(" ")
    if len(tail) > _LONGEST or any(unicodedata.east_asian_width(char) in _WIDE for char in tail):
        return text[:-_SHORT], text[-_SHORT:]
    return lead + space, tail
