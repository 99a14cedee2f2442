"""An edition as templates read it: sources numbered, dates worded, links checked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from digest.publish.corrections import correction_views
from digest.publish.dated import entry_view
from digest.publish.left_out import left_out
from digest.publish.numbering import source_name
from digest.publish.safe import direction, host_of, safe_text, safe_url
from digest.publish.sayings import KEY, Sayings, id_part
from digest.publish.shown import ChangeView, EditionView, SourceView, StoryView
from digest.publish.typography import isolate
from digest.publish.wordings import (
    CHANGE_KINDS,
    FIRST_EDITION,
    NO_CHANGE,
    count_words,
    moment_words,
    named_words,
    period_words,
    published_words,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from digest.model.edition import Edition, Story
    from digest.publish.shown import Entry

    Place = tuple[str, int]

_OWN_TIMELINES = 3
"""Up to so many stories show a timeline each; beyond, one timeline tells of all of them, so that
a briefing of twelve stories is no patchwork of axes with two dots."""
_NAMED_SOURCES = 2
_NO_BREAK = "\u00a0"


def view(edition: Edition) -> EditionView:
    """Return what templates show of `edition`; a pure function."""
    joint = len(edition.stories) > _OWN_TIMELINES
    sayings = Sayings(edition, joint=joint)
    ids = {story.id: f"story-{id_part(story.id)}" for story in edition.stories}
    key_points = tuple(sayings.sentence(s, KEY) for s in edition.key_points)
    entries = tuple(entry_view(e, sayings, ids) for e in edition.timeline)
    own = () if joint else entries
    stories = tuple(
        _story(number, story, ids[story.id], own, sayings)
        for number, story in enumerate(edition.stories, 1)
    )
    loose = entries if joint else tuple(e for e in entries if e.story is None)
    changes, note = _changes(edition, ids)
    return EditionView(
        title=safe_text(edition.title),
        lang=edition.language,
        dir=direction(edition.title),
        brand=safe_text(edition.settings.brand),
        digest=edition.digest,
        number=edition.number,
        as_of=moment_words(edition.as_of),
        as_of_datetime=edition.as_of.isoformat(),
        as_of_day=edition.as_of.date(),
        period=period_words(edition.period) if edition.sources else "no new article",
        next_due=moment_words(edition.next_due) if edition.next_due else None,
        next_due_datetime=edition.next_due.isoformat() if edition.next_due else None,
        facts=(
            count_words(len(stories), "story", "stories"),
            count_words(len(entries), "dated event"),
            count_words(len(edition.sources), "source"),
        ),
        key_points=key_points,
        stories=stories,
        timeline=tuple(e for e in entries if not e.future),
        watch=tuple(e for e in entries if e.future),
        loose=tuple(e for e in loose if not e.future),
        loose_watch=tuple(e for e in loose if e.future),
        loose_title="Timeline" if joint or not stories else "Further events",
        changes=changes,
        changes_note=note,
        sources=_sources(sayings),
        ledger=left_out(edition),
        settings=edition.settings,
        corrections=correction_views(edition),
        revision=edition.revision,
    )


def _story(
    number: int, story: Story, own: str, entries: Iterable[Entry], sayings: Sayings
) -> StoryView:
    mine = [e for e in entries if e.story == own]
    title = safe_text(story.title)
    return StoryView(
        id=own,
        number=number,
        title=title,
        lang=story.language,
        dir=direction(title),
        sentences=tuple(sayings.sentence(s, "sentence") for s in story.sentences),
        timeline=tuple(e for e in mine if not e.future),
        watch=tuple(e for e in mine if e.future),
        sources=_story_sources(story, sayings),
        names=named_words(story.names),
    )


def _story_sources(story: Story, sayings: Sayings) -> str:
    """Return outlet and day (on one line) of a story's articles, their number where many."""
    own = [s for place, s in sayings.sources.items() if place[0] in story.articles]
    named = dict.fromkeys(
        f"{isolate(source_name(s))}, {published_words(s.published).replace(' ', _NO_BREAK)}"
        for s in own
    )
    known = all(s.outlet or safe_url(s.url) for s in own)
    if not known or not 0 < len(named) <= _NAMED_SOURCES:
        return count_words(len(story.articles), "source")
    return "; ".join(named)


def _changes(edition: Edition, ids: Mapping[str, str]) -> tuple[tuple[ChangeView, ...], str | None]:
    if edition.changes is None:
        return (), FIRST_EDITION
    if not edition.changes:
        return (), NO_CHANGE
    rows = (
        ChangeView(
            kind=change.kind,
            label=CHANGE_KINDS[change.kind],
            text=safe_text(change.text),
            dir=direction(change.text),
            story=ids.get(change.story) if change.story else None,
        )
        for change in edition.changes
    )
    return tuple(rows), None


def _sources(sayings: Sayings) -> tuple[SourceView, ...]:
    """Return the sources in their order, each with what was taken from it."""
    ordered = sorted(sayings.numbers.items(), key=lambda item: item[1])
    return tuple(_source(place, number, sayings) for place, number in ordered)


def _source(place: Place, number: int, sayings: Sayings) -> SourceView:
    source = sayings.sources[place]
    title = safe_text(source.title)
    url = safe_url(source.url)
    return SourceView(
        number=number,
        anchor=f"source-{number}",
        title=title,
        name=source_name(source),
        outlet=safe_text(source.outlet) if source.outlet else None,
        authors=tuple(safe_text(a) for a in source.authors),
        lang=source.language,
        dir=direction(title),
        date=published_words(source.published),
        datetime=source.published.value,
        reasons=tuple(safe_text(r) for r in source.published.reasons),
        url=url,
        host=host_of(url),
        sha256=source.sha256,
        taken=tuple(sayings.taken[place].values()),
    )
