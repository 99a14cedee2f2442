"""Which sentences may tell a day of a topic's history, and how surely they tell of it.

Three kinds do: those that name the day; the first ones of articles published on it or on the
next, where they name no other; and those right after one that names it.
"""

from __future__ import annotations

import math
from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from digest.analyse.chronology import AHEAD
from digest.analyse.dated import following

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from digest.analyse.dated import DatedReading, DatedSentence

SAME_DAY = 0.5
NEXT_DAY = 0.9
"""How surely the first sentence of an article tells of its day of publication, and of the day
before, when it names no day; 1 is the sureness of a sentence that names it. The day before leads
because a report that tells of its own day tends to name it ("on Monday"), while one that tells of
the day before in print does not."""

_LEAD = 8
"""How many first sentences of an article tell its news; from 5 to 12 the scores are level."""

_LEAD_DECAY = 0.1
"""By which part of the first one's sureness each further sentence of a lead is less sure."""

_FOLLOWING = 0.5
"""How surely a sentence without a date tells of the day that the one before it names."""

_ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Witness:
    """A sentence, by its text's place among the readings, and how surely it tells of a day."""

    reading: int
    sentence: DatedSentence
    sureness: float


class Testimony:
    """The sentences of a set of readings, found by the day they tell."""

    def __init__(self, readings: Sequence[DatedReading]) -> None:
        """Index `readings`, which are sorted as `read_texts` gives them."""
        self._readings = readings
        self._named: defaultdict[date, list[Witness]] = defaultdict(list)
        self._published: defaultdict[date, list[int]] = defaultdict(list)
        for index, reading in enumerate(readings):
            if reading.text.published:
                self._published[reading.text.published].append(index)
            for sentence in reading.sentences:
                for day in sentence.days:
                    sureness = _sureness(sentence, day, reading.text.published)
                    self._named[day].append(Witness(index, sentence, sureness))
            for before, after in following(reading):
                if after.days:
                    continue
                for day in before.days:
                    sureness = _FOLLOWING * _sureness(before, day, reading.text.published)
                    self._named[day].append(Witness(index, after, sureness))

    def of(self, day: date) -> list[Witness]:
        """Return the witnesses of `day` in the order of the readings, each sentence once."""
        found: dict[tuple[int, int], Witness] = {}
        for witness in (*self._named.get(day, ()), *self._reports(day)):
            place = (witness.reading, witness.sentence.position)
            known = found.get(place)
            if known is None or known.sureness < witness.sureness:
                found[place] = witness
        return [found[place] for place in sorted(found)]

    def _reports(self, day: date) -> Iterator[Witness]:
        """Yield the leads of the articles published on `day` and on the next."""
        days = [(day, SAME_DAY)]
        if day < date.max:
            days.append((day + _ONE_DAY, NEXT_DAY))
        for published, first in days:
            for index in self._published.get(published, ()):
                for sentence in self._readings[index].sentences:
                    if sentence.position >= _LEAD:
                        break
                    if not sentence.days:
                        sureness = first / (1 + _LEAD_DECAY * sentence.position)
                        yield Witness(index, sentence, sureness)


def _sureness(sentence: DatedSentence, day: date, published: date | None) -> float:
    """Return how surely a sentence tells of one of the days it names.

    The root, for a sentence with a list of days still tells something of each.
    """
    ahead = AHEAD if published and day > published else 1.0
    return ahead / math.sqrt(len(sentence.days))
