"""Whether a text goes back to what its article said before its newest version."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import and_, bindparam, select

from digest.store.schema import articles, documents, versions

if TYPE_CHECKING:
    from collections.abc import Collection

    from sqlalchemy import Connection

    from digest.model.article import Article

# Built once: building these takes longer than executing them.
_OWN = (
    select(versions.c.version, articles.c.versions.label("newest"))
    .join(articles, articles.c.id == versions.c.article)
    .where(articles.c.identity == bindparam("identity"), versions.c.sha256 == bindparam("text"))
    .order_by(versions.c.version.desc())
    .limit(1)
)


def returns(connection: Connection, identity: str, article: Article) -> bool:
    """Return whether the article known by `identity` once said this, and says otherwise now."""
    row = connection.execute(_OWN, {"identity": identity, "text": article.sha256}).first()
    return row is not None and row.version < row.newest


def overtaken(connection: Connection, ids: Collection[str], source: str) -> dict[str, int]:
    """Return those of the documents `ids` whose article said something else after them.

    Each with the number of its article's newest version, where `source` brought that one too, by
    a document that is none of `ids` and none that came again for one.
    """
    newest = documents.alias()
    wanted = (
        select(documents.c.id, articles.c.versions, newest.c.id.label("by"))
        .join(articles, articles.c.id == documents.c.article)
        .join(
            versions,
            and_(versions.c.article == articles.c.id, versions.c.version == articles.c.versions),
        )
        .join(newest, newest.c.id == versions.c.document)
        .where(
            documents.c.id.in_(ids),
            documents.c.version < articles.c.versions,
            newest.c.source == source,
        )
    )
    return {
        row.id: row.versions
        for row in connection.execute(wanted)
        if not any(row.by == id_ or row.by.startswith(f"{id_}:") for id_ in ids)
    }
