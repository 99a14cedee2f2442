"""What the words of an expression say on their own, before any anchor is known."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from digest.model.event import TimexType

ReadingKind = Literal["calendar", "shift", "literal"]


@dataclass(frozen=True, slots=True)
class Reading:
    """The meaning of an expression without its anchor.

    - "calendar": a place in the calendar of which some parts may be missing ("November 30").
    - "shift": `amount` times `unit` from an anchor ("last month": -1 month); an `amount` of None
      is a vague count ("a few days ago": `sign` -1, `vague` "few").
    - "literal": `value` is the TIMEX3 value already (durations, sets, references).

    `step` is -1, 0 or 1 for "last", "this", "next" before a weekday, month, season or holiday;
    `year_step` likewise for "last year's third quarter", `week` for "Thursday of next week".
    A `unit` of "week" takes the week that a day lies in ("the week of March 6").
    `anaphoric` readings look to the date mentioned last and not to publication ("the next day",
    "that year"). `whole` shifts keep their anchor's grain ("a year earlier" than a quarter is a
    quarter). `stem` is a decade or century ("199", "19"); `time` what stands behind a TIMEX3 day
    ("TMO", "T10:35").
    """

    kind: ReadingKind
    type: TimexType = "DATE"
    year: int | None = None
    month: int | None = None
    day: int | None = None
    weekday: int | None = None
    season: str | None = None
    quarter: int | None = None
    half: int | None = None
    holiday: str | None = None
    stem: str | None = None
    short: int | None = None
    time: str | None = None
    step: int | None = None
    year_step: int | None = None
    week: int | None = None
    unit: str | None = None
    amount: int | None = None
    sign: int = 0
    vague: str | None = None
    anaphoric: bool = False
    whole: bool = False
    year_back: bool = False
    event: str | None = None
    value: str | None = None
    mod: str | None = None
    quant: str | None = None
    freq: str | None = None
