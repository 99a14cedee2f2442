"""Whether a sentence tells of what is still to come."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from digest.dates.find import Candidate
    from digest.dates.lexicon import Lexicon, Tokens
    from digest.dates.scopes import Scopes

SENTENCE, CLAUSE = 24, 12
"""Tokens before an expression in which a word like "will" has a bearing on it; ours."""


def is_to_come(
    candidate: Candidate, tokens: Tokens, scopes: Scopes, lexicon: Lexicon, reach: int
) -> bool:
    """Say whether `reach` tokens of the sentence before `candidate` tell of what is to come."""
    sentence = scopes.sentence(candidate.start)
    for index in range(candidate.first - 1, max(-1, candidate.first - reach - 1), -1):
        if scopes.sentence(tokens.starts[index]) != sentence:
            return False
        if lexicon.has("COMING", tokens.words[index]):
            return True
        # "as early as Tuesday": not before it, so it is ahead.
        if lexicon.has("AS", tokens.words[index]) and lexicon.has("SOON", tokens.words[index - 1]):
            return True
        # "is to resume": what has been settled for later.
        if lexicon.has("BE", tokens.words[index]) and lexicon.has("TO", tokens.words[index + 1]):
            return True
    return False
