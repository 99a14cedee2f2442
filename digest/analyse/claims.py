"""Voices that date the same thing differently inside one sentence.

"..., with the Courier dating the photograph to May 3 and the Herald saying on May 5 that it was
from 'a few days ago'": two claims, and May 5 is the day of saying, not a claim.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from digest.model.event import AnchorKind, Claim, TimeExpression

if TYPE_CHECKING:
    from collections.abc import Sequence

    from digest.analyse.cues import Cues

_VOICE = re.compile(
    r"(?:\b[Tt]he\s+)?\b[A-Z][\w.&’'-]*(?:\s+(?:of|the|and|for|de|al-?)?\s*[A-Z][\w.&’'-]*)*\s*\Z"
)
_MIN_VOICES = 2


def find_claims(
    sentence: str, offset: int, expressions: Sequence[TimeExpression], cues: Cues
) -> tuple[Claim, ...]:
    """Return the claims of a sentence whose voices disagree on a date, else ().

    `offset` is where the sentence starts in the article's text; `expressions` are those that
    stand in it and name a date. A sentence counts only when it says that voices disagree, or
    uses a verb that dates something, and at least two voices give different dates.
    """
    if len(expressions) < _MIN_VOICES:
        return ()
    if not (cues.quarrel.search(sentence) or cues.dating.search(sentence)):
        return ()
    verbs = _reporting_verbs(sentence, cues)
    claims: dict[str, Claim] = {}
    for index, expression in enumerate(expressions):
        begin, end = expression.start - offset, expression.end - offset
        verb = max((v for v in verbs if v[1] <= begin), default=None)
        if verb is None or _is_day_of_saying(sentence, verb, begin, end, cues):
            continue
        voice = verb[2]
        said = _said_on(expression, expressions[:index], verb[1] + offset)
        claims.setdefault(voice, Claim(voice, expression, said))
    values = {claim.expression.edtf for claim in claims.values()}
    if len(claims) < _MIN_VOICES or len(values) < _MIN_VOICES:
        return ()
    return tuple(claims.values())


def most_precise(claims: Sequence[Claim]) -> TimeExpression:
    """Return the expression that covers the fewest days; the first of equals."""

    def days(claim: Claim) -> int:
        low, high = claim.expression.earliest, claim.expression.latest
        return (high - low).days if low and high else 1 << 30

    return min(claims, key=days).expression


def said_days(claims: Sequence[Claim]) -> frozenset[str]:
    """Return the days on which claims were made."""
    return frozenset(claim.said_on for claim in claims if claim.said_on)


def _reporting_verbs(sentence: str, cues: Cues) -> list[tuple[int, int, str]]:
    """Return (start, end, voice) of each verb of report that a name stands right before."""
    found = []
    for pattern in (cues.dating, cues.saying):
        for match in pattern.finditer(sentence):
            voice = _VOICE.search(sentence[: match.start()])
            if voice:
                found.append((match.start(), match.end(), _clean(voice[0])))
    return sorted(found)


def _clean(voice: str) -> str:
    return " ".join(voice.split()).rstrip(",")


def _is_day_of_saying(
    sentence: str, verb: tuple[int, int, str], begin: int, end: int, cues: Cues
) -> bool:
    """Tell whether the expression only says when the voice spoke: "said on May 5 that"."""
    between = sentence[verb[1] : begin]
    return (
        cues.saying.fullmatch(sentence[verb[0] : verb[1]]) is not None
        and len(between.split()) <= 1
        and re.match(r"\s*,?\s*that\b", sentence[end:]) is not None
    )


def _said_on(
    expression: TimeExpression, earlier: Sequence[TimeExpression], after: int
) -> str | None:
    if expression.proof.anchor.kind is AnchorKind.SPEAKER:
        return expression.proof.anchor.value
    days = [e.edtf for e in earlier if e.start >= after and e.edtf]
    return days[-1] if days else None
