"""Happenings: what the dated sentences of some articles tell, each once with all who tell it."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from digest.compose.ledger import HYPOTHETICAL
from digest.model.edtf import extent
from digest.model.event import AnchorKind, Modality
from digest.text.tokens import content_stems

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from digest.analyse.passages import Passage
    from digest.compose.reading import Reading
    from digest.model.article import Article, Sentence, Span
    from digest.model.event import Event, TimeExpression

SAME_FACT = 0.7
"""Share of the shorter sentence's content stems that must stand in the longer one for the two to
tell the same fact, the words of their dates aside: copies with a word changed share over .8, other
sentences of one story under .5 (counted on the stories of the bundled sample)."""

_FEWEST_STEMS = 4
_FINENESS = {"day": 4, "range": 3, "month": 3, "season": 2, "quarter": 2, "half": 2, "year": 1}


@dataclass(frozen=True, slots=True, eq=False)
class Telling:
    """A dated sentence of an article, with what is needed to compare it.

    `stems` are those of its content words, the words of its dates aside. `alone` says that it
    can be read without the sentences before it.
    """

    article: Article
    event: Event
    passage: Passage
    stems: frozenset[str]
    alone: bool

    @property
    def text(self) -> str:
        """The sentence, white space folded."""
        return self.passage.text

    @property
    def fineness(self) -> int:
        """How fine its date is: 4 for a day, 1 for a year."""
        return fineness(self.event.expression)


@dataclass(frozen=True, slots=True, eq=False)
class Happening:
    """The tellings of one fact on overlapping dates, in the order of their articles."""

    tellings: tuple[Telling, ...]

    @property
    def head(self) -> Telling:
        """The telling to quote: one that tells a quarrel, can be read alone, is finest dated.

        Of equals one that is told for its date's sake.
        """
        return min(
            self.tellings,
            key=lambda t: (not t.event.claims, not t.alone, t.event.aside, -t.fineness),
        )


@dataclass(frozen=True, slots=True)
class Found:
    """Happenings in the order they are first told, and why other events tell none."""

    happenings: tuple[Happening, ...]
    left_out: tuple[tuple[Article, Span, str], ...]


def find_happenings(readings: Iterable[Reading], known: frozenset[str] | None = None) -> Found:
    """Return the happenings that `readings` tell, given in (published, sha256) order.

    A sentence tells one happening, under its finest date. When the names are given that a reader
    has `known` before, one that names anybody else in short cannot be read alone.
    """
    left_out: list[tuple[Article, Span, str]] = []
    groups: list[list[Telling]] = []
    days: defaultdict[str, list[int]] = defaultdict(list)
    coarse: list[int] = []
    for reading in readings:
        for telling, reason in _tellings(reading, known):
            if reason:
                left_out.append((telling.article, telling.event.sentence, reason))
                continue
            expression = telling.event.expression
            if _is_day(expression):
                near: Iterable[int] = sorted([*days[expression.edtf or ""], *coarse])
            else:
                near = range(len(groups))
            number = next((n for n in near if _same(groups[n][0], telling)), None)
            if number is not None:
                groups[number].append(telling)
                continue
            if _is_day(expression):
                days[expression.edtf or ""].append(len(groups))
            else:
                coarse.append(len(groups))
            groups.append([telling])
    return Found(tuple(Happening(tuple(group)) for group in groups), tuple(left_out))


def fineness(expression: TimeExpression) -> int:
    """Return how fine a date is: 4 for a day, 1 for a year, 0 for what is coarser or unknown."""
    return _FINENESS.get(extent(expression.edtf).grain, 0) if expression.edtf else 0


def _tellings(
    reading: Reading, known: frozenset[str] | None
) -> Iterator[tuple[Telling, str | None]]:
    """Yield each dated sentence, with the reason why it tells no happening, None if it does."""
    best: dict[Span, Event] = {}
    for event in reading.events:
        other = best.get(event.sentence)
        if other is None or _worth(event) > _worth(other):
            best[event.sentence] = event
    for number, sentence in enumerate(reading.sentences):
        own = best.get(sentence.span)
        if own is None:
            continue
        passage = reading.passages[number]
        alone = not passage.leans and (known is None or passage.needs <= known)
        stems = frozenset(content_stems(_undated(reading, sentence)))
        reason: str | None = passage.flaw
        if own.modality is Modality.HYPOTHETICAL:
            reason = HYPOTHETICAL
        yield Telling(reading.article, own, passage, stems, alone), reason


def _undated(reading: Reading, sentence: Sentence) -> str:
    """Return the words of a sentence without those of its dates."""
    text, at = [], sentence.start
    for expression in reading.expressions:
        if at <= expression.start < sentence.end:
            text.append(reading.article.text[at : expression.start])
            at = expression.end
    text.append(reading.article.text[at : sentence.end])
    return " ".join(text)


def _worth(event: Event) -> tuple[bool, int, bool]:
    """Rank a sentence's dates: that of what it tells, the finest, one that is written out."""
    expression = event.expression
    written = expression.proof.anchor.kind is AnchorKind.NONE
    return (not event.aside, fineness(expression), written)


def _is_day(expression: TimeExpression) -> bool:
    return expression.earliest is not None and expression.earliest == expression.latest


def _same(first: Telling, other: Telling) -> bool:
    if not _overlap(first.event.expression, other.event.expression):
        return False
    if first.text == other.text:
        return True
    fewer = min(len(first.stems), len(other.stems))
    if fewer < _FEWEST_STEMS or len(first.stems & other.stems) < SAME_FACT * fewer:
        return False
    numbers, others = _numbers(first), _numbers(other)
    return numbers <= others or others <= numbers


def _numbers(telling: Telling) -> frozenset[str]:
    return frozenset(stem for stem in telling.stems if stem[:1].isdigit())


def _overlap(one: TimeExpression, other: TimeExpression) -> bool:
    if one.edtf == other.edtf:
        return True
    if not (one.earliest and one.latest and other.earliest and other.latest):
        return False
    return one.earliest <= other.latest and other.earliest <= one.latest
