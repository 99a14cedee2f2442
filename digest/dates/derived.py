"""Dates no expression names, but arithmetic gives: "in the six weeks between A and B"."""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass
from typing import TYPE_CHECKING

from digest.dates import values
from digest.dates.events import dated_event
from digest.dates.language import language as rules_of
from digest.dates.mentions import Mention
from digest.dates.scopes import Scopes
from digest.model.article import Span
from digest.model.edtf import extent
from digest.model.event import Anchor, AnchorKind, Proof, TimeExpression

if TYPE_CHECKING:
    from collections.abc import Sequence

    from digest.dates.lexicon import Lexicon, Tokens
    from digest.model.article import Section, Sentence

RULE = "derived"
"""The rule of a proof whose span names a happening, not a time."""

_PHRASE_TOKENS = 8
"""How many tokens the name of a happening may take."""

_LENGTH = re.compile(r"P(\d+)([DWMY])")
_UNITS = {"D": "day", "W": "week", "M": "month", "Y": "year"}


@dataclass(frozen=True, slots=True)
class _Bridge:
    """A duration between two happenings: their names as token ranges, and its length."""

    first: tuple[int, int]
    second: tuple[int, int]
    amount: int
    unit: str
    start: int


def find_derived(
    text: str,
    expressions: Sequence[TimeExpression],
    *,
    sections: Sequence[Section] = (),
    sentences: Sequence[Sentence] = (),
    language: str = "en",
) -> tuple[TimeExpression, ...]:
    """Return the happenings of `text` that a duration to a dated happening dates.

    "In the six weeks between A and B": where another sentence dates B, A lies six weeks before it;
    where one dates A, B lies six weeks after. `expressions` are those of `find_dates`. The spans
    are the happenings' names, so these are no time expressions of the text; the proof's words
    reach from the duration to the end of the second name.
    """
    lengths = [e for e in expressions if _LENGTH.fullmatch(e.value)]
    if not lengths:
        return ()
    lexicon = rules_of(language).lexicon
    tokens = lexicon.tokens(text)
    bridges = [_bridge(length, tokens, lexicon) for length in lengths]
    scopes = Scopes(text, sections, sentences)
    mentions = [m for m in map(_mention, expressions) if m is not None]
    starts = [m.start for m in mentions]
    made: list[TimeExpression] = []
    for bridge in bridges:
        if bridge is None:
            continue
        sides = ((bridge.first, bridge.second, -1), (bridge.second, bridge.first, 1))
        for unknown, known, sign in sides:
            earlier = mentions[: bisect_left(starts, bridge.start)] or mentions
            event = dated_event(known[0], tokens, text, scopes, earlier, bridge.unit)
            if event is not None:
                found = _derived(text, tokens, bridge, unknown, sign, event[0])
                made.extend([found] if found else [])
                break
    return tuple(made)


def _bridge(length: TimeExpression, tokens: Tokens, lexicon: Lexicon) -> _Bridge | None:
    """Return the two names behind "between" and "and", if they follow the duration."""
    match = _LENGTH.fullmatch(length.value)
    begin = bisect_left(tokens.starts, length.end)
    words = tokens.words
    if match is None or begin >= len(words) or not lexicon.has("BETWEEN", words[begin]):
        return None
    reach = range(begin + 1, min(begin + _PHRASE_TOKENS, len(words)))
    middle = next((i for i in reach if lexicon.has("AND", words[i])), None)
    if middle is None:
        return None
    end = middle + 1
    while end < min(middle + _PHRASE_TOKENS, len(words)) and (
        words[end][0].isalnum() or words[end] in {"'s", "’s", "-"}
    ):
        end += 1
    unit = _UNITS[match[2]]
    return _Bridge((begin + 1, middle), (middle + 1, end), int(match[1]), unit, length.start)


def _derived(
    text: str,
    tokens: Tokens,
    bridge: _Bridge,
    name: tuple[int, int],
    sign: int,
    known: Mention,
) -> TimeExpression | None:
    amount = sign * bridge.amount
    value = values.shifted(known.value, amount, bridge.unit)
    edtf = values.edtf(value) if value else None
    if value is None or edtf is None or name[0] >= name[1]:
        return None
    start, end = tokens.starts[name[0]], tokens.end(name[1] - 1)
    covered = extent(edtf)
    anchor = Anchor(AnchorKind.EVENT, known.value, Span(known.start, known.end))
    words = text[bridge.start : tokens.end(bridge.second[1] - 1)]
    return TimeExpression(
        start=start,
        end=end,
        text=text[start:end],
        type="DATE",
        value=value,
        proof=Proof(RULE, anchor, "shift", amount, bridge.unit, words),
        edtf=edtf,
        earliest=covered.earliest,
        latest=covered.latest,
    )


def _mention(expression: TimeExpression) -> Mention | None:
    place = values.place(expression.value)
    if place is None:
        return None
    day = expression.value.partition("T")[0]
    return Mention(day, place.grain, place.first, expression.start, expression.end, told=True)
