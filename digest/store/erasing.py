"""What was said by an article, and of it, is erased from all rows; ids and counts stay."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING

from sqlalchemy import delete, func, or_, select, update

from digest.model.received import Given
from digest.store import search
from digest.store.schema import (
    derived,
    documents,
    errata,
    jobs,
    matches,
    stories,
    story_articles,
    story_terms,
    tellings,
    term_holders,
    versions,
)

if TYPE_CHECKING:
    from collections.abc import Collection

    from sqlalchemy import Connection

_NAME = "taken down"


def documents_of(connection: Connection, article: str) -> tuple[str, ...]:
    """Return the documents that became an article, and the files that they came in."""
    made = select(versions.c.document).where(versions.c.article == article)
    wanted = select(documents.c.id).where(
        or_(documents.c.article == article, documents.c.id.in_(made))
    )
    own = set(connection.execute(wanted).scalars())
    return tuple(sorted(own | files_of(connection, own)))


def files_of(connection: Connection, ids: Collection[str]) -> set[str]:
    """Return the files that documents came in, by the ids that these have from them."""
    found: set[str] = set()
    within = {id_.rpartition(".")[0] for id_ in ids} - {""}
    while within:
        wanted = select(documents.c.id).where(documents.c.id.in_(within))
        more = set(connection.execute(wanted).scalars()) - found
        found |= more
        within = {id_.rpartition(".")[0] for id_ in more} - {""}
    return found


def erase_documents(
    connection: Connection, ids: Collection[str], instead: str, size: int
) -> set[str]:
    """Let documents be the blob `instead` of that size; return the blobs that they were."""
    mine = documents.c.id.in_(ids)
    blobs = set(connection.execute(select(documents.c.blob).where(mine)).scalars())
    plain = {"blob": instead, "size": size, "name": _NAME, "given": asdict(Given())}
    connection.execute(update(documents).where(mine).values(**plain))
    connection.execute(update(jobs).where(jobs.c.id.in_(ids)).values(options={}, error=None))
    return blobs - {instead}


def erase_errata(connection: Connection, article: str) -> None:
    """Forget what editions quoted of an article, and what it said in the place of that."""
    connection.execute(delete(errata).where(errata.c.article == article))


def erase_article(connection: Connection, article: str) -> int:
    """Let the versions of an article say nothing; return how many there are.

    The SHA-256 of each text stays, so that the text is known when it comes again.
    """
    for table in (derived, matches, tellings):
        connection.execute(delete(table).where(table.c.article == article))
    search.forget(connection, article)
    _erase_story(connection, article)
    plain: dict[str, object] = {
        "title": "",
        "text": "",
        "url": None,
        "canonical_url": None,
        "outlet": None,
        "authors": [],
        "published_notes": {"reasons": [], "candidates": []},
    }
    mine = update(versions).where(versions.c.article == article)
    return connection.execute(mine.values(**plain)).rowcount


def _erase_story(connection: Connection, article: str) -> None:
    """Take an article out of the index of stories, and its title from its story."""
    in_story = story_articles.c.article == article
    story = connection.execute(select(story_articles.c.story).where(in_story)).scalar()
    own = select(story_terms.c.term).where(story_terms.c.article == article)
    held = update(term_holders).where(term_holders.c.term.in_(own))
    connection.execute(held.values(articles=term_holders.c.articles - 1))
    connection.execute(delete(term_holders).where(term_holders.c.articles <= 0))
    connection.execute(delete(story_terms).where(story_terms.c.article == article))
    if story is None:
        return
    connection.execute(delete(story_articles).where(in_story))
    other = (
        select(versions.c.title)
        .join(story_articles, story_articles.c.article == versions.c.article)
        .where(story_articles.c.story == story)
        .order_by(story_articles.c.day, versions.c.article, versions.c.version)
        .limit(1)
        .scalar_subquery()
    )
    renamed = update(stories).where(stories.c.id == story)
    connection.execute(renamed.values(title=func.coalesce(other, "")))
