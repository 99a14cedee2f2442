"""What digests are called, and were called before: a digest that is renamed takes all along.

A name that a digest once had belongs to it for ever, as its old addresses and its ids do.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import delete, insert, select, update

from digest.errors import ConflictError, MovedError
from digest.model.definition import Origin
from digest.model.job import OF_DIGESTS, JobState
from digest.store import outbox
from digest.store.insert import insert_new
from digest.store.metadata import metadata
from digest.store.schema import digests, former_names, jobs, search_rows

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import Connection


def named_now(connection: Connection, name: str) -> str | None:
    """Return what the digest is called now that was called `name` before, None if none was."""
    wanted = select(former_names.c.digest).where(former_names.c.name == name)
    found = connection.execute(wanted).scalar()
    return None if found is None else str(found)


def check_moved(connection: Connection, name: str) -> None:
    """Pass unless `name` is what a digest was called before.

    Raises:
        MovedError: it is; the error says what it is called now.
    """
    now = named_now(connection, name)
    if now is not None:
        raise MovedError(f"The digest {name!r} is called {now!r} now; ask for that.", name, now)


def check_free(connection: Connection, name: str) -> None:
    """Pass unless another digest had this name.

    Raises:
        ConflictError: one had; its old addresses lead to it.
    """
    now = named_now(connection, name)
    if now is not None:
        raise ConflictError(
            f"The digest {now!r} was called {name!r} before, and its old addresses lead to it; "
            "choose another name."
        )


def take_over(
    connection: Connection, former: str, name: str, origin: Origin, now: datetime
) -> bool:
    """Let the digest `former` be called `name` from now on; return whether it is renamed by this.

    Its editions, ids, files and jobs go with it; its ids stay what readers know. Where there is a
    digest `name` with a history of its own, only the addresses of `former` lead to it.

    Raises:
        ConflictError: a file defines `former` and wins over `origin`, or it is another's name.
    """
    known = named_now(connection, former)
    if known is not None:
        if known != name:
            check_free(connection, former)
        return False
    row = connection.execute(select(digests).where(digests.c.name == former)).mappings().first()
    if row and row["origin"] == Origin.FILE and origin is not Origin.FILE and not row["retired"]:
        raise ConflictError(f"The digest {former!r} is defined in digest.toml; rename it there.")
    is_renamed = row is not None and insert_new(connection, digests, {**row, "name": name})
    if row is not None and is_renamed:
        _move(connection, former, name, now)
    elif row is not None:
        gone = update(digests).where(digests.c.name == former, digests.c.retired.is_(None))
        connection.execute(gone.values(retired=now))
    connection.execute(delete(former_names).where(former_names.c.name == name))
    connection.execute(insert(former_names).values(name=former, digest=name))
    return is_renamed


def _move(connection: Connection, former: str, name: str, now: datetime) -> None:
    """Let every row that belongs to a digest belong to `name`."""
    for table in metadata.sorted_tables:
        for key in table.foreign_keys:
            if key.column is digests.c.name:
                mine = update(table).where(key.parent == former)
                connection.execute(mine.values({key.parent.name: name}))
    found = update(search_rows).where(search_rows.c.digest == former)
    connection.execute(found.values(digest=name))
    connection.execute(delete(digests).where(digests.c.name == former))
    its_jobs = (jobs.c.subject == former, jobs.c.kind.in_(OF_DIGESTS))
    # Whoever works on one for the old name cannot finish it, and it is begun anew.
    again = {"state": JobState.WAITING, "due": now, "claimable": now}
    begun = update(jobs).where(*its_jobs, jobs.c.state == JobState.RUNNING)
    restarted = connection.execute(begun.values(**again).returning(jobs.c.id, jobs.c.pool))
    for row in restarted.all():
        outbox.add(connection, row.pool, row.id)
    connection.execute(update(jobs).where(*its_jobs).values(subject=name))
