"""A digest's editions by the month of their release, in UTC as pages tell times."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from digest.errors import UnknownError
from digest.service.shelf import shown_edition
from digest.store import digests, history

if TYPE_CHECKING:
    from digest.service.context import Context
    from digest.service.shelf import ShownEdition
    from digest.store.editions import StoredEdition

_MONTHS = 12


@dataclass(frozen=True, order=True, slots=True)
class Month:
    """A month of the calendar; its `name` is part of an address."""

    year: int
    month: int

    @property
    def name(self) -> str:
        """The month like "2021-03"."""
        return f"{self.year:04}-{self.month:02}"

    @property
    def begin(self) -> datetime:
        """Its first moment."""
        return datetime(self.year, self.month, 1, tzinfo=UTC)

    @property
    def following(self) -> Month:
        """The month after it."""
        return Month(self.year + self.month // _MONTHS, self.month % _MONTHS + 1)


def month_of(edition: StoredEdition) -> str:
    """Return the name of the month in which an edition was released."""
    since = edition.released or edition.as_of
    return Month(since.year, since.month).name


@dataclass(frozen=True, slots=True)
class Months:
    """How many editions were released in each month that has some, the newest first."""

    counts: tuple[tuple[Month, int], ...]

    @property
    def years(self) -> dict[int, tuple[tuple[Month, int], ...]]:
        """The months of each year, the newest year first, January first."""
        years = dict.fromkeys(month.year for month, _ in self.counts)
        return {
            year: tuple((m, count) for m, count in reversed(self.counts) if m.year == year)
            for year in years
        }


def months(context: Context, name: str) -> Months:
    """Return the months in which a digest had editions.

    Raises:
        UnknownError: there is no digest of that name.
    """
    with context.store.read() as connection:
        digests.get(connection, name)
        moments = history.releases(connection, name)
    counted = Counter(Month(moment.year, moment.month) for moment in moments)
    return Months(tuple(sorted(counted.items(), reverse=True)))


def editions_of(context: Context, name: str, month: str) -> tuple[Month, tuple[ShownEdition, ...]]:
    """Return the editions of a month like "2021-03", the newest first.

    Raises:
        UnknownError: there is no such digest, no such month, or no edition in it.
    """
    wanted = parse_month(month)
    with context.store.read() as connection:
        digests.get(connection, name)
        found = history.numbers_between(connection, name, wanted.begin, wanted.following.begin)
    if not found:
        raise UnknownError(f"The digest {name!r} has no edition of {month}.")
    return wanted, tuple(shown_edition(context, name, number) for number in found)


def parse_month(name: str) -> Month:
    """Return the month with that name.

    Raises:
        UnknownError: it names none.
    """
    try:
        moment = datetime.strptime(name, "%Y-%m").replace(tzinfo=UTC)
    except ValueError:
        moment = None
    if moment is None or Month(moment.year, moment.month).name != name:
        raise UnknownError(f"{name!r} is no month; write it like 2021-03.")
    return Month(moment.year, moment.month)
