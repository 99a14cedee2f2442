"""Articles are put on the shelf of stories as they arrive, and moved as editions group them."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from digest.analyse.stories import day_of
from digest.analyse.storyindex import (
    MOST_ALIKE,
    WINDOW_DAYS,
    asked_terms,
    counted_terms,
    kept_terms,
    rename,
    story_of,
)
from digest.model.article import DIGESTIBLE
from digest.store import stories

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import Connection

    from digest.model.article import Article
    from digest.model.edition import Edition
    from digest.model.indexed import IndexedStory
    from digest.service.context import Context

PAGE_SIZE = 50
"""Stories of one page of a list."""

_ID_DIGITS = 16


@dataclass(frozen=True, slots=True)
class Arrival:
    """What the shelf needs of an article, read before the transaction that stores it."""

    title: str
    day: int
    counted: dict[str, float]


def arrival(article: Article, now: datetime) -> Arrival:
    """Return what the shelf needs of an article; an undated one counts as of today (`now`)."""
    text = " ".join(
        article.text[p.start : p.end]
        for section in article.sections
        if section.kind in DIGESTIBLE
        for p in section.paragraphs
    )
    day = day_of(article.published.value) or now.date().toordinal()
    return Arrival(article.title, day, counted_terms(article.title, text))


def shelve(connection: Connection, article: str, arrived: Arrival) -> str:
    """Put a new article into the story it is most alike to, or a new one, and return its id."""
    holders, count = stories.holders(connection, arrived.counted)
    kept = kept_terms(arrived.counted, holders, count)
    found = stories.alike(
        connection,
        asked_terms(kept, holders, count),
        (arrived.day - WINDOW_DAYS, arrived.day + WINDOW_DAYS),
        MOST_ALIKE,
    )
    joined = story_of(found)
    story = joined or _minted(article)
    stories.place(
        connection,
        article,
        arrived.day,
        story,
        None if joined else arrived.title,
        counted=arrived.counted,
        kept=kept,
    )
    return story


def learn(connection: Connection, edition: Edition) -> None:
    """Merge and split the shelf's stories as `edition` grouped its articles.

    The ids of stories that were merged lead to the one they went into.
    """
    groups = [story.articles for story in edition.stories]
    known = stories.stories_of(connection, [a for members in groups for a in members])
    groups = [tuple(a for a in members if a in known) for members in groups]
    names = rename(groups, known)
    moved: dict[str, tuple[str, str]] = {}
    for story, members in zip(edition.stories, groups, strict=True):
        for article in members:
            name = names[article] or _minted(f"{members[0]}\n{known[members[0]]}")
            moved[article] = (name, story.title)
    stories.move(connection, moved)


def shelved_stories(context: Context, limit: int = PAGE_SIZE) -> tuple[IndexedStory, ...]:
    """Return the stories that were reported on last, the newest first."""
    with context.store.read() as connection:
        return tuple(stories.get(connection, s) for s in stories.newest(connection, limit))


def shelved_story(context: Context, story: str) -> IndexedStory:
    """Return a story of the shelf; the id of a merged one gives the story it went into.

    Raises:
        UnknownError: there is none of that id.
    """
    with context.store.read() as connection:
        return stories.get(connection, story)


def _minted(seed: str) -> str:
    return f"s-{hashlib.sha256(seed.encode()).hexdigest()[:_ID_DIGITS]}"
