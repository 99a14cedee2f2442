"""The timeline: which happenings are told, each as an entry with its proof and citations."""

from __future__ import annotations

import math
import re
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from digest.analyse.chronology import DateMention, rank_dates
from digest.analyse.topic import find_topic
from digest.compose.entries import entry_order, made_entry
from digest.compose.happenings import find_happenings
from digest.compose.ledger import NEEDS_CONTEXT, OUT_OF_LOOK_BACK, OVER_LENGTH, REDUNDANT
from digest.model.edtf import extent
from digest.text.names import find_mentions

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from datetime import date

    from digest.analyse.topic import Topic
    from digest.compose.happenings import Happening, Telling
    from digest.compose.reading import Reading
    from digest.model.article import Article, Span
    from digest.model.edition import TimelineEntry

_ENOUGH = 3
"""Happenings that can be read alone from which those that lean on other sentences are left out."""

_FLOOR = 0.5
"""What a mention counts that shares no word with the topic; see digest.compose.chronicle."""

_GRAIN = (0.2, 0.25, 0.4, 0.6, 1.0)
"""What a date counts by its fineness, from coarser than a year to a day: a year in a report of
this week is background."""

_LEAD = 3.0
"""Sentences after which the worth of standing early in a report has fallen to 1/e."""

_MOST_A_DATE = 3
"""Entries of one story for one date: ten outlets' sentences on one day are no ten happenings."""

_FURTHER = 0.5
"""What each further entry of a date counts: ten stories that recall one day fill no timeline."""

_ASIDE = 0.5
"""What an entry counts whose date is that of something its sentence only names."""

_ANAPHORIC = 0.3
"""What a sentence counts that begins with "The study said": which one stood before."""
_DEFINITE = re.compile(
    r"The [a-z]+ (?:also |[a-z]+ly )?"
    r"(?:said|says|was|were|is|are|has|have|had|came|would|will|did|[a-z]+ed)\b"
)


@dataclass(frozen=True, slots=True)
class StoryReadings:
    """A story's id and title, with the readings of its articles by (published, sha256)."""

    story: str
    title: str
    readings: tuple[Reading, ...]


@dataclass(frozen=True, slots=True)
class Timeline:
    """Entries sorted by EDTF, and (article, sentence, reason) for each event left out."""

    entries: tuple[TimelineEntry, ...]
    left_out: tuple[tuple[Article, Span, str], ...]


@dataclass(frozen=True, slots=True)
class Bounds:
    """How much a timeline tells: at most `limit` entries, of days from `first` on if it is given.

    With `one_a_day` a story has one entry for each date, else three.
    """

    limit: int
    one_a_day: bool = False
    first: date | None = None


def build_timeline(
    stories: Sequence[StoryReadings], bounds: Bounds, originals: Mapping[str, str]
) -> Timeline:
    """Return the timeline of some stories.

    Each happening is told once, with all citations: tellings in the same words are cited
    "verbatim", others as "supports". It belongs to the story that tells it first. What cannot be
    read alone is left out where enough can. When there are more than the limit, those stay whose
    date most articles name, told by a sentence that is much about what they are about and stands
    early. `originals` maps the ids of articles to those of the articles whose text they repeat.
    """
    owner = {r.article.id: one for one in stories for r in one.readings}
    readings = [r for one in stories for r in one.readings]
    known = frozenset(name for one in stories for name in _names(one.title))
    found = find_happenings(_by_publication(readings), known if bounds.one_a_day else None)
    left_out = list(found.left_out)
    left_out += _lines((h for h in found.happenings if _is_past(h, bounds)), OUT_OF_LOOK_BACK)
    taken = [h for h in found.happenings if not _is_past(h, bounds)]
    alone = [h for h in taken if h.head.alone]
    if len(alone) >= _ENOUGH:
        left_out += _lines((h for h in taken if not h.head.alone), NEEDS_CONTEXT)
        taken = alone
    ranked = _ranked(taken, readings, originals)
    first, further = _by_date(ranked, owner, 1 if bounds.one_a_day else _MOST_A_DATE)
    if bounds.one_a_day:
        told = _spread(first, ranked, bounds.limit)
        left_out += _lines((h for h in first if h not in told), OVER_LENGTH)
    else:
        told = first[: bounds.limit]
        left_out += _lines(first[bounds.limit :], OVER_LENGTH)
    left_out += _lines(further, REDUNDANT)
    entries = [made_entry(h, owner[h.head.article.id].story, originals) for h in told]
    return Timeline(tuple(sorted(entries, key=entry_order)), tuple(left_out))


def _names(title: str) -> frozenset[str]:
    mentions = find_mentions(title)
    return mentions.introduced | mentions.bare


def _by_publication(readings: Iterable[Reading]) -> list[Reading]:
    def order(reading: Reading) -> tuple[bool, str, str, str]:
        article = reading.article
        value = article.published.value
        return (value is None, value or "", article.sha256, article.id)

    return sorted(readings, key=order)


def _is_past(happening: Happening, bounds: Bounds) -> bool:
    latest = happening.head.event.expression.latest
    return bounds.first is not None and latest is not None and latest < bounds.first


def _by_date(
    ranked: Mapping[Happening, float], owner: Mapping[str, StoryReadings], most: int
) -> tuple[list[Happening], list[Happening]]:
    """Return the best of each story for each date, at most so many, and the others."""
    seen: Counter[tuple[str, str]] = Counter()
    first: list[Happening] = []
    further: list[Happening] = []
    for happening in ranked:
        place = (owner[happening.head.article.id].story, _date(happening))
        (first if seen[place] < most else further).append(happening)
        seen[place] += 1
    return first, further


def _spread(
    happenings: Sequence[Happening], ranked: Mapping[Happening, float], limit: int
) -> list[Happening]:
    """Return up to `limit` happenings, best first: of one date each further one counts less."""
    told: list[Happening] = []
    dates: Counter[str] = Counter()
    left = list(happenings)
    while left and len(told) < limit:
        best = max(left, key=lambda h: ranked[h] * _FURTHER ** dates[_date(h)])
        left.remove(best)
        told.append(best)
        dates[_date(best)] += 1
    return told


def _date(happening: Happening) -> str:
    return happening.head.event.expression.edtf or ""


def _lines(happenings: Iterable[Happening], reason: str) -> Iterator[tuple[Article, Span, str]]:
    for happening in happenings:
        for telling in happening.tellings:
            yield telling.article, telling.event.sentence, reason


def _ranked(
    happenings: Sequence[Happening], readings: Sequence[Reading], originals: Mapping[str, str]
) -> dict[Happening, float]:
    """Return what each of `happenings` is worth telling, the most first."""
    topic = find_topic([_stems(reading) for reading in readings])
    relevance = {
        telling: topic.relevance(_known(telling, topic))
        for happening in happenings
        for telling in happening.tellings
    }
    mean = math.fsum(relevance.values()) / len(relevance) if relevance else 0.0

    def salience(telling: Telling) -> float:
        return _FLOOR + (relevance[telling] / mean if mean else 0.0)

    scores = rank_dates(
        (
            DateMention(
                telling.event.expression.edtf or "",
                telling.event.expression.earliest,
                originals.get(telling.article.id, telling.article.id),
                _day(telling.article),
                salience(telling),
            )
            for telling in relevance
        ),
        (r.article.published.value[:10] for r in readings if r.article.published.value),
    )

    def worth(happening: Happening) -> float:
        head = happening.head
        value = scores[head.event.expression.edtf or ""] * salience(head) * _GRAIN[head.fineness]
        value *= 1 + math.exp(-head.passage.place / _LEAD)
        value *= math.sqrt(len({t.article.id for t in happening.tellings}))
        if head.event.aside:
            value *= _ASIDE
        if _DEFINITE.match(head.text):
            value *= _ANAPHORIC
        return value

    def order(item: tuple[Happening, float]) -> tuple[float, str, Span]:
        head = item[0].head
        return (-item[1], head.article.id, head.event.sentence)

    return dict(sorted(((h, worth(h)) for h in happenings), key=order))


def _stems(reading: Reading) -> list[str]:
    return [s for p in reading.passages for s, count in p.stems.items() for _ in range(count)]


def _known(telling: Telling, topic: Topic) -> list[str]:
    return [stem for stem in telling.passage.stems if stem in topic.rarity]


def _day(article: Article) -> date | None:
    value = article.published.value
    return extent(value[:10]).earliest if value else None
