"""The timeline feed: an entry for each dated event of an edition."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from digest.publish.channel import FeedEntry
from digest.publish.fragment import fragment
from digest.publish.shorten import shortened
from digest.publish.view import view

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from digest.model.edition import Edition
    from digest.publish.channel import Links
    from digest.publish.shown import EditionView, Entry
    from digest.publish.templates import Templates

_TEMPLATE = "feed/event.html.j2"
# Readers show one line of a title; most cut it at 80 to 120 characters.
_TITLE = 110


def event_entries(
    edition: Edition,
    *,
    identify: Callable[[str], str | None],
    templates: Templates,
    links: Links,
) -> tuple[FeedEntry, ...]:
    """Return the events of `edition` as feed entries, the latest event first.

    `identify` gives an event's stored id for its id on the page, None for one that is left out.
    All are published with the edition, a millisecond apart in the order of the timeline: readers
    that sort by time keep that order, and no two entries share a time, which validators warn of.

    Raises:
        UsageError: a template of the user's own is missing or wrong.
    """
    shown = view(edition)
    entries = [
        _entry(
            shown,
            entry,
            identifier=identifier,
            moment=edition.as_of + timedelta(milliseconds=place),
            templates=templates,
            links=links,
        )
        for place, entry in enumerate((*shown.timeline, *shown.watch))
        if (identifier := identify(entry.id)) is not None
    ]
    return tuple(reversed(entries))


def event_keys(edition: Edition) -> tuple[str, ...]:
    """Return the ids on the page of the events of `edition`, in their order."""
    shown = view(edition)
    return tuple(entry.id for entry in (*shown.timeline, *shown.watch))


def _entry(
    shown: EditionView,
    entry: Entry,
    *,
    identifier: str,
    moment: datetime,
    templates: Templates,
    links: Links,
) -> FeedEntry:
    numbers = {cite.number for cite in entry.sentence.cites}
    sources = tuple(source for source in shown.sources if source.number in numbers)
    story = next((story.title for story in shown.stories if story.id == entry.story), None)
    return FeedEntry(
        id=identifier,
        title=shortened(f"{entry.when}: {entry.sentence.text}", _TITLE),
        summary=entry.sentence.text,
        content=fragment(
            templates,
            _TEMPLATE,
            links=links,
            sources=sources,
            context={"entry": entry, "sources": sources},
        ),
        link=f"{links.page}#{entry.id}",
        published=moment,
        updated=moment,
        authors=tuple(dict.fromkeys(s.outlet for s in sources if s.outlet)),
        categories=(story,) if story else (),
        language=entry.sentence.lang,
    )
