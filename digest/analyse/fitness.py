"""Whether a sentence can stand alone in a digest, and why not."""

from __future__ import annotations

import re
from typing import Literal

Unfit = Literal["fragment", "question", "first person", "interview", "part of a quotation"]

_FEWEST_WORDS = 6
"""Words: shorter sentences lean on their neighbours ("Yeah, in 2013."); counted on the interviews
of the bundled sample, where of 40 dated sentences below six words none told a happening."""
_QUOTED = re.compile(r"“[^”]*”?|\"[^\"]*\"?|‘[^’]*’(?!\w)")
_FIRST_PERSON = re.compile(r"\b(?:[Ii]|[Mm]y|me|[Mm]yself|[Ww]e|[Oo]ur|us|[Oo]urselves)\b")
_TURN = re.compile(r"\(\(|\[?(?:Q|A)\s*:|[A-Z]{2,3}\s*:\s")
_ENDED = re.compile(r"[.!?…。！？][\"'”’)\]]*\Z")

_CONJUNCTION = r"(?:but|and|or|yet|so|also|however|meanwhile|instead|nevertheless|still|then)\b,?"
_LINK = (
    r"(?:likewise|similarly|moreover|furthermore|additionally|besides|nonetheless|thus|therefore"
    r"|hence|otherwise|consequently|accordingly|afterwards?|later|elsewhere|by\s+contrast"
    r"|in\s+(?:addition|contrast|response|turn|return|other\s+words)|for\s+(?:example|instance)"
    r"|on\s+the\s+other\s+hand|as\s+a\s+result|at\s+the\s+same\s+time|after\s+that|before\s+that)\b,"
)
_LEANING = re.compile(
    rf"[\W_]*(?:{_CONJUNCTION}|{_LINK}|(?:he|she|it|they|this|that|these|those|his|her|its|their|both|neither"
    r"|such)\b|the\s+(?:two|pair|same|former|latter|move|decision|statement|incident|official|couple"
    r"|man|woman|men|women|boy|girl|pair|trio|duo|suspect|victim|others?)\b(?!\s+(?:of|who)\b))",
    re.IGNORECASE,
)
"""First words by which a sentence leans on the one before it."""
_UNNAMED_SPEAKER = re.compile(
    r"[,”\"’]\s+(?:(?:he|she|they|it)\s+(?:said|says|added|told|noted|explained|wrote)"
    r"|(?:said|says|added)\s+(?:he|she|they))\b",
    re.IGNORECASE,
)
_QUOTE_ALONE = re.compile(r"(?:\"[^\"]*\"|“[^”]*”)\Z")


def leans(sentence: str, language: str = "en") -> bool:
    """Tell whether `sentence` (white space folded) cannot be read without the one before it.

    It begins with a pronoun or a conjunction, has a speaker without a name, or is a quotation
    that does not say whose. English only; other languages lean on nothing.
    """
    if not language.startswith("en"):
        return False
    return bool(
        _LEANING.match(sentence)
        or _UNNAMED_SPEAKER.search(sentence)
        or _QUOTE_ALONE.match(sentence)
    )


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
