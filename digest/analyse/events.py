"""Events: sentences with a resolved date, and how they tell of it."""

from __future__ import annotations

import bisect
from typing import TYPE_CHECKING

from digest.analyse.claims import find_claims, most_precise, said_days
from digest.analyse.cues import Cues, cues
from digest.model.edtf import extent
from digest.model.event import Event, Modality, TimeExpression

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from digest.model.article import Article, Sentence

_COARSEST = frozenset({"decade", "century"})
"""Grains too coarse to place a happening of the news in a timeline."""


def find_events(
    article: Article,
    sentences: Sequence[Sentence],
    expressions: Sequence[TimeExpression],
    derived: Sequence[TimeExpression] = (),
) -> tuple[Event, ...]:
    """Return the events of `article` in text order: one for each sentence and distinct date.

    `expressions` are what `digest.dates.find_dates` gives, `derived` the dates of happenings that
    follow by arithmetic from others in the text. Durations and sets date nothing; a state
    since 1979 is no event of 1979; a comparison ("not like it was in 2010") is none either; a
    year that only qualifies a noun ("the 2010 cup") is a name. Where voices date the same thing
    differently the event carries their claims and the most precise date.
    """
    rules = cues(article.language)
    dated = [e for e in expressions if e.type in {"DATE", "TIME"} and e.edtf]
    starts = [e.start for e in dated]
    published = _published_day(article)
    events: list[Event] = []
    for sentence in sentences:
        low = bisect.bisect_left(starts, sentence.start)
        high = bisect.bisect_left(starts, sentence.end)
        own = [e for e in derived if sentence.start <= e.start < sentence.end]
        if low < high or own:
            events += _events_of(article, sentence, dated[low:high], own, rules, published)
    return tuple(events)


def _published_day(article: Article) -> date | None:
    value = article.published.value
    return extent(value[:10]).earliest if value else None


def _events_of(
    article: Article,
    sentence: Sentence,
    dated: list[TimeExpression],
    derived: list[TimeExpression],
    rules: Cues | None,
    published: date | None,
) -> list[Event]:
    text = article.text[sentence.start : sentence.end]
    claims = find_claims(text, sentence.start, dated, rules) if rules else ()
    if claims:
        claimed = {claim.expression.start for claim in claims}
        spoken = said_days(claims)
        main = most_precise(claims)
        kept = [e for e in dated if e.start not in claimed and e.edtf not in spoken]
        events = [Event(article.id, article.version, sentence.span, main, claims=claims)]
    else:
        kept, events = dated, []
    seen = {event.expression.edtf for event in events}
    for expression in [*kept, *derived]:
        begin, end = expression.start - sentence.start, expression.end - sentence.start
        if expression.edtf in seen or not _places(text, begin, end, expression, rules):
            continue
        seen.add(expression.edtf)
        events.append(
            Event(
                article.id,
                article.version,
                sentence.span,
                expression,
                _modality(text, begin, expression, rules, published),
                aside=rules is not None and _is_aside(text, begin, end, rules),
            )
        )
    return events


def _is_aside(text: str, begin: int, end: int, rules: Cues) -> bool:
    """Tell whether the date at [begin, end) is that of something only named along with the rest.

    It is in what follows "after" or "who", or qualifies a noun: "the Sept. 11 attack", "Friday's
    attack".
    """
    before, after = text[:begin], text[end:]
    if rules.along.search(before):
        return True
    owned = after[:1] in {"'", "’"} or rules.article.search(before) is not None
    return owned and rules.noun.match(after) is not None


def _places(
    text: str, begin: int, end: int, expression: TimeExpression, rules: Cues | None
) -> bool:
    """Tell whether the expression places the sentence's happening in time."""
    if expression.edtf is None or extent(expression.edtf).grain in _COARSEST:
        return False
    if rules is None:
        return True
    before = text[:begin]
    if rules.state.search(before) or rules.comparison.search(before):
        return False
    bare_year = len(expression.edtf) == len("YYYY") and text[begin:end].isdigit()
    return not bare_year or rules.place_in_time.search(before) is not None


def _modality(
    text: str,
    begin: int,
    expression: TimeExpression,
    rules: Cues | None,
    published: date | None,
) -> Modality:
    if published and expression.earliest and expression.earliest > published:
        return Modality.FUTURE
    if rules is None:
        return Modality.FACT
    clause_start = max((m.end() for m in rules.clause.finditer(text, 0, begin)), default=0)
    before = text[clause_start:begin]
    ahead = published is None or expression.latest is None or expression.latest >= published
    if ahead and rules.future.search(before):
        return Modality.FUTURE
    if rules.condition.search(before):
        return Modality.HYPOTHETICAL
    if rules.negation.search(before):
        return Modality.NEGATED
    return Modality.FACT
