"""The second pass: from what the words say to a value, by the anchor that fits.

In news the anchor is the publication date, unless the words point to a date of the text ("the
same month", "a year earlier"), the section has a date of its own, or another outlet speaks. In a
narrative it is the date mentioned last.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from digest.dates import values
from digest.dates.evaluate import LITERAL, UNRESOLVED, Decision, evaluate, interval, written
from digest.model.article import SectionKind, Span
from digest.model.event import Anchor, AnchorKind

if TYPE_CHECKING:
    from digest.dates.find import Candidate
    from digest.dates.lexicon import Lexicon, Tokens
    from digest.dates.reading import Reading
    from digest.dates.scopes import Scopes

NOTHING = Decision("nothing")
NO_ANCHOR = Anchor(AnchorKind.NONE)
_WEEK = 7
_THURSDAY = 3
_MONTHS = 12
_NEAR = 4
_TENSE_TOKENS, _CLAUSE = 24, 12

_DAYS_AHEAD, _MONTHS_AHEAD = 90, 60
"""Days ahead of publication up to which a month-day, or a month, is taken for the future though
nothing in its sentence tells of one; ours, chosen on halves of TimeBank and AQUAINT (flat from 60 to
120 days)."""

_LONG_PAST = 3
"""Days since a weekday from which on it may be the coming one, if the sentence tells of what is to
come; nearer ones are past in 98 of 100 cases of TimeBank and AQUAINT."""


@dataclass(frozen=True, slots=True)
class Mention:
    """A resolved date of the text that later expressions may refer to.

    `grain` is its grain; `told` says that the text itself gives its year (in its words, or through
    a chain of references), so that publication had no part in it. `compared` mentions lie back
    from another ("a year earlier"), and nothing is compared with them in turn.
    """

    value: str
    grain: str
    first: date
    start: int
    end: int
    told: bool
    compared: bool = False


@dataclass(frozen=True, slots=True)
class Resolved:
    """A value with its EDTF, and how it was reached."""

    value: str
    edtf: str | None
    anchor: Anchor
    decision: Decision


class Resolver:
    """Resolves the candidates of one text in their order."""

    def __init__(
        self,
        published: str | None,
        scopes: Scopes,
        tokens: Tokens,
        lexicon: Lexicon,
        *,
        narrative: bool,
    ) -> None:
        """Start with publication (a day, month or year, None if unknown) as the only anchor."""
        self._published = published
        self._place = values.place(published) if published else None
        self._scopes = scopes
        self._tokens = tokens
        self._lexicon = lexicon
        self._narrative = narrative
        self.mentions: list[Mention] = []

    def resolve(
        self, candidate: Candidate, following: Candidate | None, speaker: Mention | None
    ) -> Resolved | None:
        """Return the value of `candidate`, None when its words name no real date."""
        reading = candidate.reading
        if reading.kind == "literal":
            return Resolved(reading.value or "", None, NO_ANCHOR, LITERAL)
        anchor, decision = self._decide(candidate, following, speaker)
        value = evaluate(reading, decision, anchor.value)
        if value is None and decision not in (UNRESOLVED, NOTHING) and reading.year is None:
            anchor, decision = NO_ANCHOR, UNRESOLVED
            value = evaluate(reading, decision, None)
        if value is None:
            return None
        if decision.operation == "shift-vague":
            return Resolved(value, interval(reading, decision, anchor.value), anchor, decision)
        self._remember(candidate, value, anchor, decision)
        return Resolved(value, values.edtf(value, reading.mod), anchor, decision)

    def _remember(
        self, candidate: Candidate, value: str, anchor: Anchor, decision: Decision
    ) -> None:
        place = values.place(value)
        if place is None:
            return
        told = decision is LITERAL or (
            anchor.kind is AnchorKind.MENTION and any(m.told for m in self.mentions[-1:])
        )
        self.mentions.append(
            Mention(
                value.partition("T")[0],
                place.grain,
                place.first,
                candidate.start,
                candidate.end,
                told,
                compared=candidate.reading.kind == "shift" and candidate.reading.sign < 0,
            )
        )

    def _decide(  # noqa: PLR0911 - a return for each form
        self, candidate: Candidate, following: Candidate | None, speaker: Mention | None
    ) -> tuple[Anchor, Decision]:
        reading = candidate.reading
        if reading.kind == "shift":
            return self._decide_shift(candidate, speaker)
        if reading.year is not None or reading.stem is not None:
            return NO_ANCHOR, LITERAL
        if reading.short is not None:
            return self._decide_century(reading)
        if reading.year_step is not None:
            return self._from_published(Decision("same-year", reading.year_step, "year"))
        if reading.weekday is not None and reading.month is None:
            return self._decide_weekday(candidate, speaker)
        if reading.month or reading.season or reading.quarter or reading.half or reading.holiday:
            return self._decide_year(candidate, following)
        if reading.day is not None:
            return self._decide_month(reading)
        return self._decide_day(candidate)

    def _from_published(self, decision: Decision) -> tuple[Anchor, Decision]:
        if self._published is None:
            return NO_ANCHOR, UNRESOLVED
        return Anchor(AnchorKind.PUBLISHED, self._published), decision

    def _last(self, candidate: Candidate, grain: str, *, line: bool = False) -> Mention | None:
        """Return the last mention of `grain` or finer before `candidate`."""
        limit = values.FINENESS[grain]
        for mention in reversed(self.mentions[-_NEAR * 2 :]):
            if line and not self._same_part(mention.start, candidate.start):
                return None
            if values.FINENESS[mention.grain] <= limit:
                return mention
        return None

    def _same_part(self, one: int, other: int) -> bool:
        """Say whether two offsets lie in one line, or in one slideshow."""
        if self._scopes.line(one) == self._scopes.line(other):
            return True
        slide = SectionKind.SLIDESHOW
        return self._scopes.kind(one) is slide and self._scopes.kind(other) is slide

    def _decide_shift(
        self, candidate: Candidate, speaker: Mention | None
    ) -> tuple[Anchor, Decision]:
        reading = candidate.reading
        unit = reading.unit or "day"
        operation = "shift-whole" if reading.whole else "shift"
        amount = reading.amount
        if reading.vague:
            operation, amount = "shift-vague", None
        decision = Decision(operation, amount, unit)
        back_a_year = unit == "year" and amount == -1 and reading.year_back
        if back_a_year and not self._narrative:
            base = self._compared_with()
            decision = Decision("shift-whole" if base else "shift", amount, unit)
            return (_mentioned(base), decision) if base else self._from_published(decision)
        if unit == "quarter" and reading.anaphoric and amount == 0:
            base = self._compared_with()
            return (
                (_mentioned(base), decision)
                if base
                else self._from_published(Decision("shift", -1, unit))
            )
        if reading.anaphoric:
            mention = self._last(candidate, unit)
            if mention:
                return _mentioned(mention), decision
        if speaker is not None:
            return _mentioned(speaker, AnchorKind.SPEAKER), decision
        if self._narrative:
            mention = self._last(candidate, unit)
            return (_mentioned(mention), decision) if mention else (NO_ANCHOR, UNRESOLVED)
        if unit == "weekend" and self._place and self._place.grain == "day":
            decision = Decision("shift", _weekend(self._place.first, amount or 0), unit)
        return self._from_published(decision)

    def _compared_with(self) -> Mention | None:
        """Return the quarter or half year whose figures a text compares with another year's."""
        for mention in reversed(self.mentions[-_NEAR:]):
            if mention.grain in {"quarter", "half"} and not mention.compared:
                return mention
        return None

    def _to_come(self, candidate: Candidate, reach: int = _TENSE_TOKENS) -> bool:
        """Say whether `reach` tokens of the sentence before tell of what is still to come."""
        sentence = self._scopes.sentence(candidate.start)
        starts, words = self._tokens.starts, self._tokens.words
        for index in range(candidate.first - 1, max(-1, candidate.first - reach - 1), -1):
            if self._scopes.sentence(starts[index]) != sentence:
                return False
            if self._lexicon.has("COMING", words[index]):
                return True
        return False

    def _decide_weekday(
        self, candidate: Candidate, speaker: Mention | None
    ) -> tuple[Anchor, Decision]:
        reading = candidate.reading
        anchor: Anchor | None = None
        if reading.anaphoric or self._narrative:
            mention = self._last(candidate, "day")
            if mention is None and self._narrative:
                return NO_ANCHOR, UNRESOLVED
            anchor = _mentioned(mention) if mention else None
        if anchor is None and speaker is not None and speaker.grain == "day":
            anchor = _mentioned(speaker, AnchorKind.SPEAKER)
        if anchor is None:
            if self._place is None or self._place.grain != "day":
                return NO_ANCHOR, UNRESOLVED
            anchor = Anchor(AnchorKind.PUBLISHED, self._published)
        place = values.place(anchor.value or "")
        if place is None or reading.weekday is None:
            return NO_ANCHOR, UNRESOLVED
        back = (place.first.weekday() - reading.weekday) % _WEEK
        if reading.step is None:
            coming = back >= _LONG_PAST and anchor.kind is AnchorKind.PUBLISHED
            amount = _WEEK - back if coming and self._to_come(candidate, _CLAUSE) else -back
        elif reading.step < 0:
            amount = -(back or _WEEK)
        elif reading.step > 0:
            amount = _WEEK - back
        else:
            amount = reading.weekday - place.first.weekday()
        return anchor, Decision("weekday", amount, "day")

    def _decide_year(
        self, candidate: Candidate, following: Candidate | None
    ) -> tuple[Anchor, Decision]:
        reading = candidate.reading
        shared = _shared_year(candidate, following)
        if shared is not None and following is not None:
            span = Span(following.start, following.end)
            return Anchor(AnchorKind.MENTION, f"{shared:04}", span), Decision(
                "same-year", 0, "year"
            )
        told = self._told_year(candidate)
        if told is not None:
            return _mentioned(told), Decision("same-year", 0, "year")
        if self._place is None or self._narrative:
            return NO_ANCHOR, UNRESOLVED
        decision = _year_from(reading, self._place)
        if decision.operation == "closest-year" and reading.month:
            decision = self._by_tense(candidate, decision)
        return self._from_published(decision)

    def _by_tense(self, candidate: Candidate, decision: Decision) -> Decision:
        """Return the past year where the closest lies ahead and nothing is said to come."""
        if self._place is None or decision.amount is None:
            return decision
        value = written(candidate.reading, self._place.first.year + decision.amount)
        there = values.place(value) if value else None
        limit = _DAYS_AHEAD if candidate.reading.day else _MONTHS_AHEAD
        ahead = (there.first - self._place.first).days if there else 0
        if ahead <= limit or self._to_come(candidate):
            return decision
        return Decision("past-year", decision.amount - 1, "year")

    def _told_year(self, candidate: Candidate) -> Mention | None:
        """Return the mention whose year the text goes on in, if it does."""
        if self._narrative:
            return self._last(candidate, "year")
        if candidate.reading.step is not None or not self.mentions:
            return None
        mention = self.mentions[-1]
        if not mention.told or not self._same_part(mention.start, candidate.start):
            return None
        if self._scopes.kind(candidate.start) is SectionKind.SLIDESHOW or self._place is None:
            return mention
        fine = values.FINENESS[mention.grain] <= values.FINENESS["month"]
        return mention if fine and mention.first.year != self._place.first.year else None

    def _decide_month(self, reading: Reading) -> tuple[Anchor, Decision]:
        decision = Decision("same-month", reading.day, "day")
        for mention in reversed(self.mentions[-_NEAR:]):
            if mention.grain in {"day", "month"}:
                return _mentioned(mention), decision
        if self._place is None or self._place.grain not in {"day", "month"}:
            return NO_ANCHOR, UNRESOLVED
        return self._from_published(decision)

    def _decide_century(self, reading: Reading) -> tuple[Anchor, Decision]:
        mention = self.mentions[-1] if self.mentions else None
        if mention is None or mention.grain != "year":
            return NO_ANCHOR, NOTHING
        return _mentioned(mention), Decision("same-century", reading.short, "year")

    def _decide_day(self, candidate: Candidate) -> tuple[Anchor, Decision]:
        decision = Decision("same-day", 0, "day")
        mention = self._last(candidate, "day", line=not self._narrative)
        if mention is not None and (
            self._narrative
            or self._scopes.sentence(mention.start) == self._scopes.sentence(candidate.start)
        ):
            return _mentioned(mention), decision
        if self._narrative or self._place is None or self._place.grain != "day":
            return NO_ANCHOR, UNRESOLVED
        return self._from_published(decision)


def _mentioned(mention: Mention, kind: AnchorKind = AnchorKind.MENTION) -> Anchor:
    return Anchor(kind, mention.value, Span(mention.start, mention.end))


def _shared_year(candidate: Candidate, following: Candidate | None) -> int | None:
    """Return the year that stands once for two dates: "from March to August 2011"."""
    if following is None or following.first - candidate.last != 1:
        return None
    if following.reading.kind != "calendar" or following.reading.month is None:
        return None
    return following.reading.year


def _year_from(reading: Reading, place: values.Place) -> Decision:
    """Return which year the words mean: the one that brings them closest to publication.

    Source: ours; right for 192 of 220 months and month-days without year in TimeBank and AQUAINT
    (the publication year is right for 175, the latest past for 157).
    """
    year, distances = place.first.year, []
    for offset in (0, -1, 1):
        found = written(reading, year + offset) if 1 < year + offset < date.max.year else None
        there = values.place(found) if found else None
        if there is not None:
            distances.append((abs(_middle(there) - _middle(place)), offset, there))
    if not distances:
        return UNRESOLVED
    if reading.step is not None:
        return _stepped_year(reading.step, distances, place)
    if reading.season:
        begun = [o for _, o, there in distances if there.first <= place.first]
        return Decision("past-year", max(begun), "year") if begun else UNRESOLVED
    return Decision("closest-year", min(distances)[1], "year")


def _stepped_year(
    step: int, distances: list[tuple[int, int, values.Place]], place: values.Place
) -> Decision:
    """Return the year of "last April", "this April" or "next April"."""
    if step == 0:
        return Decision("same-year", 0, "year")
    start = values.place(values.render(distances[0][2].grain, place.first))
    here = start.first if start else place.first
    if step < 0:
        past = [offset for _, offset, there in distances if there.first < here]
        return Decision("past-year", max(past), "year") if past else UNRESOLVED
    coming = [offset for _, offset, there in distances if there.first > here]
    return Decision("next-year", min(coming), "year") if coming else UNRESOLVED


def _middle(place: values.Place) -> int:
    days = {"month": 15, "season": 45, "quarter": 45, "half": 90}.get(place.grain, 0)
    return place.first.toordinal() + days


def _weekend(day: date, step: int) -> int:
    """Return how many weeks from `day`'s week the weekend lies: early in a week it is the last."""
    begun = day.weekday() >= _THURSDAY
    return step - (0 if begun else 1) if step <= 0 else step
