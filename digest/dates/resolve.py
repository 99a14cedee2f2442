"""The second pass: from what the words say to a value, by the anchor that fits.

In news the anchor is the publication date, unless the words point to a date of the text ("the
same month", "a year earlier"), the section has a date of its own, or another voice speaks. In a
narrative it is the date mentioned last.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from digest.dates import values
from digest.dates.evaluate import LITERAL, UNRESOLVED, Decision, evaluate, interval
from digest.dates.joined import day_behind, is_joined, shared_year
from digest.dates.memory import Memory
from digest.dates.mentions import Mention, last_compared_with, last_of, last_of_month
from digest.dates.tense import CLAUSE, SENTENCE, Tense
from digest.dates.years import days_ahead, goes_on, year_from
from digest.model.article import Span
from digest.model.event import Anchor, AnchorKind

if TYPE_CHECKING:
    from digest.dates.find import Candidate
    from digest.dates.lexicon import Lexicon, Tokens
    from digest.dates.reading import Reading
    from digest.dates.scopes import Scopes

_DAYS_AHEAD, _MONTHS_AHEAD = 90, 60
"""Days after publication up to which a month-day, or a month, is taken for the future though
nothing in its sentence tells of one; ours, chosen on halves of TimeBank and AQUAINT (flat from 60
to 120 days)."""

_LONG_PAST = 3
"""Days since a weekday from which on it may be the coming one, if the sentence tells of what is to
come; ours: right for 148 of 163 weekdays of the halves not looked at (144 without)."""

_WEEK = 7
_THURSDAY, _FRIDAY = 3, 4

_Choice = tuple[Anchor, Decision]

NO_ANCHOR = Anchor(AnchorKind.NONE)
_OPEN: _Choice = (NO_ANCHOR, UNRESOLVED)
_NOTHING: _Choice = (NO_ANCHOR, Decision("nothing"))


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
        history: bool = False,
    ) -> None:
        """Start with publication (a day, month or year, None if unknown) as the only anchor.

        In a `history` a date without a year goes on in the year told last.
        """
        self._published = Anchor(AnchorKind.PUBLISHED, published) if published else None
        self._day = self._published
        self._place = values.place(published) if published else None
        self._tense = Tense(tokens, scopes, lexicon)
        self._words = tokens.words
        self._narrative = narrative
        self._history = history
        self.memory = Memory(scopes)

    def resolve(
        self, candidate: Candidate, following: Candidate | None, speaker: Mention | None
    ) -> Resolved | None:
        """Return the value of `candidate`, None when its words name no real date.

        `following` is the next candidate, which may carry the year or month of both; `speaker` the
        day on which another voice said it.
        """
        reading = candidate.reading
        self._stand(candidate)
        if reading.kind == "literal":
            return Resolved(reading.value or "", None, NO_ANCHOR, LITERAL)
        anchor, decision = self._decide(candidate, following, speaker)
        value = evaluate(reading, decision, anchor.value)
        if value is None and reading.year is None and decision is not _NOTHING[1]:
            anchor, decision = _OPEN
            value = evaluate(reading, decision, None)
        if value is None:
            return None
        if decision.operation == "shift-vague":
            return Resolved(value, interval(reading, decision, anchor.value), anchor, decision)
        self.memory.remember(candidate, value, anchor, decision)
        return Resolved(value, values.edtf(value, reading.mod), anchor, decision)

    def _stand(self, candidate: Candidate) -> None:
        """Take the date of the slide or post that `candidate` stands in, else publication."""
        post = self.memory.post(candidate.start)
        self._day = post.anchor(AnchorKind.SECTION) if post else self._published
        self._place = values.place(self._day.value or "") if self._day else None

    def _decide(  # noqa: PLR0911 - a return for each form
        self, candidate: Candidate, following: Candidate | None, speaker: Mention | None
    ) -> _Choice:
        reading = candidate.reading
        if reading.kind == "shift":
            return self._decide_shift(candidate, speaker)
        day_alone = reading.day is not None and reading.month is None
        told = reading.year is not None and not (day_alone or self._is_too_late(candidate))
        if told or reading.stem is not None:
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
            return self._decide_month(candidate, following)
        return self._decide_day(candidate, following)

    def _is_too_late(self, candidate: Candidate) -> bool:
        """Say whether the happening that gives the year was still to come at publication."""
        named, year = candidate.rule.startswith("named-"), candidate.reading.year
        return named and self._place is not None and self._place.first.year < (year or 0)

    def _from_published(self, decision: Decision) -> _Choice:
        return (self._day, decision) if self._day else _OPEN

    def _decide_shift(self, candidate: Candidate, speaker: Mention | None) -> _Choice:
        reading = candidate.reading
        unit = reading.unit or "day"
        decision = Decision("shift-whole" if reading.whole else "shift", reading.amount, unit)
        if reading.vague:
            decision = Decision("shift-vague", None, unit)
        if reading.year_back and unit == "year" and reading.amount == -1 and not self._narrative:
            return self._compared(Decision("shift-whole", -1, unit), Decision("shift", -1, unit))
        if reading.anaphoric and unit == "quarter" and reading.amount == 0:
            return self._compared(decision, Decision("shift", -1, unit))
        if reading.anaphoric or (self._narrative and speaker is None):
            mention = last_of(self.memory.mentions, unit)
            if mention:
                return mention.anchor(), decision
        if speaker is not None:
            return speaker.anchor(AnchorKind.SPEAKER), decision
        # "25 years later" than what the text does not date is no year from publication.
        if self._narrative or (reading.anaphoric and (reading.amount or 0) > 1):
            return _OPEN
        if unit == "weekend" and self._place and self._place.grain == "day":
            step = reading.amount or 0
            weekday = self._place.first.weekday()
            # From Thursday on it may be the coming one, if the sentence tells of what is to come.
            near = weekday >= _THURSDAY and (
                self._tense.is_to_come(candidate, SENTENCE) or self._tense.is_ahead(candidate)
            )
            begun = step > 0 or weekday > _FRIDAY or near
            decision = Decision("shift", step if begun else step - 1, unit)
        return self._from_published(decision)

    def _compared(self, decision: Decision, otherwise: Decision) -> _Choice:
        """Return `decision` from the quarter compared with, or `otherwise` from publication."""
        base = last_compared_with(self.memory.mentions)
        return (base.anchor(), decision) if base else self._from_published(otherwise)

    def _decide_weekday(self, candidate: Candidate, speaker: Mention | None) -> _Choice:
        reading = candidate.reading
        anchor: Anchor | None = None
        if reading.anaphoric or self._narrative:
            mention = last_of(self.memory.mentions, "day")
            if mention is None and self._narrative:
                return _OPEN
            anchor = mention.anchor() if mention else None
        if anchor is None and speaker is not None and speaker.grain == "day":
            anchor = speaker.anchor(AnchorKind.SPEAKER)
        if anchor is None:
            anchor = self._day or NO_ANCHOR
        place = values.place(anchor.value or "")
        if place is None or place.grain != "day" or reading.weekday is None:
            return _OPEN
        back = (place.first.weekday() - reading.weekday) % _WEEK
        if reading.step is None and reading.week is not None:
            amount = reading.weekday - place.first.weekday() + _WEEK * reading.week
        elif reading.step is None:
            told = anchor.kind is not AnchorKind.PUBLISHED or back == 0
            coming = back >= _LONG_PAST and self._tense.is_to_come(candidate, CLAUSE)
            coming = not told and (coming or self._tense.is_announced(candidate))
            amount = _WEEK - back if coming else -back
        elif reading.step < 0:
            amount = -(back or _WEEK)
        elif reading.step > 0:
            amount = _WEEK - back + _WEEK * (reading.week or 0)
        else:
            amount = reading.weekday - place.first.weekday()
        return anchor, Decision("weekday", amount, "day")

    def _decide_year(self, candidate: Candidate, following: Candidate | None) -> _Choice:
        same = Decision("same-year", 0, "year")
        shared = shared_year(candidate, following)
        if shared is not None:
            return shared, same
        told = self._told_year(candidate)
        if told is not None:
            return told.anchor(), same
        if self._place is None or self._narrative:
            return _OPEN
        row = goes_on(candidate.reading, self.memory.month_before(candidate), self._place)
        if row is not None:
            return self._from_published(row)
        season = candidate.reading.season is not None
        to_come = season and self._tense.is_to_come(candidate, SENTENCE)
        decision = year_from(candidate.reading, self._place, to_come=to_come)
        if decision.operation == "closest-year" and not candidate.reading.holiday:
            if (decision.amount or 0) < 0 and self._tense.is_to_come(candidate, CLAUSE):
                return self._from_published(
                    Decision("next-year", (decision.amount or 0) + 1, "year")
                )
            limit = _DAYS_AHEAD if candidate.reading.day else _MONTHS_AHEAD
            # Figures are told of quarters that are over or begun.
            limit = 0 if candidate.reading.quarter else limit
            ahead = days_ahead(candidate.reading, decision, self._place)
            far = ahead > limit and not self._tense.is_to_come(candidate, SENTENCE)
            if far or (ahead and self._tense.is_over(candidate)):
                decision = Decision("past-year", (decision.amount or 0) - 1, "year")
        return self._from_published(decision)

    def _told_year(self, candidate: Candidate) -> Mention | None:
        """Return the mention whose year the text goes on in, if it does."""
        if self._narrative or candidate.reading.anaphoric:
            return last_of(self.memory.mentions, "year")
        if candidate.reading.step is not None:
            return None
        if self._history:
            return self.memory.last_told()
        to_come = self._tense.says_will(candidate)
        return self.memory.year_told(candidate, self._place, to_come=to_come)

    def _decide_month(self, candidate: Candidate, following: Candidate | None) -> _Choice:
        decision = Decision("same-month", candidate.reading.day, "day")
        if is_joined(following, candidate) and following.reading.month is not None:
            return self._ahead(following), decision
        mention = last_of_month(self.memory.mentions)
        if mention is not None:
            return mention.anchor(), decision
        if self._place is None or self._place.grain not in {"day", "month"}:
            return _OPEN
        return self._from_published(decision)

    def _decide_century(self, reading: Reading) -> _Choice:
        mention = self.memory.mentions[-1] if self.memory.mentions else None
        if mention is None or mention.grain != "year":
            return _NOTHING
        return mention.anchor(), Decision("same-century", reading.short, "year")

    def _decide_day(self, candidate: Candidate, following: Candidate | None) -> _Choice:
        decision = Decision("same-day", 0, "day")
        day = day_behind(candidate, following, self._words)
        if day is not None:
            return self._ahead(day), decision
        near = last_of(self.memory.mentions, "day") if self._narrative else None
        mention = near or self.memory.day_before(candidate)
        if mention is not None:
            return mention.anchor(), decision
        if self._narrative or self._place is None or self._place.grain != "day":
            return _OPEN
        return self._from_published(decision)

    def _ahead(self, following: Candidate) -> Anchor:
        """Return the date of `following`, which `candidate` borrows from, as an anchor."""
        anchor, choice = self._decide(following, None, None)
        value = evaluate(following.reading, choice, anchor.value)
        return Anchor(AnchorKind.MENTION, value, Span(following.start, following.end))
