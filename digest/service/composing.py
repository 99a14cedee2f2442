"""The articles of an edition become the edition, as its digest wants it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from digest.compose.edition import Slot, compose_edition
from digest.model.definition import Part
from digest.model.edition import Change
from digest.service.articles import newest_versions

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from datetime import datetime

    from digest.model.article import Article
    from digest.model.definition import DigestDefinition
    from digest.model.edition import Edition
    from digest.model.settings import Settings
    from digest.store.editions import StoredEdition


def compose(
    definition: DigestDefinition,
    settings: Settings,
    stored: StoredEdition,
    next_due: datetime | None,
    articles: Iterable[Article],
    earlier: Iterable[Article],
    progress: Callable[[str, int, int], None] = lambda _stage, _done, _all: None,
) -> Edition:
    """Return what an edition tells: the newest of the versions of each of its articles.

    `earlier` are those that other editions told. `next_due` is when the next edition is due.

    Raises:
        UncitedError: a sentence does not stand at its citation; a defect of ours.
    """
    edition = compose_edition(
        newest_versions(articles),
        settings,
        Slot(stored.number, stored.key, stored.as_of, next_due),
        earlier=newest_versions(earlier),
        look_back=definition.look_back,
        progress=progress,
    )
    return _with_parts(_with_changes(edition, stored), definition)


def _with_changes(edition: Edition, stored: StoredEdition) -> Edition:
    """Tell what is new since the edition before: all stories are, since all articles are."""
    if stored.previous is None and edition.stories:
        return edition
    new = tuple(Change("new", story.title, story.id) for story in edition.stories)
    return replace(edition, changes=new)


def _with_parts(edition: Edition, definition: DigestDefinition) -> Edition:
    """Leave out the part that the digest does not ask for."""
    if Part.TIMELINE not in definition.parts:
        edition = replace(edition, timeline=())
    if Part.SUMMARY not in definition.parts:
        stories = tuple(replace(story, sentences=()) for story in edition.stories)
        edition = replace(edition, stories=stories, key_points=())
    return edition
