"""The summary of one story: the sentences that carry most of it, each fact once, in good order."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from digest.analyse.passages import same_fact
from digest.compose.choice import Length, choose
from digest.model.edition import Citation, CitedSentence
from digest.model.event import AnchorKind
from digest.text.attribution import find_attribution

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from digest.analyse.passages import Passage
    from digest.compose.reading import Reading
    from digest.model.article import Article, Sentence, Span
    from digest.model.event import Event

_WORD = re.compile(r"[^\W_]+(?:-[^\W_]+)*")


@dataclass(frozen=True, slots=True)
class _Told:
    """A sentence of a story with where it stands and what it says."""

    article: Article
    sentence: Sentence
    passage: Passage
    events: tuple[Event, ...]


def summarise(readings: Sequence[Reading], size: int) -> tuple[CitedSentence, ...]:
    """Return at most `size` cited sentences of one story's readings, in reading order.

    The first sentence that can stand alone leads. `readings` are in the order they are to be
    told; sentences follow them, and each article's own order. The same words elsewhere are further
    verbatim citations, the same fact in other words "supports". Sentences that cannot stand
    alone are told only when the story has no others.
    """
    told = list(_told(readings))
    titles = {part for reading in readings for part in _WORD.findall(reading.article.title)}
    passages = [one.passage for one in told]
    chosen = choose(passages, Length(sentences=size), known=titles, lead=True)
    keys = {(p.document, p.place) for p in chosen}
    picked = [one for one in told if (one.passage.document, one.passage.place) in keys]
    return tuple(_cited(one, told) for one in picked)


def _told(readings: Sequence[Reading]) -> Iterator[_Told]:
    for document, reading in enumerate(readings):
        article = reading.article
        events: defaultdict[Span, list[Event]] = defaultdict(list)
        for event in reading.events:
            events[event.sentence].append(event)
        for sentence, passage in zip(reading.sentences, reading.passages, strict=True):
            own = replace(passage, document=document)
            yield _Told(article, sentence, own, tuple(events[sentence.span]))


def _cited(chosen: _Told, told: Sequence[_Told]) -> CitedSentence:
    citations = [_citation(chosen, chosen)]
    citations += [
        _citation(one, chosen)
        for one in told
        if one is not chosen
        and same_fact(one.passage, chosen.passage)
        and (one.passage.text == chosen.passage.text or one.article.id != chosen.article.id)
    ]
    text = chosen.passage.text
    return CitedSentence(
        text,
        tuple(citations),
        attribution=find_attribution(text, chosen.article.language),
        on=_on(chosen),
    )


def _on(chosen: _Told) -> str | None:
    """Return the date of a sentence that names one by words that count from its publication."""
    for event in chosen.events:
        expression = event.expression
        counted = expression.proof.anchor.kind is AnchorKind.PUBLISHED
        if counted and not any(map(str.isdigit, expression.text)):
            return expression.edtf
    return None


def _citation(one: _Told, chosen: _Told) -> Citation:
    return Citation(
        one.article.id,
        one.article.version,
        one.sentence.start,
        one.sentence.end,
        "verbatim" if one.passage.text == chosen.passage.text else "supports",
    )
