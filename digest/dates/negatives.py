"""The negative list: words that look like time and mean something else."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from digest.dates.lexicon import Lexicon, Tokens

_TITLES = frozenset({"often", "reference", "plural-duration", "one-unit", "weekdays"})
"""Rules whose words are as often part of a name ("Defence Weekly", "The Days")."""

_COUNTED = frozenset({"duration", "duration-adjective"})
_SEASONS = frozenset({"season", "capital-season"})
_YEARS = range(1900, 2040)


def is_negative(  # noqa: PLR0911 - a return for each form
    rule: str, first: int, last: int, tokens: Tokens, lexicon: Lexicon
) -> bool:
    """Say whether the tokens [first, last) are no time expression though `rule` matches."""
    words = tokens.words
    word = words[first]
    before = words[first - 1] if first else ""
    after = words[last] if last < len(words) else ""
    if rule in _TITLES and word[0].isupper() and before[:1].isupper():
        return True
    if rule in _COUNTED and words[last - 1][0].isupper() and words[last - 2].isdecimal():
        return True
    if rule == "duration-adjective" and word.isdecimal() and int(word) in _YEARS:
        return True
    if rule == "often" and lexicon.has("AVERAGE", before):
        return True
    if rule == "one-unit" and _is_rate(first, words):
        return True
    if rule in _SEASONS and words[last - 1][0].isupper() and after[:1].isupper():
        return True  # "the Winter Games", "the Spring Festival"
    if last == first + 1 and rule == "month":
        behind = words[last + 1] if last + 1 < len(words) else ""
        return _is_name(word, before, after, lexicon) or _is_walk(
            word, before, after, behind, lexicon
        )
    return False


def _is_rate(first: int, words: list[str]) -> bool:
    """Say whether "a week" tells a rate: "700 seats a week", "$35 a night", "10 hours a day"."""
    low = max(0, first - 3)
    return any(word[0].isdecimal() or word == "$" for word in words[low:first])


def _is_walk(word: str, before: str, after: str, behind: str, lexicon: Lexicon) -> bool:
    """Say whether a lone March is one of people: "the March for Life", "March of the Mothers"."""
    if not lexicon.has("WALK", word) or lexicon.has("BEFORE_MONTH", before):
        return False
    return lexicon.has("WALK_ENDS", after) and (behind[:1].isupper() or lexicon.has("THE", behind))


def _is_name(word: str, before: str, after: str, lexicon: Lexicon) -> bool:
    """Say whether a lone month is a verb or a person: "May I", "Theresa May", "Judge June Bell"."""
    if not lexicon.has("PERSON_NAME", word) or lexicon.has("BEFORE_MONTH", before):
        return False
    if lexicon.has("MONTH_VERB", word) and lexicon.has("AFTER_VERB", after):
        return True
    return before[:1].isupper() or after[:1].isupper()
