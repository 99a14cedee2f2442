"""Numbers in words and figures: "twenty-four", "a hundred", "2 1/2", "1,500", "nineteen ninety"."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from digest.dates.lexicon import Lexicon

_TEN, _TWENTY, _HUNDRED = 10, 20, 100
_CENTURIES = range(13, 20)


def count(words: Sequence[str], lexicon: Lexicon) -> Fraction:
    """Return the number that `words` say; words without a number in them are passed over.

    "nineteen ninety-seven" is a year: a small number followed by tens counts hundreds.
    """
    if "/" in words[1:]:
        bar = words.index("/", 1)
        below = int(words[bar + 1]) or 1
        return _figures(words[: bar - 1]) + Fraction(int(words[bar - 1]), below)
    total, current = Fraction(0), Fraction(0)
    for word in words:
        scale = lexicon.find("SCALE", (word,))
        if isinstance(scale, int):
            current = (current or Fraction(1)) * scale
            if scale > _HUNDRED:
                total, current = total + current, Fraction(0)
            continue
        number = lexicon.find("ONE", (word,)) or lexicon.find("TEN", (word,))
        if isinstance(number, int):
            if current in _CENTURIES or (current == _TWENTY and number >= _TEN):
                current *= _HUNDRED
            current += number
        elif word[0].isdecimal():
            current += Fraction(word.replace(",", ""))
    return total + current


def _figures(words: Sequence[str]) -> Fraction:
    return sum((Fraction(w.replace(",", "")) for w in words if w[0].isdecimal()), Fraction(0))
