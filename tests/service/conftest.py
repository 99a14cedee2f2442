"""What the tests of the use cases share."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from digest.model.article import MediaType
from digest.model.definition import DigestDefinition, Form
from digest.model.job import Pool
from digest.model.place import Place
from digest.model.received import Given, Received
from digest.model.settings import Settings
from digest.publish.evidence import read_evidence
from digest.service.accept import Request, accept
from digest.service.context import Context, open_context
from digest.service.define import define
from digest.service.dispatch import work
from digest.service.shelf import content, edition_file, shown_job
from digest.service.trigger import trigger

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from digest.model.edition import Edition


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


@dataclass(frozen=True)
class Storms:
    """A digest whose first edition quotes an article, which may come again with another text."""

    context: Context
    first: str = (
        "A storm closed the harbour of Port Alder on Monday. Twelve ships waited outside the "
        "harbour for <two> days. The mayor called the storm the worst in ten years."
    )
    other: str = (
        "The library of Port Alder opened its reading room on Friday after three years of work. "
        "The reading room has ninety seats, and a fire in the cellar had closed it in 2023."
    )
    quoted: str = "Twelve ships waited outside the harbour for <two> days."
    said_now: str = "Thirteen ships waited outside the harbour for <two> days."

    @property
    def second(self) -> str:
        """What the article says when it was corrected, and told more."""
        changed = self.first.replace("Twelve", "Thirteen")
        return changed.replace(" The mayor", " Nobody was hurt. The mayor")

    def work(self, *pools: Pool) -> None:
        """Do all the work that waits in `pools`, by default in all."""
        while any(work(self.context, pool, worker="w") for pool in pools or tuple(Pool)):
            pass

    def read(self, key: str, text: str, *, about: str = "storm") -> str:
        """Let an article be read, and return its id."""
        given = Given(
            id=about, title=f"About the {about}", outlet="Gazette", published="2026-02-27"
        )
        accept(self.context, Request(key, Received(key, MediaType.TEXT, text.encode(), given)))
        self.work(Pool.INGEST)
        return (shown_job(self.context, key).result or "").partition("/")[0]

    def make(self, key: str, digest: str = "storms") -> None:
        """Let an edition be made."""
        trigger(self.context, digest, key)
        self.work(Pool.RENDER)

    def begin(self, *forms: Form) -> str:
        """Define the digest, make its first edition, and return the id of the article in it."""
        forms = forms or (Form.PAGE, Form.ATOM, Form.RSS, Form.JSON)
        define(self.context, DigestDefinition("storms", "Storms", forms=forms))
        article = self.read("first", self.first)
        self.make("morning")
        return article

    def told(self, number: int) -> Edition:
        """Return what an edition tells, by its evidence."""
        return read_evidence(self.file(number, "edition.json"))

    def file(self, number: int, name: str) -> bytes:
        """Return a file of an edition."""
        return content(self.context, edition_file(self.context, "storms", number, name))


@pytest.fixture
def storms_of() -> Callable[[Context], Storms]:
    """Return what makes a digest of storms in a service, to be begun."""
    return Storms


@pytest.fixture
def storms(context: Context) -> Storms:
    """A digest of storms, to be begun."""
    return Storms(context)
