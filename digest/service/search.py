"""Searching what the editions of public digests quote, and the articles themselves.

The texts of articles are other people's: they are searched for those alone who may write here, as
their pages are. Private digests are searched by nobody.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import quote

from digest.model.edtf import wording
from digest.model.search import HitKind, Order
from digest.publish.ids import found_id, part_id
from digest.publish.safe import safe_text
from digest.store import articles, digests, feeds, history, search
from digest.store.search import COUNTED, Reach
from digest.store.versions import last_version
from digest.text.query import parse_query
from digest.text.searching import Marked, marked

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date, datetime

    from sqlalchemy import Connection

    from digest.model.search import SearchQuery
    from digest.service.context import Context
    from digest.store.digests import StoredDigest
    from digest.store.editions import StoredEdition
    from digest.store.search import Found

PAGE = 20
"""Hits on a page."""
FARTHEST = 1000
"""Hits before a page: who has not found it by then asks for something else."""
_SIZE = 280
"""Characters shown of a hit: a long sentence, some three lines."""


@dataclass(frozen=True, slots=True)
class Hit:
    """Something that was found.

    `address` is relative to the service's root. `title` is the story's, edition's or article's,
    `marked` what it says in pieces, each with whether it was searched for. `edition` numbers the
    edition of the digest `digest`, whose title is `of`. `id` never changes; `came` is when it came
    in, in UTC.
    """

    kind: HitKind
    id: str
    address: str
    title: str
    marked: Marked
    text: str
    day: date | None
    came: datetime
    updated: datetime
    language: str
    digest: str | None = None
    edition: int | None = None
    of: str | None = None
    outlet: str | None = None

    @property
    def day_words(self) -> str:
        """The day in words, empty where it is not known."""
        return wording(self.day.isoformat()) if self.day else ""


@dataclass(frozen=True, slots=True)
class Results:
    """A page of hits; `total` counts all, up to COUNTED + 1, which stands for more."""

    asked: str
    query: SearchQuery
    hits: tuple[Hit, ...]
    total: int
    offset: int

    @property
    def following(self) -> int | None:
        """The offset of the next page, None if this is the last."""
        after = self.offset + PAGE
        return after if self.total > after and after <= FARTHEST else None

    @property
    def counted(self) -> str:
        """How many were found, in words."""
        if self.total > COUNTED:
            return f"more than {COUNTED:,} places"
        return f"{self.total:,} place{'' if self.total == 1 else 's'}"


def look_for(
    context: Context,
    asked: str,
    *,
    trusted: bool,
    order: Order = Order.NEWEST,
    offset: int = 0,
    limit: int = PAGE,
) -> Results:
    """Return what is found for `asked` as people write it; articles by those who are `trusted`.

    Raises:
        UsageError: it cannot be read as a search.
        StoreError: the database cannot be used.
    """
    query = parse_query(asked)
    with context.store.read() as connection:
        known = digests.public(connection)
        reach = Reach(frozenset(known), articles=trusted)
        total = search.count(connection, query, reach)
        found = search.find(
            connection, query, reach, order, offset=offset, limit=limit, total=total
        )
        released = _released(connection, found)
        hits = []
        for one in found:
            if one.row.kind is HitKind.ARTICLE:
                hits.append(_article(context, connection, one, query))
            elif one.row.owner in released:
                stored = released[one.row.owner]
                entry = _entry_id(connection, stored)
                hits.append(_quoted(one, stored, entry, known[stored.digest], query))
    return Results(asked, query, tuple(hits), total, offset)


def _released(connection: Connection, found: Sequence[Found]) -> Mapping[str, StoredEdition]:
    """Return the released editions that were found, by id."""
    own = [one.row.owner for one in found if one.row.kind is not HitKind.ARTICLE]
    return {edition.id: edition for edition in history.with_ids(connection, own)}


def _entry_id(connection: Connection, stored: StoredEdition) -> str:
    """Return the id that feeds know an edition by; it stays when the digest is renamed."""
    known = feeds.ids_of(connection, stored.digest, feeds.EDITION, [stored.key])
    return known.get(stored.key, stored.id)


def _quoted(
    one: Found, stored: StoredEdition, entry: str, known: StoredDigest, query: SearchQuery
) -> Hit:
    row = one.row
    page = f"digests/{quote(stored.digest)}/editions/{stored.number}/"
    said = row.text or row.title
    return Hit(
        kind=row.kind,
        id=part_id(entry, row.anchor or ""),
        address=f"{page}#{row.anchor}" if row.anchor else page,
        title=safe_text(row.title),
        marked=marked(safe_text(said), query.terms, size=_SIZE),
        text=safe_text(said),
        day=row.day,
        came=stored.released or stored.as_of,
        updated=stored.updated or stored.as_of,
        language=known.definition.language,
        digest=stored.digest,
        edition=stored.number,
        of=safe_text(known.definition.title),
    )


def _article(context: Context, connection: Connection, one: Found, query: SearchQuery) -> Hit:
    last = last_version(connection, one.row.owner)
    first, found = articles.read(connection, [(one.row.owner, 1), (one.row.owner, last)])
    updated = found.accepted or context.clock()
    shown = marked(safe_text(" ".join(found.text.split())), query.terms, size=_SIZE)
    return Hit(
        kind=HitKind.ARTICLE,
        id=found_id("article", found.id),
        address=f"articles/{found.id}",
        title=safe_text(found.title) or found.id,
        marked=shown,
        text="".join(piece for piece, _ in shown),
        day=one.row.day,
        came=first.accepted or updated,
        updated=updated,
        language=found.language,
        outlet=safe_text(found.outlet) if found.outlet else None,
    )
