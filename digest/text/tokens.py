"""Words of a text, their stems, and which of them carry content."""

from __future__ import annotations

import re
from functools import lru_cache

WORD = re.compile(r"[^\W_]+(?:['’.-][^\W_]+)*")
"""A word: letters and digits, joined inside by apostrophe, point or hyphen ("U.S", "don't")."""

_STOP = frozenset(
    """
    a about above across after afterwards again against ago all almost alone along already also
    although always am among an and another any anyone anything are aren't around as at away back
    be became because become becomes been before being below between both but by came can cannot
    can't come could couldn't did didn't do does doesn't doing done don't down during each either
    else enough even ever every everyone everything few first five for former four from further
    get gets getting give given go goes going gone got had hadn't has hasn't have haven't having
    he he'd her here hers herself he's him himself his how however i i'd if i'll i'm in including
    indeed instead into is isn't it it's its itself i've just last later least less let like
    likely made make makes many may maybe me meanwhile might mine more moreover most mostly much
    must my myself near nearly neither never new next no nobody nor not nothing now of off often
    on once one only onto or other others our ours out over own per perhaps put quite rather
    really said same saw say saying says second see seem seemed seems several shall she she's
    should shouldn't since so some someone something sometimes soon still such take taken than
    that that's the their theirs them themselves then there there's these they they're thing this
    those though three through throughout thus till to today together told too took toward towards
    two under until up upon us use used very via was wasn't way we we'd well we'll went were
    weren't we're we've what whatever when where whether which while who whole whom whose why will
    with within without won't would wouldn't year years yesterday yet you your yours yourself
    """.split()  # noqa: SIM905 - a word list
)
_VOWEL = re.compile(r"[aeiouy]")
_SHORTEST_STEM = 3
_SHORTEST_STEMMED = 4
_SUFFIXES = (
    ("ational", "ate"),
    ("ization", "ize"),
    ("iveness", "ive"),
    ("fulness", "ful"),
    ("ousness", "ous"),
    ("ations", "ate"),
    ("ation", "ate"),
    ("ities", "ity"),
    ("ingly", ""),
    ("edly", ""),
    ("ments", ""),
    ("ment", ""),
    ("ness", ""),
    ("ally", "al"),
    ("ings", ""),
    ("ing", ""),
    ("ies", "y"),
    ("ied", "y"),
    ("ers", ""),
    ("ed", ""),
    ("er", ""),
    ("es", ""),
    ("ly", ""),
    ("s", ""),
    ("e", ""),
)
"""Longest first; one is taken off, once. Ours: folds the inflections of a news story ("bombing",
"bombed", "bombs") and nothing that needs a dictionary."""


def words(text: str) -> list[str]:
    """Return the words of `text` in lower case, possessive endings off."""
    found = []
    for word in WORD.findall(text.lower()):
        plain = word.replace("’", "'")
        found.append(plain.removesuffix("'s"))
    return found


def is_stop_word(word: str) -> bool:
    """Return whether a word carries no content, in any case of its letters."""
    return word.lower() in _STOP


def content_stems(text: str) -> list[str]:
    """Return the stems of the content words of `text` in order: no stop words, no lone letters."""
    return [stem(word) for word in words(text) if word not in _STOP and len(word) > 1]


def concepts(text: str) -> tuple[list[str], list[tuple[str, str]]]:
    """Return the content stems of `text`, and its pairs of neighbouring stems, in order.

    A pair has at least one content word ("of Acre", "Acre fell", never "of the"): pairs tell
    phrases and who did what, which single stems do not.
    """
    stems: list[str] = []
    pairs: list[tuple[str, str]] = []
    before, meant = "", False
    for word in words(text):
        own = stem(word)
        means = word not in _STOP and len(word) > 1
        if means:
            stems.append(own)
        if before and (means or meant):
            pairs.append((before, own))
        before, meant = own, means
    return stems, pairs


@lru_cache(maxsize=100_000)
def stem(word: str) -> str:
    """Return the stem of a lower-case English word; words of other scripts are left alone."""
    if len(word) < _SHORTEST_STEMMED or not word.isascii() or not word.isalpha():
        return word
    for suffix, instead in _SUFFIXES:
        if word.endswith(suffix):
            rest = word[: len(word) - len(suffix)]
            if len(rest) < _SHORTEST_STEM or not _VOWEL.search(rest):
                continue
            if suffix == "s" and word.endswith(("ss", "us", "is")):
                return word
            if suffix in {"ing", "ed", "er", "ers", "ings"} and rest[-1] == rest[-2] not in "ls":
                rest = rest[:-1]
            return rest + instead if instead != "ate" else rest + "at"
    return word
