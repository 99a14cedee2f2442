"""The negative list: words that look like time and mean something else."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from digest.dates.lexicon import Lexicon, Tokens

_TITLES = frozenset({"often", "reference", "plural-duration", "one-unit", "weekdays"})
"""Rules whose words are as often part of a name ("Defence Weekly", "The Days")."""


def is_negative(rule: str, first: int, last: int, tokens: Tokens, lexicon: Lexicon) -> bool:
    """Say whether the tokens [first, last) are no time expression though `rule` matches."""
    words = tokens.words
    word = words[first]
    before = words[first - 1] if first else ""
    after = words[last] if last < len(words) else ""
    if rule in _TITLES and word[0].isupper() and before[:1].isupper():
        return True
    if last == first + 1 and rule == "month":
        return _is_name(word, before, after, lexicon)
    return False


def _is_name(word: str, before: str, after: str, lexicon: Lexicon) -> bool:
    """Say whether a lone month is a verb or a person: "May I", "Theresa May", "Judge June Bell"."""
    if not lexicon.has("MONTH_NAME", word):
        return False
    if lexicon.has("MONTH_VERB", word) and lexicon.has("AFTER_VERB", after):
        return True
    if lexicon.has("BEFORE_MONTH", before):
        return False
    return before[:1].isupper() or after[:1].isupper()
