"""An edition: cited sentences in stories, dated entries in a timeline, sources and ledger.

Field names are those of `edition.json`; docs/edition.md and docs/edition.schema.json document it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from datetime import date, datetime

    from digest.model.article import Published
    from digest.model.attribution import Attribution
    from digest.model.event import Proof
    from digest.model.named import Named
    from digest.model.settings import Settings

CitationKind = Literal["verbatim", "supports"]


@dataclass(frozen=True, slots=True)
class Citation:
    """A pointer to a span of an article version.

    "verbatim": the sentence stands there (after folding white space). "supports": the same fact
    stands there in other words. `proof` is the date's proof when an entry of the timeline is cited.
    """

    article: str
    version: int
    start: int
    end: int
    kind: CitationKind = "verbatim"
    proof: Proof | None = None


@dataclass(frozen=True, slots=True)
class CitedSentence:
    """A sentence, white space folded, with at least one verbatim citation.

    `attribution` says whose it is, None where it is the article's own. `on` is the EDTF date of
    what it tells where its own words need a day to count from ("yesterday"), else None.
    """

    text: str
    citations: tuple[Citation, ...]
    attribution: Attribution | None = None
    on: str | None = None


@dataclass(frozen=True, slots=True)
class Story:
    """The articles on one happening, told in their own sentences in reading order.

    `articles` are the ids of its articles, sorted by (published, sha256). `names` are those it
    names most: people, then places, then organisations.
    """

    id: str
    title: str
    sentences: tuple[CitedSentence, ...]
    articles: tuple[str, ...]
    language: str = "en"
    names: tuple[Named, ...] = ()


@dataclass(frozen=True, slots=True)
class ConflictClaim:
    """One voice's date for an entry that voices date differently."""

    by: str
    edtf: str
    earliest: date | None
    latest: date | None
    said_on: str | None
    words: str
    citation: Citation


@dataclass(frozen=True, slots=True)
class TimelineEntry:
    """One dated happening; `edtf` is the most precise claim's date.

    `earliest` and `latest` are None when the year is unknown. `proof` is that of the first
    citation. `story` is the id of the story it belongs to. `language` is its sentence's.
    `attribution` says whose the sentence is, None where it is the article's own; `independent`
    counts the outlets that tell it each for itself, 0 where nobody counted.
    """

    id: str
    edtf: str
    earliest: date | None
    latest: date | None
    text: str
    citations: tuple[Citation, ...]
    proof: Proof
    future: bool
    conflict: tuple[ConflictClaim, ...] = ()
    story: str | None = None
    language: str = "en"
    attribution: Attribution | None = None
    independent: int = 0


@dataclass(frozen=True, slots=True)
class Source:
    """An article version that an edition was composed from, with its whole text."""

    article: str
    version: int
    title: str
    url: str | None
    outlet: str | None
    authors: tuple[str, ...]
    language: str
    published: Published
    sha256: str
    text: str


@dataclass(frozen=True, slots=True)
class LedgerLine:
    """What was left out, and why; a span, no text."""

    article: str
    version: int
    start: int
    end: int
    reason: str


@dataclass(frozen=True, slots=True)
class Period:
    """First and last publication day covered; None when no article is dated."""

    start: date | None
    end: date | None


@dataclass(frozen=True, slots=True)
class Change:
    """A difference to the edition before."""

    kind: Literal["new", "updated", "confirmed", "disputed", "withdrawn"]
    text: str
    story: str | None = None


@dataclass(frozen=True, slots=True)
class Correction:
    """A sentence that an edition quoted, and what its article says in its place by now.

    `edition` is that edition's number, `version` the one that it quotes, `newer` the one that says
    otherwise: None where the article was withdrawn, for `reason` if that is known. `now` is None
    where nothing stands in its place, and `before` where an article says again what it once said.
    `noted` is aware UTC.
    """

    edition: int
    before: str
    now: str | None
    article: str
    version: int
    newer: int | None
    title: str
    outlet: str | None
    url: str | None
    language: str
    noted: datetime
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class Edition:
    """One published number of a digest, for one slot.

    `as_of` is aware UTC. `changes` is None for a first edition and empty for "no change".
    `timeline` is sorted by EDTF, entries of the future among them with `future` set.
    `corrections` are of editions before it, and of itself where it is a corrected `revision`,
    which is 0 as it was released.
    """

    digest: str
    number: int
    key: str
    as_of: datetime
    period: Period
    next_due: datetime | None
    language: str
    title: str
    settings: Settings
    stories: tuple[Story, ...]
    key_points: tuple[CitedSentence, ...]
    timeline: tuple[TimelineEntry, ...]
    sources: tuple[Source, ...]
    changes: tuple[Change, ...] | None
    ledger: tuple[LedgerLine, ...]
    corrections: tuple[Correction, ...] = ()
    revision: int = 0
