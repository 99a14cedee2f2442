"""The online index of stories: terms of articles by day, and which story each article is in."""

from __future__ import annotations

from collections import defaultdict
from functools import cache
from heapq import nsmallest
from typing import TYPE_CHECKING

from sqlalchemy import bindparam, func, insert, select, update

from digest.errors import UnknownError
from digest.model.indexed import IndexedStory
from digest.store.insert import add_plain, insert_new, insert_plain
from digest.store.lists import among, filled
from digest.store.locks import one_at_a_time
from digest.store.schema import stories, story_articles, story_terms, term_holders

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from sqlalchemy import Connection, Select

_PAGE = 200
_PLACED = insert(story_articles)
_ALL = ""
"""The term that counts all articles."""


def holders(connection: Connection, terms: Iterable[str]) -> tuple[dict[str, int], int]:
    """Return how many articles hold each of `terms`, and how many articles there are.

    From here to the end of the transaction no other one adds to the index.
    """
    one_at_a_time(connection, "stories")
    asked = filled([*terms, _ALL])
    found = dict(connection.execute(_holders(len(asked)), asked).all())
    return found, found.pop(_ALL, 0)


def alike(
    connection: Connection, asked: Mapping[str, float], days: tuple[int, int], limit: int
) -> list[tuple[str, float]]:
    """Return (story, likeness) of the articles of `days` (both included) most alike to `asked`."""
    if not asked:
        return []
    likeness: defaultdict[str, float] = defaultdict(float)
    wanted = filled(list(asked))
    found_by = _found_by(len(wanted))
    of_days = {"first": days[0], "last": days[1]}
    for term, weight, article in connection.execute(found_by, {**wanted, **of_days}).all():
        likeness[article] += weight * asked[term]
    best = nsmallest(limit, likeness, key=lambda article: (-likeness[article], article))
    found = stories_of(connection, best)
    return [(found[article], likeness[article]) for article in best if article in found]


def place(
    connection: Connection,
    article: str,
    day: int,
    story: str,
    title: str | None,
    *,
    counted: Iterable[str],
    kept: Mapping[str, float],
) -> None:
    """Put an article that the index does not have into a story; `title` names a new one."""
    if title is not None:
        insert_new(connection, stories, {"id": story, "title": title})
    connection.execute(_PLACED, {"article": article, "story": story, "day": day})
    found_by = [(term, day, article, weight) for term, weight in kept.items()]
    insert_plain(connection, story_terms, found_by)
    add_plain(connection, term_holders, [(term, 1) for term in sorted([*counted, _ALL])])


def stories_of(connection: Connection, articles: Sequence[str]) -> dict[str, str]:
    """Return the story of each of `articles` that the index has."""
    found: dict[str, str] = {}
    for start in range(0, len(articles), _PAGE):
        page = filled(articles[start : start + _PAGE])
        found |= dict(connection.execute(_stories(len(page)), page).all())
    return found


def move(connection: Connection, moved: Mapping[str, tuple[str, str]]) -> None:
    """Put articles of the index into other stories: article to (story, title).

    Stories that are left empty are merged into the one that took their last article in the order
    of `moved`; their ids lead there from then on.
    """
    before = stories_of(connection, list(moved))
    for article, (story, title) in moved.items():
        if before.get(article, story) == story:
            continue
        insert_new(connection, stories, {"id": story, "title": title})
        connection.execute(
            update(story_articles).where(story_articles.c.article == article).values(story=story)
        )
        left = before[article]
        if not _count(connection, left):
            connection.execute(update(stories).where(stories.c.id == left).values(merged=story))
        connection.execute(update(stories).where(stories.c.id == story).values(merged=None))


def get(connection: Connection, story: str) -> IndexedStory:
    """Return the story with that id, or the one that it was merged into.

    Raises:
        UnknownError: there is none.
    """
    seen: set[str] = set()
    while True:
        row = connection.execute(select(stories).where(stories.c.id == story)).one_or_none()
        if row is None or story in seen:
            raise UnknownError(f"There is no story {story!r}.")
        if row.merged is None:
            break
        seen.add(story)
        story = row.merged
    members = connection.execute(
        select(story_articles.c.article, story_articles.c.day)
        .where(story_articles.c.story == story)
        .order_by(story_articles.c.day, story_articles.c.article)
    ).all()
    days = [member.day for member in members] or [0]
    return IndexedStory(row.id, row.title, tuple(m.article for m in members), min(days), max(days))


def newest(connection: Connection, limit: int) -> list[str]:
    """Return the ids of the stories that were reported on last, the newest first."""
    by_day = select(story_articles.c.story).order_by(
        story_articles.c.day.desc(), story_articles.c.article
    )
    found: dict[str, None] = {}
    with connection.execute(by_day.execution_options(yield_per=_PAGE)) as rows:
        for row in rows:
            found[row.story] = None
            if len(found) == limit:
                break
    return list(found)


# Statements are built once for each length of list: building one takes as long as asking it.


@cache
def _holders(length: int) -> Select[str, int]:
    return select(term_holders.c.term, term_holders.c.articles).where(
        term_holders.c.term.in_(among(length))
    )


@cache
def _stories(length: int) -> Select[str, str]:
    return select(story_articles.c.article, story_articles.c.story).where(
        story_articles.c.article.in_(among(length))
    )


@cache
def _found_by(length: int) -> Select[str, float, str]:
    return select(story_terms.c.term, story_terms.c.weight, story_terms.c.article).where(
        story_terms.c.term.in_(among(length)),
        story_terms.c.day.between(bindparam("first"), bindparam("last")),
    )


def _count(connection: Connection, story: str) -> int:
    return connection.execute(
        select(func.count()).select_from(story_articles).where(story_articles.c.story == story)
    ).scalar_one()
