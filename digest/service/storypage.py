"""A story as a page: what was told of it last, and all editions that told of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import quote

from digest.errors import MovedError, UnknownError
from digest.publish.evidence import read_evidence
from digest.publish.safe import safe_text
from digest.publish.view import view
from digest.store import digests, editions, stories, tellings
from digest.store.editions import EditionState

if TYPE_CHECKING:
    from datetime import datetime

    from digest.model.edition import Edition
    from digest.publish.shown import Entry, SourceView, StoryView
    from digest.service.context import Context
    from digest.store.editions import StoredEdition

_MOST = 200
"""Editions that are listed: half a year of a story told daily."""


@dataclass(frozen=True, slots=True)
class StoryTold:
    """An edition that told of a story; `address` is relative to the service's root."""

    digest: str
    number: int
    released: datetime
    address: str


@dataclass(frozen=True, slots=True)
class ShownStory:
    """A story: what its newest telling says, with the sources of that, and who told of it."""

    id: str
    title: str
    story: StoryView
    entries: tuple[Entry, ...]
    sources: tuple[SourceView, ...]
    told: tuple[StoryTold, ...]


def shown_story(context: Context, story: str) -> ShownStory:
    """Return a story as the editions of public digests told it.

    Raises:
        MovedError: it went into another story.
        UnknownError: there is no such story, or no edition tells of it.
        StoreError: an edition cannot be read.
    """
    with context.store.read() as connection:
        shelved = stories.get(connection, story)
        if shelved.id != story:
            sentence = f"The story {story!r} went into the story {shelved.id!r}; ask for that one."
            raise MovedError(sentence, story, shelved.id)
        known = digests.public(connection)
        found = [
            (telling.place, edition)
            for telling, edition in tellings.of_story(connection, story, known, _MOST)
            if edition.state is EditionState.RELEASED
        ]
        if not found:
            raise UnknownError(f"No edition tells of the story {story!r}.")
        place, newest = found[0]
        blob = editions.files_of(connection, newest)["edition.json"].blob
    told = tuple(
        _told(edition, place, known[edition.digest].definition.title) for place, edition in found
    )
    edition = read_evidence(context.blobs.get(blob))
    return _shown(story, safe_text(shelved.title) or story, edition, place, told)


def _told(edition: StoredEdition, place: str, title: str) -> StoryTold:
    page = f"digests/{quote(edition.digest)}/editions/{edition.number}/"
    since = edition.released or edition.as_of
    return StoryTold(safe_text(title), edition.number, since, f"{page}#{place}")


def _shown(
    story: str, title: str, edition: Edition, place: str, told: tuple[StoryTold, ...]
) -> ShownStory:
    shown = view(edition)
    own = [number for number, one in enumerate(edition.stories) if one.id == place]
    if not own:
        raise UnknownError(f"No edition tells of the story {story!r}.")
    part = shown.stories[own[0]]
    entries = tuple(e for e in (*shown.timeline, *shown.watch) if e.story == part.id)
    said = [*part.sentences, *(entry.sentence for entry in entries)]
    numbers = {cite.number for sentence in said for cite in sentence.cites}
    sources = tuple(source for source in shown.sources if source.number in numbers)
    return ShownStory(story, title, part, entries, sources, told)
