"""Whether a sentence tells of what is still to come."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from digest.dates.find import Candidate
    from digest.dates.lexicon import Lexicon, Tokens
    from digest.dates.scopes import Scopes

SENTENCE, CLAUSE = 24, 12
"""Tokens before an expression in which a word like "will" has a bearing on it; ours."""

_OPENING, _AHEAD = 3, 12
"""Tokens that may stand before an expression that opens its sentence, and how far behind it "will"
is looked for: "On Tuesday, the court will hear both sides"; ours."""


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
        if _is_earliest(index, tokens, lexicon):
            return True
        # "is to resume": what has been settled for later.
        if lexicon.has("BE", tokens.words[index]) and lexicon.has("TO", tokens.words[index + 1]):
            return True
    return False


def says_will(candidate: Candidate, tokens: Tokens, scopes: Scopes, lexicon: Lexicon) -> bool:
    """Say whether "will" stands before `candidate` in its clause."""
    sentence = scopes.sentence(candidate.start)
    return any(
        lexicon.has("WILL", tokens.words[index])
        for index in range(max(0, candidate.first - CLAUSE), candidate.first)
        if scopes.sentence(tokens.starts[index]) == sentence
    )


def is_announced(candidate: Candidate, tokens: Tokens, scopes: Scopes, lexicon: Lexicon) -> bool:
    """Say whether `candidate` opens a sentence that says what will be then, or is the earliest."""
    sentence = scopes.sentence(candidate.start)
    if candidate.first > 1 and _is_earliest(candidate.first - 1, tokens, lexicon):
        return True
    before = candidate.first - _OPENING - 1
    if before >= 0 and scopes.sentence(tokens.starts[before]) == sentence:
        return False
    for index in range(candidate.last, min(candidate.last + _AHEAD, len(tokens.starts))):
        if scopes.sentence(tokens.starts[index]) != sentence:
            return False
        if lexicon.has("WILL", tokens.words[index]):
            return True
    return False


def _is_earliest(index: int, tokens: Tokens, lexicon: Lexicon) -> bool:
    """Say whether "as early as" ends with the token `index`: what follows is ahead."""
    early = index > 0 and lexicon.has("SOON", tokens.words[index - 1])
    return early and lexicon.has("AS", tokens.words[index])
