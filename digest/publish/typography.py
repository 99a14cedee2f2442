"""Filters that templates use: what CSS for paper cannot do yet."""

from __future__ import annotations

import unicodedata

from digest.publish.safe import balanced

# A headline shorter than this stands on one line in every layout; a last word longer than this
# is no widow (both counted in the briefing's largest headline, 31 pt on 174 mm).
_ONE_LINE = 24
_LONG_WORD = 14
_RIGHT_TO_LEFT = frozenset({"R", "AL"})
_NO_BREAK_SPACE = "\u00a0"

# Characters of a headline up to which each size holds it in at most about four lines.
_HEADLINE_SIZES = ((46, "xl"), (90, "l"), (170, "m"), (300, "s"))


def clip(text: str, length: int) -> str:
    """Return `text` cut at a word to at most `length` characters, with an ellipsis if cut."""
    if len(text) <= length:
        return text
    head = text[: length - 1]
    at_word = head.rpartition(" ")[0] if text[length - 1] != " " else head
    kept = at_word if len(at_word) * 2 > length else head
    return balanced(kept.rstrip(" ,;:.–—-(“‘'\"")) + "…"


def unwidow(text: str) -> str:
    """Return a headline whose last line holds two words at least."""
    lead, space, last = text.rpartition(" ")
    if not space or len(text) < _ONE_LINE or len(last) > _LONG_WORD:
        return text
    return f"{lead}{_NO_BREAK_SPACE}{last}"


def isolate(text: str) -> str:
    """Return `text` between bidi isolates when it holds right-to-left letters.

    For lines that mix it with other text where the engine knows no `unicode-bidi`.
    """
    if all(unicodedata.bidirectional(char) not in _RIGHT_TO_LEFT for char in text):
        return text
    return f"\u2068{text}\u2069"


def headline_size(text: str) -> str:
    """Return the name of the size a main headline is set in: "xl", "l", "m", "s" or "xs"."""
    return next((name for length, name in _HEADLINE_SIZES if len(text) <= length), "xs")
