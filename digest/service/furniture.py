"""What recurs over an outlet's articles is set aside in them: another section, never a deletion."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from digest.store import articles, blocks
from digest.text.furniture import edge_blocks, without_blocks

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from digest.model.article import Article
    from digest.store.articles import Ref


def settle(connection: Connection, article: Article, ref: Ref, story: str | None) -> None:
    """Set the outlet's furniture aside in a new version, and in older ones where it is learned now.

    `article` is as it was stored under `ref`; `story` is the one it was shelved in, None for a
    later version of an article.
    """
    outlet = article.outlet
    if not outlet or article.wall:
        return
    noted = blocks.note(connection, outlet, edge_blocks(article.text, article.sections), ref, story)
    if noted.furniture:
        sections = without_blocks(article.text, article.sections, noted.furniture)
        articles.keep_sections(connection, ref, article.extractor, sections)
    older: defaultdict[Ref, set[str]] = defaultdict(set)
    for mark, refs in noted.learned.items():
        for one in refs:
            older[one].add(mark)
    for found in articles.read(connection, sorted(older)):
        one = (found.id, found.version)
        sections = without_blocks(found.text, found.sections, older[one])
        articles.keep_sections(connection, one, found.extractor, sections)
