"""Expressions that another voice spoke on another day: "wrote on May 3 that it fell last week"."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from digest.dates.find import Candidate
    from digest.dates.lexicon import Lexicon, Tokens
    from digest.dates.mentions import Mention
    from digest.dates.scopes import Scopes

_VERB_DISTANCE = 2
_SENTENCE_TOKENS = 60
_OPENING = frozenset('"“‘«„`')


def speaker_of(
    candidate: Candidate,
    previous: tuple[Candidate, Mention] | None,
    tokens: Tokens,
    scopes: Scopes,
    lexicon: Lexicon,
) -> Mention | None:
    """Return the day on which the words of `candidate` were spoken, if the sentence tells it.

    It does where a verb of saying stands right before a day ("wrote on May 3"), and the
    candidate is in what was said: after "that" or a colon behind the day, or in quotation marks.
    """
    if previous is None:
        return None
    said, mention = previous
    if mention.grain != "day" or scopes.sentence(said.start) != scopes.sentence(candidate.start):
        return None
    if candidate.first - said.last > _SENTENCE_TOKENS:
        return None
    before = tokens.words[max(0, said.first - _VERB_DISTANCE) : said.first]
    if not any(lexicon.has("SAYING", word) for word in before):
        return None
    between = tokens.words[said.last : candidate.first]
    if not between:
        return None
    told = lexicon.has("THAT", between[0]) or between[0] == ":"
    return mention if told or any(mark in _OPENING for mark in between) else None
