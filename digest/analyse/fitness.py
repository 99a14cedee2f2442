"""Whether a sentence can stand alone in a digest, and why not."""

from __future__ import annotations

import re
from typing import Literal

Unfit = Literal["fragment", "question", "first person", "interview", "part of a quotation"]

_FEWEST_WORDS = 6
"""Words: shorter sentences lean on their neighbours ("Yeah, in 2013."); counted on the interviews
of the bundled sample, where of 40 dated sentences below six words none told a happening."""
_QUOTED = re.compile(r"“[^”]*”?|\"[^\"]*\"?|‘[^’]*’(?!\w)")
_FIRST_PERSON = re.compile(r"\b(?:I|I'm|I’m|I've|I’ve|my|me|myself|we|our|us|ourselves)\b")
_TURN = re.compile(r"\(\(|\[?(?:Q|A)\s*:|[A-Z]{2,3}\s*:\s")
_ENDED = re.compile(r"[.!?…。！？][\"'”’)\]]*\Z")


def unfit(sentence: str, language: str = "en") -> Unfit | None:
    """Return why `sentence` (white space folded) cannot stand alone, None when it can.

    A fragment, a question, one of several sentences of a quotation, a turn of an interview, words
    in the first person outside quotation marks (there is no telling whose). Pronouns are judged
    in English only.
    """
    if _TURN.match(sentence):
        return "interview"
    if len(sentence.split()) < _FEWEST_WORDS or not _ENDED.search(sentence):
        return "fragment"
    if sentence.rstrip("\"'”’)]").endswith("?"):
        return "question"
    if sentence.count('"') % 2 or sentence.count("“") != sentence.count("”"):
        return "part of a quotation"
    if language.startswith("en") and _FIRST_PERSON.search(_QUOTED.sub(" ", sentence)):
        return "first person"
    return None
