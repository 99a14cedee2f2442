"""What a user asks for: which articles a digest watches, when it is due, and in which forms."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass
from datetime import timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

from digest.model.settings import Layout, Settings, Tlp

if TYPE_CHECKING:
    from datetime import datetime

    from digest.model.delivery import Mailing, Webhook

GRACE = timedelta(hours=12)
"""A slot missed by less is still made: a laptop that slept through the night has its morning
digest at noon, and not yesterday's."""


PRIVATE_MARK = "~"
"""What parts the name of a private digest from the secret of its address: no name holds it, and it
needs no escape there."""


class Part(StrEnum):
    """The parts of an edition."""

    SUMMARY = "summary"
    TIMELINE = "timeline"


class Form(StrEnum):
    """The forms an edition is published in."""

    PAGE = "page"
    PDF = "pdf"
    RSS = "rss"
    ATOM = "atom"
    JSON = "json"
    CALENDAR = "calendar"
    TIMELINE = "timeline"
    EPUB = "epub"


USUAL_FORMS = tuple(form for form in Form if form is not Form.EPUB)
"""The forms of a digest that does not say which: books are for those who ask for them."""


class WhenEmpty(StrEnum):
    """What happens to an edition that nothing new has come in for."""

    SKIP = "skip"
    NO_CHANGE = "no change"


class Origin(StrEnum):
    """Who defined a digest; what a file defines is read-only everywhere else."""

    FILE = "file"
    API = "api"


@dataclass(frozen=True, slots=True)
class Selection:
    """Which articles a digest takes; what is left empty asks for nothing.

    Words and phrases are compared as whole words without regard to case; `names` with regard to
    it. At least one of `any`, all of `all`, none of `none` and at least one of `names` must
    stand in title or text. `sources` and `exclude_sources` are outlets, `languages` are
    BCP 47 tags (`en` takes `en-GB`), `exclude_urls` are beginnings of addresses.
    """

    any: tuple[str, ...] = ()
    all: tuple[str, ...] = ()
    none: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    exclude_sources: tuple[str, ...] = ()
    exclude_urls: tuple[str, ...] = ()

    @property
    def fingerprint(self) -> str:
        """The same for two selections that take the same articles by the same words."""
        canonical = json.dumps({k: sorted(set(v)) for k, v in asdict(self).items()}, sort_keys=True)
        return hashlib.sha256(canonical.encode()).hexdigest()


class CatchUp(StrEnum):
    """Which slots are made that went by while no clock ran, as far as their grace reaches."""

    NEWEST = "newest"
    ALL = "all"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Schedule:
    """When editions are due: a cron expression of five fields in an IANA time zone.

    After a gap slots that are at most `grace` old are made as `catch_up` says, and others skipped.
    None is due on `holidays` ("2026-05-01", "12-25" in each year) and in `pauses` (spans of days,
    "2026-07-01/2026-08-15"), in the days of the zone.
    """

    cron: str
    zone: str = "UTC"
    grace: timedelta = GRACE
    catch_up: CatchUp = CatchUp.NEWEST
    holidays: tuple[str, ...] = ()
    pauses: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class OnArrival:
    """An edition follows articles: `quiet` after the last, but at most `within` after the first.

    With `articles`, it is due as soon as so many have come.
    """

    quiet: timedelta
    within: timedelta
    articles: int | None = None


@dataclass(frozen=True, slots=True)
class Lengths:
    """How long an edition may be; see `Settings` for what each bounds."""

    sentences: int = 5
    key_points: int = 4
    stories: int = 30
    timeline_entries: int = 60


@dataclass(frozen=True, slots=True)
class DigestDefinition:
    """A digest as it is defined; `look_back` is how far its timeline reaches, None for ever.

    `formerly` are names that it had before, whose addresses lead to it. A `private` one stands at
    a secret address and is in no list.
    """

    name: str
    title: str
    selection: Selection = Selection()
    parts: tuple[Part, ...] = tuple(Part)
    lengths: Lengths = Lengths()
    look_back: timedelta | None = None
    forms: tuple[Form, ...] = USUAL_FORMS
    schedule: Schedule | None = None
    on_arrival: OnArrival | None = None
    when_empty: WhenEmpty = WhenEmpty.SKIP
    language: str = "en"
    accent: str | None = None
    paper: str | None = None
    layout: Layout = Layout.FULL
    tlp: Tlp | None = None
    distribution: str | None = None
    logo: str | None = None
    formerly: tuple[str, ...] = ()
    private: bool = False
    webhooks: tuple[Webhook, ...] = ()
    mail: Mailing | None = None
    embargo_until: datetime | None = None

    def settings(self, base: Settings) -> Settings:
        """Return the settings of this digest's editions; `base` holds the service's own."""
        return Settings(
            digest=self.name,
            title=self.title,
            language=self.language,
            base_url=base.base_url,
            brand=base.brand,
            accent=self.accent or base.accent,
            paper=self.paper or base.paper,
            sentences=self.lengths.sentences,
            key_points=self.lengths.key_points,
            stories=self.lengths.stories,
            timeline_entries=self.lengths.timeline_entries,
            layout=self.layout,
            tlp=self.tlp,
            distribution=self.distribution,
            logo=self.logo,
        )


class SourceKind(StrEnum):
    """Where articles come from."""

    FEED = "feed"
    FOLDER = "folder"
    URLS = "urls"
    MAIL = "mail"


@dataclass(frozen=True, slots=True)
class SourceDefinition:
    """A source as it is defined; `outlet` names its articles'.

    `address` is a URL, a folder, or a folder of letters (`imaps://user@host/Folder`).
    """

    name: str
    kind: SourceKind
    address: str
    outlet: str | None = None
    language: str | None = None
    every: timedelta = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Definitions:
    """All that one digest.toml defines."""

    digests: tuple[DigestDefinition, ...] = ()
    sources: tuple[SourceDefinition, ...] = ()
