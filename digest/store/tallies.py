"""How many attempts of each kind of job took how long, counted up for ever."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import select
from sqlalchemy.dialects import postgresql, sqlite

from digest.model.job import JobKind
from digest.store.tally_tables import tallies

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sqlalchemy import Connection


@dataclass(frozen=True, slots=True)
class Tally:
    """So many attempts of a kind took at most `most` seconds, and `seconds` together.

    Each attempt is counted once, with the smallest bound that it kept; the last bound is infinite.
    """

    kind: JobKind
    most: float
    attempts: int
    seconds: float


def add(connection: Connection, counted: Iterable[Tally]) -> None:
    """Add to what was counted before."""
    rows = [
        {"kind": t.kind, "most": t.most, "attempts": t.attempts, "seconds": t.seconds}
        for t in counted
    ]
    if not rows:
        return
    insert = sqlite.insert if connection.dialect.name == "sqlite" else postgresql.insert
    statement = insert(tallies)
    new = statement.excluded
    added = {
        "attempts": tallies.c.attempts + new.attempts,
        "seconds": tallies.c.seconds + new.seconds,
    }
    connection.execute(
        statement.on_conflict_do_update(index_elements=["kind", "most"], set_=added), rows
    )


def read(connection: Connection) -> tuple[Tally, ...]:
    """Return what was counted, by kind and bound."""
    wanted = select(tallies).order_by(tallies.c.kind, tallies.c.most)
    return tuple(
        Tally(JobKind(row.kind), row.most, row.attempts, row.seconds)
        for row in connection.execute(wanted)
    )
