"""A source as it is polled: what its feed said, and how it stands."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime

    from digest.model.definition import SourceDefinition


class SourceHealth(StrEnum):
    """Whether a source does what it is there for."""

    FRESH = "fresh"  # not polled yet
    FINE = "fine"
    FAILING = "failing"  # see its error; it is asked again later
    SILENT = "silent"  # it answers, but nothing new has come for much longer than usual
    GONE = "gone"  # it answered 410; it is not asked again until its address is changed


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of a feed that was read; what it does not say is None.

    `key` names it within its feed and stays when the entry changes. `published` is ISO 8601 in
    UTC. `html` is the longest of its texts.
    """

    key: str
    url: str | None
    title: str | None
    published: str | None
    authors: tuple[str, ...]
    html: str


@dataclass(frozen=True, slots=True)
class Pace:
    """How often a feed wants to be asked; hours and weekdays (0 is Monday) are in UTC."""

    at_least: timedelta = timedelta(0)
    skip_hours: frozenset[int] = frozenset()
    skip_days: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class ReadFeed:
    """A feed as it was read; `problem` says what is wrong with it when something is.

    `hub` is where one can ask to be told of it, under the address `topic`. `deleted` are the keys
    of entries that it says were taken back.
    """

    title: str | None
    language: str | None
    entries: tuple[Entry, ...]
    pace: Pace = Pace()
    problem: str | None = None
    hub: str | None = None
    topic: str | None = None
    deleted: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ListedFeed:
    """A feed as a reader's list or the page of a site names it."""

    title: str
    address: str
    language: str | None = None


@dataclass(frozen=True, slots=True)
class SourceState:
    """How a source stands; moments are aware UTC.

    `address` is where it is asked, adopted from permanent redirects of `defined`, the address it
    was defined with. `interval` adapts to how often something new comes. `found` is when something
    new came last, `heard` when it last answered well.
    """

    defined: str
    address: str
    due: datetime
    interval: timedelta
    etag: str | None = None
    modified: str | None = None
    failures: int = 0
    error: str | None = None
    gone: bool = False
    polled: datetime | None = None
    heard: datetime | None = None
    found: datetime | None = None


@dataclass(frozen=True, slots=True)
class Subscription:
    """That a hub tells of a source's feed: `until` then, None until it has verified that we asked.

    `token` stands in the address that it calls, `secret` is what it signs with.
    """

    source: str
    hub: str
    topic: str
    token: str
    secret: str
    asked: datetime
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class PolledSource:
    """A source and how it stands."""

    definition: SourceDefinition
    state: SourceState


def health(
    state: SourceState, every: timedelta, now: datetime, usual: timedelta | None = None
) -> SourceHealth:
    """Return how a source that is asked `every` so often stands at `now`.

    `usual` is the time between the days on which something new comes, None when it is not known.
    """
    if state.gone:
        return SourceHealth.GONE
    if state.failures:
        return SourceHealth.FAILING
    if state.heard is None:
        return SourceHealth.FRESH
    last = state.found or state.heard
    patience = max(SILENT, every * 12) if usual is None else max(LONG_WEEKEND, usual * TIMES_USUAL)
    return SourceHealth.SILENT if now - last > patience else SourceHealth.FINE


SILENT = timedelta(days=14)
"""A source whose rhythm is not known is flagged when nothing new came for so long: weeklies skip a
number, and feeds that are slower than that are named by a longer `every`."""
LONG_WEEKEND = timedelta(days=4)
"""Newsrooms rest from Good Friday to Easter Monday: no source is flagged for less."""
TIMES_USUAL = 4
"""A source that comes at random stays out for so many of its usual times once in 50."""
