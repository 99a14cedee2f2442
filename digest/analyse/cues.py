"""The words by which a language tells plans, conditions, states and quarrels over dates."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache


@dataclass(frozen=True, slots=True)
class Cues:
    """Compiled patterns of one language.

    `state` and `comparison` match the words right before an expression; `future`, `condition`
    and `negation` are looked for in the clause that holds it; `clause` is where a clause begins.
    `quarrel` says that voices disagree; `dating` is a verb that gives a date to something;
    `saying` any other verb of report; `place_in_time` the words that make a bare year a time;
    `along` opens a part of a sentence that only names a happening along with what it tells,
    `article` and `noun` stand around a date that qualifies one.
    """

    state: re.Pattern[str]
    comparison: re.Pattern[str]
    future: re.Pattern[str]
    condition: re.Pattern[str]
    negation: re.Pattern[str]
    clause: re.Pattern[str]
    quarrel: re.Pattern[str]
    dating: re.Pattern[str]
    saying: re.Pattern[str]
    place_in_time: re.Pattern[str]
    along: re.Pattern[str]
    article: re.Pattern[str]
    noun: re.Pattern[str]


def _words(pattern: str) -> re.Pattern[str]:
    return re.compile(rf"\b(?:{pattern})\b", re.IGNORECASE)


def _before(pattern: str) -> re.Pattern[str]:
    return re.compile(rf"(?:{pattern})[\s\"“‘'(]*\Z", re.IGNORECASE)


@cache
def cues(language: str) -> Cues | None:
    """Return the cues of `language` (a BCP 47 tag), None for one that has none yet."""
    return _english() if language.lower().split("-")[0] == "en" else None


def _english() -> Cues:
    return Cues(
        state=_before(
            r"\b(?:since|until|till|as\s+of|up\s+to|through|throughout|dating\s+(?:back\s+)?(?:to|from)"
            r"|(?:back|ever)\s+since|as\s+far\s+back\s+as)(?:\s+(?:at\s+least|early|late|mid|about|"
            r"around|the))*"
        ),
        comparison=_before(
            r"\b(?:like|unlike|than|compared\s+(?:to|with)|as)\b(?:\W+(?!that\b)\w+){0,4}\W+"
            r"(?:in|of|on|during|for)"
        ),
        future=_words(
            r"will|won't|shall|(?:is|are|was|were|being)\s+(?:(?:also|now|still|both|all)\s+)?"
            r"(?:set|due|scheduled|expected|slated|planned|likely|to|about|going)"
            r"|plans?\s+(?:to|for)|planning\s+to|aims?\s+to|intends?\s+to|hopes?\s+to"
            r"|scheduled|upcoming|forthcoming|next"
        ),
        condition=_words(
            r"if|unless|whether|would|could|might|may|should|suppose|provided\s+that|in\s+case"
        ),
        negation=_words(r"not|never|no|neither|nor|without|failed\s+to|\w+n't|\w+n’t"),
        clause=re.compile(
            r"[;:—–]|\s--\s|,\s+(?:but|and|while|whereas|which|who|after|before|although|though|when)\b"
            r"|\b(?:while|whereas|although|because|that)\b",
            re.IGNORECASE,
        ),
        quarrel=_words(
            r"differ(?:s|ed|ing)?|disagree(?:s|d|ing)?|disput(?:e|es|ed|ing)|conflict(?:s|ed|ing)?"
            r"|contradict(?:s|ed|ing|ory)?|discrepanc(?:y|ies)|at\s+odds"
        ),
        dating=_words(r"dat(?:e|es|ed|ing)|put(?:s|ting)?|plac(?:e|es|ed|ing)"),
        saying=_words(
            r"sa(?:y|ys|id|ying)|report(?:s|ed|ing)?|claim(?:s|ed|ing)?|writ(?:es|ing)|wrote|told"
            r"|tells|telling|stat(?:es|ed|ing)|insist(?:s|ed|ing)?|maintain(?:s|ed|ing)?"
        ),
        place_in_time=_before(
            r"\b(?:in|during|by|from|between|after|before|around|about|circa|late|early|mid|year|"
            r"of|and|to|over|for|on|at|back|than|only|again|twice)|[-–—:;,]|\A\W*"
        ),
        along=re.compile(
            r"\b(?:who|whom|whose|which|since|after|before|following|such\s+as|in\s+response\s+to"
            r"|in\s+retaliation\s+for|because\s+of|due\s+to)\b[^,;:—–]*\Z",
            re.IGNORECASE,
        ),
        article=_before(r"\b(?:the|an?|its|his|her|their)"),
        noun=re.compile(r"(?:['’]s)?,?\s+(?!(?:and|or|to|at|in|on|for|of|by|as|that)\b)[a-z]"),
    )
