"""Time expressions, the proofs of their values, and the events they date.

Values follow TIMEX3 (ISO-TimeML) and EDTF (ISO 8601-2:2019, https://www.loc.gov/standards/datetime/).
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from datetime import date

    from digest.model.article import Span

TimexType = Literal["DATE", "TIME", "DURATION", "SET"]


class AnchorKind(StrEnum):
    """What a value was computed from."""

    NONE = "none"  # the words alone say it: "28 September 2013"
    PUBLISHED = "published"  # the article's publication date
    MENTION = "mention"  # another time expression of the same text
    SECTION = "section"  # the date of the slide or post it stands in
    EVENT = "event"  # a dated event of the same text: "his election"
    SPEAKER = "speaker"  # the day another outlet said it


@dataclass(frozen=True, slots=True)
class Anchor:
    """The fixed point of a proof: an EDTF value, and the span that names it when one does."""

    kind: AnchorKind
    value: str | None = None
    span: Span | None = None


@dataclass(frozen=True, slots=True)
class Proof:
    """How a date was reached; `digest.dates.replay` computes the value again from it.

    `operation` applied to `anchor.value` with `amount` and `unit` gives the value; `words` are
    the words that said so.
    """

    rule: str
    anchor: Anchor
    operation: str
    amount: int | None
    unit: str | None
    words: str


@dataclass(frozen=True, slots=True)
class TimeExpression:
    """A span that names a time, with its resolved value.

    `value` is the TIMEX3 value ("2013-09", "P19M", "PRESENT_REF"); `edtf` is None for durations,
    sets and vague references. `earliest` and `latest` are the first and last day of the value,
    None when the year is unknown. Spans are code points of the article's text.
    """

    start: int
    end: int
    text: str
    type: TimexType
    value: str
    proof: Proof
    edtf: str | None = None
    earliest: date | None = None
    latest: date | None = None
    mod: str | None = None
    quant: str | None = None
    freq: str | None = None


class Modality(StrEnum):
    """How a sentence tells of its event."""

    FACT = "fact"
    FUTURE = "future"  # announced, planned, expected
    HYPOTHETICAL = "hypothetical"
    NEGATED = "negated"


@dataclass(frozen=True, slots=True)
class Claim:
    """One voice's dating of an event: who says which date, in which words, said when."""

    by: str
    expression: TimeExpression
    said_on: str | None = None


@dataclass(frozen=True, slots=True)
class Event:
    """A sentence with a resolved date. `claims` is not empty where voices date it differently.

    `aside` says that the date is not that of what the sentence tells, but of something it names
    along with it: "on Friday it released the papers on the Sept. 11 attack".
    """

    article: str
    version: int
    sentence: Span
    expression: TimeExpression
    modality: Modality = Modality.FACT
    claims: tuple[Claim, ...] = ()
    aside: bool = False
