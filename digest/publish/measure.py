"""How wide a line of text gets, without opening a font."""

from __future__ import annotations

import unicodedata

# Advance widths in em, rounded up over the letters of each class, of Inter (regular and semi-bold)
# as packaged; system sans-serif faces are within a tenth of it. The estimate of a line errs on
# the wide side: labels may stand further apart than needed, never closer.
_NARROW = frozenset("ijlIftr.,:;'’‘`|!()[]{}-/\" ")
_WIDE = frozenset("mwMW@%&—…–QO")
_NARROW_EM = 0.4
_MIDDLE_EM = 0.63
_CAPITAL_EM = 0.74
_WIDE_EM = 0.97
_FULL_EM = 1.0


def text_width(text: str, size: float) -> float:
    """Return an upper estimate of the width of `text` in a sans-serif face of `size`."""
    return size * sum(_em(char) for char in text)


def _em(char: str) -> float:
    if char in _NARROW:
        return _NARROW_EM
    if char in _WIDE:
        return _WIDE_EM
    if unicodedata.combining(char):
        return 0.0
    if unicodedata.east_asian_width(char) in {"W", "F"}:
        return _FULL_EM
    return _CAPITAL_EM if char.isupper() else _MIDDLE_EM
