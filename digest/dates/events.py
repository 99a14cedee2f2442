"""Dates told by a happening of the same text: "a month after her arrest"."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from digest.dates import values

if TYPE_CHECKING:
    from collections.abc import Sequence

    from digest.dates.lexicon import Tokens
    from digest.dates.mentions import Mention
    from digest.dates.scopes import Scopes

_PHRASE_TOKENS = 6
"""How many tokens the name of a happening may take; "the fall of the Berlin Wall" has six."""

_STEM_LETTERS = 5
"""Letters that "election" and "elected", "closing" and "closed" share; shorter words name no
happening that a text would tell in another form."""

_REACH = 60
"""How many mentions back the sentence that dates a happening may lie; an article has fewer."""


def dated_event(
    first: int,
    tokens: Tokens,
    text: str,
    scopes: Scopes,
    mentions: Sequence[Mention],
    coarsest: str,
) -> tuple[Mention, int] | None:
    """Return the date of the happening that the tokens from `first` on name, and its last token.

    A happening is dated where another sentence tells it, in a word of the same stem, with a date
    of the grain `coarsest` or finer. Returns None when no sentence does.
    """
    here = scopes.sentence(tokens.starts[first - 1])
    for index in range(first, min(first + _PHRASE_TOKENS, len(tokens.words))):
        word = tokens.words[index]
        if not word[0].isalpha():
            if word not in {"-", "'", "’", "'s", "’s"}:
                return None
            continue
        if len(word) <= _STEM_LETTERS or word[0].isupper():
            continue
        stem = re.compile(rf"\b{re.escape(word[:_STEM_LETTERS])}", re.IGNORECASE)
        for mention in reversed(mentions[-_REACH:]):
            fine = values.FINENESS[mention.grain] <= values.FINENESS[coarsest]
            if not fine or scopes.sentence(mention.start) == here:
                continue
            if stem.search(text, *scopes.sentence_bounds(mention.start)):
                return mention, index
    return None
