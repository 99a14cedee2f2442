"""Texts with a date of publication, read for a chronology: their sentences and the days named."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from digest.analyse.fitness import unfit
from digest.dates import find_dates
from digest.text.tokenised import readable, split_marked
from digest.text.tokens import content_stems
from digest.text.trimmings import comments_begin, first_words

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from datetime import date

    from digest.model.article import Span

_FEWEST_STEMS = 4
"""Stems of content: a sentence with fewer tells no happening ("It was confirmed on Monday.")."""

_OPENING = 3
"""Sentences at the start of a text that by-lines and time stamps may be glued to."""

_SHARED = 0.5
"""Which part of a text's sentences may stand in earlier texts before it counts as their copy."""

_LEANING = re.compile(
    r"[\W_]*(?:he|she|it|they|his|her|its|their|this|that|these|those|such|but|and|however|also"
    r"|meanwhile|instead|there|then)\b",
    re.IGNORECASE,
)
"""First words by which a sentence leans on the one before it."""


@dataclass(frozen=True, slots=True)
class DatedText:
    """A text, and the day it was published in its newsroom's zone, None when that is unknown."""

    id: str
    published: date | None
    text: str
    title: str | None = None
    language: str = "en"


@dataclass(frozen=True, slots=True)
class DatedSentence:
    """A sentence of a text, read once.

    `position` counts the text's sentences from 0, `size` its words; `stems` are the distinct
    stems of its content words in order; `days` the days it names, sorted. `leaning` says that it
    begins by referring to the sentence before, `telling` that it can be quoted alone.
    """

    span: Span
    position: int
    size: int
    stems: tuple[str, ...]
    days: tuple[date, ...]
    leaning: bool
    telling: bool


@dataclass(frozen=True, slots=True)
class DatedReading:
    """A text with its sentences; those that stood in an earlier text of the set are left out.

    `copied` says that most of them did. `stems` are those of all its content words.
    """

    text: DatedText
    sentences: tuple[DatedSentence, ...]
    stems: tuple[str, ...]
    copied: bool


def read_texts(texts: Iterable[DatedText]) -> tuple[DatedReading, ...]:
    """Return the readings of `texts`, earliest publication first, unknown ones last.

    A sentence that several texts share belongs to the first of them, so that wire copy counts
    once. The order of `texts` makes no difference.
    """
    ordered = sorted(texts, key=_reading_order)
    seen: set[tuple[str, ...]] = set()
    return tuple(_read(text, seen) for text in ordered)


def _reading_order(text: DatedText) -> tuple[bool, str, str, str]:
    published = text.published
    return (published is None, published.isoformat() if published else "", text.id, text.text)


def _read(text: DatedText, seen: set[tuple[str, ...]]) -> DatedReading:
    end = comments_begin(text.text)
    spans = _sentences(text.text[:end])
    days = _days(text, spans, end)
    kept: list[DatedSentence] = []
    stems: list[str] = content_stems(text.title) if text.title else []
    shared = whole = 0
    for position, (span, named) in enumerate(zip(spans, days, strict=True)):
        words = readable(text.text[span.start : span.end])
        own = tuple(content_stems(words))
        if len(own) >= _FEWEST_STEMS:
            whole += 1
            if own in seen:
                shared += 1
                continue
            seen.add(own)
        stems += own
        distinct = tuple(dict.fromkeys(own))
        fit = len(distinct) >= _FEWEST_STEMS and unfit(words, text.language) is None
        size = len(words.split())
        leaning = _LEANING.match(words) is not None
        kept.append(DatedSentence(span, position, size, distinct, named, leaning, fit))
    return DatedReading(text, tuple(kept), tuple(stems), copied=shared > _SHARED * whole)


def _sentences(text: str) -> list[Span]:
    """Return the sentences of `text`, without what is glued to the front of its first ones."""
    spans = list(split_marked(text))
    spans[:_OPENING] = [first_words(text, span) for span in spans[:_OPENING]]
    return spans


def _days(text: DatedText, spans: Sequence[Span], end: int) -> list[tuple[date, ...]]:
    """Return the days that each sentence names; coarser values name none."""
    named: list[set[date]] = [set() for _ in spans]
    starts = [span.start for span in spans]
    for expression in find_dates(text.text[:end], text.published, language=text.language):
        day = expression.earliest
        if day is None or day != expression.latest or expression.type not in {"DATE", "TIME"}:
            continue
        index = bisect_right(starts, expression.start) - 1
        if index >= 0 and expression.start < spans[index].end:
            named[index].add(day)
    return [tuple(sorted(days)) for days in named]


def following(reading: DatedReading) -> Iterator[tuple[DatedSentence, DatedSentence]]:
    """Yield each sentence with the one right after it in the text."""
    for before, after in pairwise(reading.sentences):
        if after.position == before.position + 1:
            yield before, after
