"""What an edition tells of one story, as the entry of that story's own feed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from digest.publish.channel import FeedEntry
from digest.publish.fragment import fragment
from digest.publish.opening import opening
from digest.publish.shorten import shortened
from digest.publish.view import view

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from digest.model.edition import Edition
    from digest.publish.channel import Links, Origin
    from digest.publish.shown import Entry
    from digest.publish.templates import Templates

_TEMPLATE = "feed/story.html.j2"
# Readers show one line of a title; most cut it at 80 to 120 characters.
_TITLE = 110


def telling(
    edition: Edition,
    story: str,
    *,
    identifier: str,
    templates: Templates,
    links: Links,
    published: datetime,
    updated: datetime,
    origin: Origin | None = None,
) -> FeedEntry | None:
    """Return what `edition` tells of the story with that id, None when it tells nothing of it.

    Sources keep the numbers that they have on the edition's page. `identifier` is the entry's
    stored id, `origin` the feed of the edition's digest.

    Raises:
        UsageError: a template of the user's own is missing or wrong.
    """
    shown = view(edition)
    places = [place for place, told in enumerate(edition.stories) if told.id == story]
    if not places:
        return None
    found = shown.stories[places[0]]
    entries = [e for e in (*shown.timeline, *shown.watch) if e.story == found.id]
    said = [*found.sentences, *(entry.sentence for entry in entries)]
    numbers = {cite.number for sentence in said for cite in sentence.cites}
    sources = tuple(source for source in shown.sources if source.number in numbers)
    return FeedEntry(
        id=identifier,
        title=shortened(found.title, _TITLE),
        summary=opening(sentence.text for sentence in said) or found.title,
        content=fragment(
            templates,
            _TEMPLATE,
            links=links,
            sources=sources,
            context={
                "edition": shown,
                "story": found,
                "timeline": _of(entries, future=False),
                "watch": _of(entries, future=True),
                "sources": sources,
            },
        ),
        link=f"{links.page}#{found.id}",
        published=published,
        updated=updated,
        authors=tuple(dict.fromkeys(s.outlet for s in sources if s.outlet)),
        categories=(shown.title,),
        language=found.lang,
        origin=origin,
    )


def _of(entries: Iterable[Entry], *, future: bool) -> list[Entry]:
    return [entry for entry in entries if entry.future is future]
