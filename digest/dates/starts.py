"""Which tokens a rule's expression can begin with, so that only few rules are tried at a place."""

from __future__ import annotations

from typing import TYPE_CHECKING

from digest.dates.grammar import ELEMENT, STRUCTURE

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from digest.dates.lexicon import Lexicon


def first_codes(pattern: str, lexicon: Lexicon, macros: Mapping[str, str]) -> frozenset[str]:
    """Return the codes that an expression of `pattern` can begin with."""
    return _alternatives(iter(pattern.split()), lexicon, macros)[0]


def _alternatives(
    elements: Iterator[str], lexicon: Lexicon, macros: Mapping[str, str]
) -> tuple[frozenset[str], bool]:
    """Return the first codes up to the closing bracket, and whether it all may be left out."""
    found: frozenset[str] = frozenset()
    empty, so_far_empty = False, True
    for word in elements:
        mark = STRUCTURE.fullmatch(word)
        if mark and mark["close"]:
            return found, empty or so_far_empty or _optional(mark["times"])
        if mark and mark["bar"]:
            empty, so_far_empty = empty or so_far_empty, True
            continue
        if mark:
            codes, skippable = _alternatives(elements, lexicon, macros)
        else:
            codes, skippable = _element(word, lexicon, macros)
        if so_far_empty:
            found |= codes
        so_far_empty = so_far_empty and skippable
    return found, empty or so_far_empty


def _element(word: str, lexicon: Lexicon, macros: Mapping[str, str]) -> tuple[frozenset[str], bool]:
    match = ELEMENT.fullmatch(word)
    if not match:
        raise ValueError(f"not an element of a rule: {word!r}")
    skippable = _optional(match["times"])
    if match["macro"]:
        codes, empty = _alternatives(iter(macros[match["macro"]].split()), lexicon, macros)
        return codes, empty or skippable
    return lexicon.class_codes(match["name"] or f"={match['word']}"), skippable


def _optional(times: str | None) -> bool:
    return times is not None and (times == "?" or times.startswith("{0"))
