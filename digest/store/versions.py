"""How many versions there are of an article."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select

from digest.errors import UnknownError
from digest.store.schema import articles

if TYPE_CHECKING:
    from sqlalchemy import Connection


def last_version(connection: Connection, article: str) -> int:
    """Return the number of an article's newest version.

    Raises:
        UnknownError: there is no such article.
    """
    wanted = select(articles.c.versions).where(articles.c.id == article)
    found = connection.execute(wanted).scalar()
    if not found:
        raise UnknownError(f"There is no article {article!r}.")
    return int(found)
