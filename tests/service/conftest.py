"""What the tests of the use cases share."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from digest.model.place import Place
from digest.model.settings import Settings
from digest.service.context import Context, open_context

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@dataclass
class Clock:
    """A clock that tests move."""

    now: datetime = datetime(2026, 3, 1, 12, tzinfo=UTC)
    rings: list[datetime] = field(default_factory=list)

    def __call__(self) -> datetime:
        """Return the time."""
        return self.now

    def move(self, **by: float) -> datetime:
        """Let time pass."""
        self.now += timedelta(**by)
        return self.now

    def ring(self) -> None:
        """Note that somebody was woken."""
        self.rings.append(self.now)


@pytest.fixture
def clock() -> Clock:
    """A clock that stands still until it is moved."""
    return Clock()


@pytest.fixture
def context(database_url: str, tmp_path: Path, clock: Clock) -> Iterator[Context]:
    """An open service: on SQLite, then on PostgreSQL."""
    place = Place(tmp_path / "home", database_url, Settings(), imports=(tmp_path / "drop",))
    with open_context(place, ring=clock.ring, clock=clock) as opened:
        yield opened
