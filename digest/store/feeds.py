"""The feed of a digest: the ids its readers know, and its files as of the newest generation.

A release adds one to the digest's generation. Whoever writes the feed's files says which
generation they show, and files of an older one never replace those of a newer one.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import and_, delete, select, update

from digest.store.insert import insert_all_new, insert_new, upsert
from digest.store.schema import digests, entry_ids, feed_files

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime

    from sqlalchemy import Connection

    from digest.store.editions import StoredFile

FEED = "feed"
EDITION = "edition"
ERRATUM = "erratum"
EVENTS = "events of "
"""The beginning of the kind of the events that one edition, named by its key, tells first."""


@dataclass(frozen=True, slots=True)
class FeedFile:
    """A file of a feed: its bytes lie in the blob with that sha256; `updated` is UTC."""

    name: str
    blob: str
    size: int
    updated: datetime


def mint(connection: Connection, digest: str, kind: str, key: str, proposed: str) -> str:
    """Return the id that readers know `kind` and `key` by: `proposed`, unless one was minted."""
    row = {"digest": digest, "kind": kind, "key": key}
    insert_new(connection, entry_ids, {**row, "id": proposed})
    same = and_(*(entry_ids.c[name] == value for name, value in row.items()))
    return str(connection.execute(select(entry_ids.c.id).where(same)).scalar_one())


def mint_new(connection: Connection, digest: str, kind: str, ids: Mapping[str, str]) -> None:
    """Store the ids, by key, that were not minted for any other kind."""
    rows = [{"digest": digest, "kind": kind, "key": key, "id": ids[key]} for key in sorted(ids)]
    insert_all_new(connection, entry_ids, rows)


def ids_of(
    connection: Connection, digest: str, kind: str, keys: Iterable[str] | None = None
) -> dict[str, str]:
    """Return the minted ids of a kind by key, only those for `keys` when some are given."""
    wanted = select(entry_ids.c.key, entry_ids.c.id).where(
        entry_ids.c.digest == digest, entry_ids.c.kind == kind
    )
    if keys is not None:
        wanted = wanted.where(entry_ids.c.key.in_(list(keys)))
    return {row.key: row.id for row in connection.execute(wanted)}


def write(
    connection: Connection,
    digest: str,
    generation: int,
    files: Iterable[StoredFile],
    now: datetime,
    *,
    alone: bool = False,
) -> bool:
    """Make `files` the feed's, unless they show no newer generation than those there are.

    With `alone` they are all that it has.
    """
    older = and_(digests.c.name == digest, digests.c.written < generation)
    if not connection.execute(update(digests).where(older).values(written=generation)).rowcount:
        return False
    if alone:
        connection.execute(delete(feed_files).where(feed_files.c.digest == digest))
    for file in files:
        key = {"digest": digest, "name": file.name}
        upsert(connection, feed_files, key, {"blob": file.blob, "size": file.size, "updated": now})
    return True


def files_of(connection: Connection, digest: str) -> Mapping[str, FeedFile]:
    """Return the files of a digest's feed by name."""
    wanted = select(
        feed_files.c.name, feed_files.c.blob, feed_files.c.size, feed_files.c.updated
    ).where(feed_files.c.digest == digest)
    return {row["name"]: FeedFile(**row) for row in connection.execute(wanted).mappings()}
