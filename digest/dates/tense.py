"""Whether the words around an expression tell of what is past or still to come."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from digest.dates.find import Candidate
    from digest.dates.lexicon import Lexicon, Tokens
    from digest.dates.scopes import Scopes

SENTENCE, CLAUSE = 24, 12
"""Tokens before an expression in which a word like "will" has a bearing on it; ours."""

_OPENING, _AHEAD = 3, 12
"""Tokens that may stand before an expression that opens its sentence, and how far behind it "will"
is looked for: "On Tuesday, the court will hear both sides"; ours."""

_VERB = 3
"""Tokens before "in February" among which a verb tells that it is over ("fired him in"); ours."""


class Tense:
    """Reads the sentences of one text."""

    def __init__(self, tokens: Tokens, scopes: Scopes, lexicon: Lexicon) -> None:
        """Read `tokens`, whose sentences `scopes` knows, in the language of `lexicon`."""
        self._tokens = tokens
        self._scopes = scopes
        self._lexicon = lexicon

    def is_to_come(self, candidate: Candidate, reach: int) -> bool:
        """Say whether `reach` tokens of the sentence before it tell of what is to come."""
        words = self._tokens.words
        if self._is_limit(candidate):
            return True
        for index in self._before(candidate, reach):
            if index >= candidate.first - _VERB and self._has("ARRANGED", index):
                return True
            if self._has("COMING", index):
                # "had been due to expire Friday": what was to come then.
                return not self._is_pluperfect(index)
            if self._is_earliest(index):
                return True
            # "is to resume": what has been settled for later.
            if self._has("BE", index) and self._lexicon.has("TO", words[index + 1]):
                return True
        return False

    def says_will(self, candidate: Candidate) -> bool:
        """Say whether "will" stands before `candidate` in its clause."""
        return any(self._has("WILL", index) for index in self._before(candidate, CLAUSE))

    def is_announced(self, candidate: Candidate) -> bool:
        """Say whether it opens a sentence that says what will be then, or is the earliest."""
        if candidate.first > 1 and self._is_earliest(candidate.first - 1):
            return True
        sentence = self._scopes.sentence(candidate.start)
        before = candidate.first - _OPENING - 1
        if before >= 0 and self._sentence(before) == sentence:
            return False
        for index in range(candidate.last, min(candidate.last + _AHEAD, len(self._tokens.starts))):
            if self._sentence(index) != sentence:
                return False
            if self._has("WILL", index):
                return True
        return False

    def is_ahead(self, candidate: Candidate) -> bool:
        """Say whether the words before tell of what comes first: "before", "ahead of"."""
        first = candidate.first
        return any(self._has("BEFORE_IT", index) for index in range(max(0, first - 2), first))

    def is_over(self, candidate: Candidate) -> bool:
        """Say whether a verb of the past leads to it: "was fired in February", "met on May 3"."""
        if not candidate.first or not self._has("IN", candidate.first - 1):
            return False
        for index in self._before(candidate, _VERB + 1):
            if self._has("AIM", index):
                return False
            if self._has("PAST", index):
                # "to be held in", "is fired in": what is meant to be.
                return not (index and self._has("MEANT", index - 1))
        return False

    def _before(self, candidate: Candidate, reach: int) -> Iterator[int]:
        """Yield the tokens of the sentence before `candidate`, the nearest first."""
        sentence = self._scopes.sentence(candidate.start)
        for index in range(candidate.first - 1, max(-1, candidate.first - reach - 1), -1):
            if self._sentence(index) != sentence:
                return
            yield index

    def _sentence(self, index: int) -> int:
        return self._scopes.sentence(self._tokens.starts[index])

    def _has(self, table: str, index: int) -> bool:
        return self._lexicon.has(table, self._tokens.words[index])

    def _is_limit(self, candidate: Candidate) -> bool:
        """Say whether it is the day by which something is to be: "pay back the loan by May"."""
        before = [*self._before(candidate, CLAUSE)]
        limit = len(before) > 1 and self._has("BY", before[0])
        return limit and not any(self._has("HAD", index) for index in before)

    def _is_pluperfect(self, index: int) -> bool:
        """Say whether "had been" stands before the token `index`: what was to come then."""
        if not index or not self._has("BEEN", index - 1):
            return False
        return any(self._has("HAD", i) for i in range(max(0, index - _VERB), index))

    def _is_earliest(self, index: int) -> bool:
        """Say whether "as early as" ends with the token `index`: what follows is ahead."""
        return index > 0 and self._has("SOON", index - 1) and self._has("AS", index)
