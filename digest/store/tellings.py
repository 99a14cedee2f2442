"""Feeds that are no single digest's: their ids, and which editions told of which story."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import select

from digest.store.editions import EVER_RELEASED, stored
from digest.store.insert import insert_all_new, insert_new
from digest.store.schema import editions, feed_ids, story_articles, tellings

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from sqlalchemy import Connection

    from digest.store.editions import StoredEdition

ALL = "all"
"""The feed over all public digests; every other feed here is named by its story's id."""


@dataclass(frozen=True, slots=True)
class Telling:
    """What an edition told of a story: `place` is the story's id in it, `article` its first.

    `id` is that of its entry in the story's feed.
    """

    place: str
    article: str
    id: str


def mint(connection: Connection, feed: str, proposed: str) -> str:
    """Return the id that readers know a feed by: `proposed`, unless one was minted."""
    insert_new(connection, feed_ids, {"feed": feed, "id": proposed})
    known = id_of(connection, feed)
    return known if known is not None else proposed


def id_of(connection: Connection, feed: str) -> str | None:
    """Return the id that was minted for a feed, None before its first entry."""
    found = connection.execute(select(feed_ids.c.id).where(feed_ids.c.feed == feed)).scalar()
    return None if found is None else str(found)


def note(connection: Connection, edition: str, told: Iterable[Telling]) -> None:
    """Store which stories an edition tells of; what is known of it stays."""
    rows = [{"edition": edition, "place": t.place, "article": t.article, "id": t.id} for t in told]
    insert_all_new(connection, tellings, rows)


def of_story(
    connection: Connection, story: str, digests: Collection[str], limit: int
) -> tuple[tuple[Telling, StoredEdition], ...]:
    """Return how the newest editions of `digests` tell of a story, what changed last first.

    Withdrawn editions are among them.
    """
    own = (
        tellings.c.place,
        tellings.c.article.label("article"),
        tellings.c.id.label("telling"),
    )
    wanted = (
        select(editions, *own)
        .join(tellings, tellings.c.edition == editions.c.id)
        .join(story_articles, story_articles.c.article == tellings.c.article)
        .where(
            story_articles.c.story == story,
            editions.c.digest.in_(digests),
            editions.c.state.in_(EVER_RELEASED),
        )
        .order_by(editions.c.updated.desc(), editions.c.id, tellings.c.place)
        .limit(limit)
    )
    found = []
    for row in connection.execute(wanted).mappings():
        rest = dict(row)
        telling = Telling(rest.pop("place"), rest.pop("article"), rest.pop("telling"))
        found.append((telling, stored(rest)))
    return tuple(found)
