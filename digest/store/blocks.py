"""Which blocks recur over the articles of an outlet, and which of them are furniture by now."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING

from sqlalchemy import bindparam, select

from digest.store.block_tables import blocks
from digest.store.insert import upsert_all
from digest.store.lists import among, filled
from digest.store.locks import one_at_a_time

if TYPE_CHECKING:
    from collections.abc import Collection

    from sqlalchemy import Connection, Select

    from digest.store.articles import Ref

ENOUGH = 5
"""Stories whose articles have a block that make it furniture: background is repeated over the
reports of one story, and an author's note over few."""
_MOST_SEEN = 60
"""Articles that are remembered of one block until then."""


@dataclass(frozen=True, slots=True)
class Noted:
    """Those of an article's blocks that are furniture, and the other articles that have new ones.

    `learned` are marks that became furniture just now, with the articles that had them before.
    """

    furniture: frozenset[str]
    learned: dict[str, tuple[Ref, ...]] = field(default_factory=dict)


def note(
    connection: Connection, outlet: str, marks: Collection[str], ref: Ref, story: str | None
) -> Noted:
    """Note that the article version `ref` of `story` has blocks, and return which are furniture.

    Without a story nothing is noted: a new version of an article tells nothing new of its page.
    """
    if not marks:
        return Noted(frozenset())
    one_at_a_time(connection, f"blocks:{outlet}")
    wanted = filled(sorted(marks))
    found = connection.execute(_known(len(wanted)), {**wanted, "of": outlet})
    rows = {row.mark: row for row in found}
    known = frozenset(mark for mark, row in rows.items() if row.furniture)
    learned: dict[str, tuple[Ref, ...]] = {}
    changed = []
    for mark in sorted(set(marks) - known) if story else ():
        before = rows[mark].seen if mark in rows else []
        seen = [*before, [*ref, story]][-_MOST_SEEN:]
        enough = len({known_story for _, _, known_story in seen}) >= ENOUGH
        if enough:
            learned[mark] = tuple((article, version) for article, version, _ in before)
        content = {"seen": [] if enough else seen, "furniture": enough}
        changed.append({"outlet": outlet, "mark": mark, **content})
    upsert_all(connection, blocks, ("outlet", "mark"), changed)
    return Noted(known | learned.keys(), learned)


@cache
def _known(length: int) -> Select[str, object, bool]:
    return select(blocks.c.mark, blocks.c.seen, blocks.c.furniture).where(
        blocks.c.outlet == bindparam("of"), blocks.c.mark.in_(among(length))
    )
