"""The source desk: how each source stands, what it brings, and what is wrong with it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from statistics import median_high
from typing import TYPE_CHECKING

from digest.model.source import SourceHealth, health
from digest.store import sources
from digest.store.sources import Brought

if TYPE_CHECKING:
    from datetime import datetime

    from digest.service.context import Context

SEEN = timedelta(days=7)
"""What is counted: a week has each weekday once, and newsrooms live by weekdays."""

REMEMBERED = timedelta(days=90)
"""What the usual rhythm of a source is told from: a quarter has every kind of week."""


@dataclass(frozen=True, slots=True)
class ShownSource:
    """A source on the desk; moments are UTC.

    `articles_a_day` and `duplicates` (a share from 0 to 1, None without documents) are of the last
    week, `delay` is the upper median from publication to acceptance.
    """

    name: str
    kind: str
    address: str
    health: SourceHealth
    interval: timedelta
    due: datetime
    heard: datetime | None
    found: datetime | None
    error: str | None
    articles_a_day: float
    duplicates: float | None
    delay: timedelta | None


FLAGGED = frozenset({SourceHealth.FAILING, SourceHealth.SILENT, SourceHealth.GONE})
"""What somebody should look at."""


def shown_sources(context: Context) -> tuple[ShownSource, ...]:
    """Return the sources that are defined, by name.

    Raises:
        StoreError: the database cannot be used.
    """
    now = context.clock()
    with context.store.read() as connection:
        every = sources.live(connection)
        brought = sources.brought(connection, now - SEEN)
        delays = sources.delays(connection, now - SEEN)
        rhythms = sources.rhythms(connection, now - REMEMBERED)
    shown = []
    for source in every:
        definition, state = source.definition, source.state
        counted = brought.get(definition.name, Brought(0, 0, 0))
        read = counted.articles + counted.duplicates
        waited = delays.get(definition.name)
        shown.append(
            ShownSource(
                name=definition.name,
                kind=definition.kind,
                address=state.address,
                health=health(state, definition.every, now, rhythms.get(definition.name)),
                interval=state.interval,
                due=state.due,
                heard=state.heard,
                found=state.found,
                error=state.error,
                articles_a_day=round(counted.articles / SEEN.days, 1),
                duplicates=round(counted.duplicates / read, 2) if read else None,
                delay=median_high(waited) if waited else None,
            )
        )
    return tuple(shown)
