"""What templates read: an edition in numbered sources, wordings and link targets.

All text is safe but not escaped (see `digest.publish.safe`); a template escapes it. Every anchor
is an id within the document; every url may be followed.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date

    from digest.model.settings import Settings
    from digest.publish.safe import Direction


@dataclass(frozen=True, slots=True)
class Cite:
    """A numbered citation: `anchor` is the id of its source, `name` what that is called."""

    number: int
    anchor: str
    name: str
    day: str
    verbatim: bool

    @property
    def title(self) -> str:
        """Which source that is, with its number."""
        return f"Source {self.number}: {self.source}"

    @property
    def source(self) -> str:
        """What the source is called, and its day."""
        return f"{self.name}, {self.day}"


@dataclass(frozen=True, slots=True)
class Sentence:
    """A cited sentence: `lead` + `tail` is `text`; the tail stays on a line with the cites.

    `when` words the date that the timeline gives for it, None where it gives none. `voice` warns
    of whose word it is ("unnamed source"), None where the sentence itself says enough.
    """

    id: str
    text: str
    lead: str
    tail: str
    lang: str
    dir: Direction
    cites: tuple[Cite, ...]
    when: str | None = None
    voice: str | None = None


@dataclass(frozen=True, slots=True)
class Claim:
    """Who gives which date for an entry, in which words."""

    by: str
    when: str
    earliest: date | None
    latest: date | None
    words: str
    said_on: str | None
    how: str
    cites: tuple[Cite, ...]


@dataclass(frozen=True, slots=True)
class Entry:
    """A dated sentence. `datetime` is a value for HTML's attribute, None where there is none.

    `approx` is true for a date coarser than a day; `hows` say how the date was reached, one
    sentence for each distinct proof; `derived` is true when the words alone did not name it.
    `independent` counts the outlets that tell it each for itself.
    """

    id: str
    edtf: str
    when: str
    datetime: str | None
    approx: bool
    future: bool
    earliest: date | None
    latest: date | None
    story: str | None
    sentence: Sentence
    claims: tuple[Claim, ...]
    hows: tuple[str, ...]
    derived: bool
    independent: int = 0


@dataclass(frozen=True, slots=True)
class StoryView:
    """A story with its own part of the timeline: what happened, and what is announced.

    `names` are (label, names) of the people, places and organisations that it names.
    """

    id: str
    number: int
    title: str
    lang: str
    dir: Direction
    sentences: tuple[Sentence, ...]
    timeline: tuple[Entry, ...]
    watch: tuple[Entry, ...]
    sources: str
    names: tuple[tuple[str, tuple[str, ...]], ...] = ()


@dataclass(frozen=True, slots=True)
class Taken:
    """A sentence taken from a source, and the id where it stands."""

    anchor: str
    text: str
    lang: str
    dir: Direction


@dataclass(frozen=True, slots=True)
class SourceView:
    """A source in the order of first citation. `url` is None unless it may be followed."""

    number: int
    anchor: str
    title: str
    name: str
    outlet: str | None
    authors: tuple[str, ...]
    lang: str
    dir: Direction
    date: str
    datetime: str | None
    reasons: tuple[str, ...]
    url: str | None
    host: str | None
    sha256: str
    taken: tuple[Taken, ...]


@dataclass(frozen=True, slots=True)
class ChangeView:
    """A difference to the edition before; `story` is the id of the story it tells of."""

    kind: str
    label: str
    text: str
    dir: Direction
    story: str | None


@dataclass(frozen=True, slots=True)
class LedgerCount:
    """How many passages were left out for one reason."""

    reason: str
    words: str
    passages: int
    characters: int


@dataclass(frozen=True, slots=True)
class CorrectionView:
    """A sentence that an edition quoted, and what is to be known of it now.

    `where` names the edition; `now` is None where `said` tells all. `stands` tells whether the
    article says `before` again. `name` is the source's.
    """

    where: str
    before: str
    now: str | None
    said: str
    stands: bool
    name: str
    title: str
    url: str | None
    host: str | None
    lang: str
    dir: Direction
    noted: str


@dataclass(frozen=True, slots=True)
class EditionView:
    """What pages, briefings and feeds show of an edition.

    `timeline` and `watch` hold all entries, past and future; `loose` and `loose_watch` those that
    no story shows: entries of no story, and all where the stories are too many for a timeline each
    (`loose_title` says which). `changes_note` is a sentence when there is nothing to list. `facts`
    counts stories, events and sources in words. `revision` is 0 but for a corrected edition.
    """

    title: str
    lang: str
    dir: Direction
    brand: str
    digest: str
    number: int
    as_of: str
    as_of_datetime: str
    as_of_day: date
    period: str
    next_due: str | None
    next_due_datetime: str | None
    facts: tuple[str, ...]
    key_points: tuple[Sentence, ...]
    stories: tuple[StoryView, ...]
    timeline: tuple[Entry, ...]
    watch: tuple[Entry, ...]
    loose: tuple[Entry, ...]
    loose_watch: tuple[Entry, ...]
    loose_title: str
    changes: tuple[ChangeView, ...]
    changes_note: str | None
    sources: tuple[SourceView, ...]
    ledger: tuple[LedgerCount, ...]
    settings: Settings
    corrections: tuple[CorrectionView, ...] = ()
    revision: int = 0
