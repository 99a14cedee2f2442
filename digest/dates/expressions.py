"""Finding and resolving the time expressions of a text."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache
from typing import TYPE_CHECKING

from digest.dates import values
from digest.dates.anchors import anchor_value
from digest.dates.evaluate import Decision, evaluate
from digest.dates.events import dated_event
from digest.dates.find import Candidate, candidates
from digest.dates.history import is_history
from digest.dates.language import Language, has_rules
from digest.dates.language import language as rules_of
from digest.dates.resolve import Resolved, Resolver
from digest.dates.scopes import Scopes
from digest.dates.speakers import speaker_of
from digest.model.article import Span
from digest.model.edtf import Extent, extent
from digest.model.event import Anchor, AnchorKind, Proof, TimeExpression

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date, tzinfo

    from digest.dates.lexicon import Tokens
    from digest.dates.mentions import Mention
    from digest.model.article import Published, Section, Sentence


def find_dates(
    text: str,
    published: Published | date | str | None,
    *,
    sections: Sequence[Section] = (),
    sentences: Sequence[Sentence] = (),
    language: str = "en",
    zone: tzinfo | None = None,
    narrative: bool = False,
) -> tuple[TimeExpression, ...]:
    """Return the time expressions of `text` with their values, in order, not overlapping.

    `published` anchors what the words leave open; unknown, their years stay unknown
    (`XXXX-11-30`). `zone` is the newsroom's, see `anchors.anchor_value`. `sections` let a slide or
    post have dates of its own; `sentences` sharpen how far a date looks for its anchor. With
    `narrative` (histories) the anchor is the date mentioned last and never publication. In a
    `language` without rules nothing is found: those of another would find wrong dates. No text
    raises.
    """
    if not has_rules(language):
        return ()
    rules = rules_of(language)
    tokens = rules.lexicon.tokens(text)
    found = list(candidates(tokens, rules))
    if not found:
        return ()
    scopes = Scopes(text, sections, sentences)
    run = _Run(
        text,
        tokens,
        rules,
        scopes,
        _resolver(found, anchor_value(published, zone), scopes, tokens, rules, narrative=narrative),
    )
    return tuple(run.expressions(found))


def _resolver(
    found: Sequence[Candidate],
    published: str | None,
    scopes: Scopes,
    tokens: Tokens,
    rules: Language,
    *,
    narrative: bool,
) -> Resolver:
    place = values.place(published) if published else None
    history = place is not None and is_history(found, place.first.year)
    return Resolver(published, scopes, tokens, rules.lexicon, narrative=narrative, history=history)


class _Run:
    """One text on its way through the second pass."""

    def __init__(
        self, text: str, tokens: Tokens, rules: Language, scopes: Scopes, resolver: Resolver
    ) -> None:
        self._text = text
        self._tokens = tokens
        self._rules = rules
        self._scopes = scopes
        self._resolver = resolver
        self._spoken: tuple[Candidate, Mention] | None = None

    def expressions(self, found: Sequence[Candidate]) -> list[TimeExpression]:
        made = []
        following = [*found[1:], None]
        for candidate, after in zip(found, following, strict=True):
            expression = self._expression(candidate, after)
            if expression is not None:
                made.append(expression)
        return made

    def _expression(self, candidate: Candidate, after: Candidate | None) -> TimeExpression | None:
        if candidate.reading.event is not None:
            told = self._event(candidate)
            if told is not None:
                return told
            plain = self._without_event(candidate)
            if plain is None:
                return None
            candidate = plain
        known = len(self._resolver.memory.mentions)
        speaker = None
        if candidate.reading.kind == "shift" or candidate.reading.weekday is not None:
            speaker = speaker_of(
                candidate, self._spoken, self._tokens, self._scopes, self._rules.lexicon
            )
        resolved = self._resolver.resolve(candidate, after, speaker)
        if resolved is None:
            return None
        if len(self._resolver.memory.mentions) > known and speaker is None:
            self._spoken = (candidate, self._resolver.memory.mentions[-1])
        return self._made(candidate, resolved)

    def _event(self, candidate: Candidate) -> TimeExpression | None:
        reading = candidate.reading
        unit, amount = reading.unit or "day", reading.amount
        event = dated_event(
            candidate.last,
            self._tokens,
            self._text,
            self._scopes,
            self._resolver.memory.mentions,
            unit,
        )
        if event is None or amount is None:
            return None
        mention, last = event
        anchor = Anchor(AnchorKind.EVENT, mention.value, Span(mention.start, mention.end))
        decision = Decision("shift", amount, unit)
        value = evaluate(reading, decision, mention.value)
        if value is None:
            return None
        whole = replace(candidate, last=last + 1, end=self._tokens.end(last))
        return self._made(whole, Resolved(value, values.edtf(value), anchor, decision))

    def _without_event(self, candidate: Candidate) -> Candidate | None:
        """Return "three months" for "three months after" something undated."""
        last = candidate.last - 1
        rule = candidate.reading.event or ""
        reading = self._rules.read(rule, tuple(self._tokens.words[candidate.first : last]))
        if reading is None:
            return None
        end = self._tokens.end(last - 1)
        return replace(candidate, rule=rule, last=last, end=end, reading=reading)

    def _made(self, candidate: Candidate, resolved: Resolved) -> TimeExpression:
        words = self._text[candidate.start : candidate.end]
        decision, reading = resolved.decision, candidate.reading
        covered = _extent(resolved.edtf) if resolved.edtf else None
        return TimeExpression(
            start=candidate.start,
            end=candidate.end,
            text=words,
            type=reading.type,
            value=resolved.value,
            proof=Proof(
                rule=candidate.rule,
                anchor=resolved.anchor,
                operation=decision.operation,
                amount=decision.amount,
                unit=decision.unit,
                words=words,
            ),
            edtf=resolved.edtf,
            earliest=covered.earliest if covered else None,
            latest=covered.latest if covered else None,
            mod=reading.mod,
            quant=reading.quant,
            freq=reading.freq,
        )


@lru_cache(maxsize=4096)
def _extent(edtf: str) -> Extent:
    return extent(edtf)
