"""An edition from articles: copies set aside, stories told, timeline built, ledger kept.

A pure function of the article set: any order of arrival gives the same edition.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass, replace
from typing import TYPE_CHECKING

from digest.analyse.duplicates import find_copies
from digest.analyse.stories import group_stories
from digest.compose.cast import cast_of
from digest.compose.citations import check_citations
from digest.compose.earlier import attach, cited
from digest.compose.headline import choose_headline
from digest.compose.ledger import DUPLICATE, WALLED, Accounted, account, themes
from digest.compose.order import relevance
from digest.compose.reading import read
from digest.compose.summary import summarise
from digest.compose.timeline import Bounds, StoryReadings, build_timeline
from digest.model.edition import Edition, Period, Source, Story
from digest.model.edtf import extent

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from datetime import date, datetime, timedelta

    from digest.compose.reading import Reading
    from digest.model.article import Article
    from digest.model.edition import Change, CitedSentence, TimelineEntry
    from digest.model.settings import Settings

FEW_STORIES = 3
"""Up to so many stories each gets the full length of a summary; beyond, a briefing that is read
over a coffee gives each a short one."""
SHORT_SUMMARY = 3
SHORT_TIMELINE = 2
"""Entries a story, on average, of the one timeline that then tells of all: two pages for twelve."""


@dataclass(frozen=True, slots=True)
class Slot:
    """Which number of a digest an edition is, and for when; times are aware UTC."""

    number: int
    key: str
    as_of: datetime
    next_due: datetime | None = None


@dataclass(frozen=True, slots=True)
class _Told:
    """A story with what it is ranked and accounted by."""

    story: Story
    readings: tuple[Reading, ...]
    earlier: tuple[Article, ...] = ()

    @property
    def with_names(self) -> Story:
        """The story with those whom its articles name."""
        return replace(self.story, names=cast_of(r.article for r in self.readings))

    def place(self, readings: Mapping[str, Reading]) -> StoryReadings:
        """Return the story as a timeline reads it, with the readings of earlier articles."""
        own = [*self.readings, *(readings[a.id] for a in self.earlier)]
        own.sort(key=lambda reading: _reading_order(reading.article))
        return StoryReadings(self.story.id, self.story.title, tuple(own))

    def accounted(self, readings: Mapping[str, Reading]) -> dict[str, Accounted]:
        """Return what the ledger is to know of each article, with the readings of earlier ones."""
        about = themes(self.story.title, self.readings)
        own = {r.article.id: Accounted(r, about) for r in self.readings}
        past = [a.id for a in self.earlier if a.id in readings]
        return own | {name: Accounted(readings[name], about, told_before=True) for name in past}


def manual_key(settings: Settings, articles: Iterable[Article]) -> str:
    """Return the key of an edition made by hand: the same articles and settings, the same key."""
    content = {"settings": asdict(settings), "articles": sorted(a.sha256 for a in articles)}
    canonical = json.dumps(content, sort_keys=True, ensure_ascii=True)
    return f"manual:{hashlib.sha256(canonical.encode()).hexdigest()}"


def compose_edition(
    articles: Iterable[Article],
    settings: Settings,
    slot: Slot,
    *,
    earlier: Iterable[Article] = (),
    changes: tuple[Change, ...] | None = None,
    look_back: timedelta | None = None,
    progress: Callable[[str, int, int], None] = lambda _stage, _done, _all: None,
) -> Edition:
    """Return the edition of `articles` for `slot`.

    `earlier` are articles that earlier editions told: where their stories go on, the timeline
    tells their events too; nothing else is made of them. `changes` tells what differs from the
    edition before (None for a first one). The timeline reaches back for `look_back`, for ever
    without it. `progress` is called with a stage's name, how much of it is done, and how much
    there is.

    Raises:
        UncitedError: a sentence does not stand at its citation; a defect of ours.
    """
    ordered = sorted(articles, key=_reading_order)
    new = {a.id for a in ordered}
    before = sorted((a for a in earlier if a.id not in new), key=_reading_order)
    links = find_copies(sorted([*ordered, *before], key=_reading_order))
    aside = {name: DUPLICATE for name, copy in links.items() if copy.whole}
    aside |= {a.id: WALLED[a.wall] for a in ordered if a.wall}
    texts = {name: copy.original for name, copy in links.items()}
    originals = [a for a in ordered if a.id not in aside]
    readings = []
    for index, article in enumerate(originals):
        progress("reading", index, len(originals))
        readings.append(read(article))
    progress("composing", 0, 1)
    groups = group_stories(originals)
    many = min(len(groups), settings.stories) > FEW_STORIES
    history = attach(groups, originals, [a for a in before if a.id not in aside])
    told = [
        _tell([readings[i] for i in group], past, SHORT_SUMMARY if many else settings.sentences)
        for group, past in zip(groups, history, strict=True)
    ]
    kept = _in_order(told)[: settings.stories]
    past = {a.id: read(a) for t in kept for a in t.earlier}
    today = slot.as_of.date()
    entries = settings.timeline_entries
    bounds = Bounds(
        limit=len(kept) * (min(SHORT_TIMELINE, entries) if many else entries),
        one_a_day=many,
        first=_first_day(today, look_back),
    )
    timeline = build_timeline([t.place(past) for t in kept], bounds, texts)
    sources = sorted([*ordered, *cited(before, timeline.entries)], key=_reading_order)
    edition = Edition(
        digest=settings.digest,
        number=slot.number,
        key=slot.key,
        as_of=slot.as_of,
        period=_period(ordered),
        next_due=slot.next_due,
        language=settings.language,
        title=settings.title or (kept[0].story.title if kept else settings.brand),
        settings=settings,
        stories=tuple(t.with_names for t in kept),
        key_points=_key_points(kept, settings.key_points),
        timeline=tuple(_as_known(entry, today) for entry in timeline.entries),
        sources=tuple(_source(a) for a in sources),
        changes=changes,
        ledger=account(
            sources,
            aside,
            {name: one for t in told for name, one in t.accounted(past).items()},
            [*(s for t in kept for s in t.story.sentences), *timeline.entries],
            timeline.left_out,
        ),
    )
    check_citations(edition)
    progress("composing", 1, 1)
    return edition


def _reading_order(article: Article) -> tuple[bool, str, str, str]:
    value = article.published.value
    return (value is None, value or "", article.sha256, article.id)


def _day(article: Article) -> int:
    value = article.published.value
    found = extent(value[:10]).latest if value else None
    return found.toordinal() if found else 0


def _first_day(today: date, look_back: timedelta | None) -> date | None:
    """Return the first day of a timeline; None for all of time, and where there is no such day."""
    if look_back is None or look_back.days >= today.toordinal():
        return None
    return today - look_back


def _tell(readings: list[Reading], earlier: tuple[Article, ...], size: int) -> _Told:
    first = readings[0].article
    lead = choose_headline([r.article for r in readings])
    mark = f"s-{first.sha256[:12]}"
    story = Story(
        id=mark,
        title=readings[lead].article.title,
        sentences=summarise([readings[lead], *readings[:lead], *readings[lead + 1 :]], size),
        articles=tuple(r.article.id for r in readings),
        language=first.language,
    )
    return _Told(story, tuple(readings), earlier)


def _as_known(entry: TimelineEntry, today: date) -> TimelineEntry:
    """Return `entry` with `future` as it looks on the day of the edition, not of the article."""
    return replace(entry, future=entry.future and (entry.latest is None or entry.latest >= today))


def _in_order(told: Sequence[_Told]) -> list[_Told]:
    """Sort by number of articles, then by nearness to the whole, then the latest first."""
    about = [" ".join([t.story.title, *(s.text for s in t.story.sentences)]) for t in told]
    ranked = zip(relevance(about), told, strict=True)

    def key(pair: tuple[float, _Told]) -> tuple[int, float, int, str]:
        near, one = pair
        latest = max((_day(r.article) for r in one.readings), default=0)
        return (-len(one.readings), -near, -latest, one.story.id)

    return [one for _, one in sorted(ranked, key=key)]


def _key_points(told: Sequence[_Told], limit: int) -> tuple[CitedSentence, ...]:
    """Return the first sentence of each of the first stories; none where one story is all."""
    if len(told) <= 1:
        return ()
    return tuple(t.story.sentences[0] for t in told if t.story.sentences)[:limit]


def _period(articles: Sequence[Article]) -> Period:
    days: list[date] = []
    for article in articles:
        if article.published.value:
            found = extent(article.published.value[:10])
            days += [d for d in (found.earliest, found.latest) if d]
    return Period(min(days, default=None), max(days, default=None))


def _source(article: Article) -> Source:
    return Source(
        article=article.id,
        version=article.version,
        title=article.title,
        url=article.url,
        outlet=article.outlet,
        authors=article.authors,
        language=article.language,
        published=article.published,
        sha256=article.sha256,
        text=article.text,
    )
