"""What a text has dated so far: its mentions in order, its heading's year, its posts' own days."""

from __future__ import annotations

from typing import TYPE_CHECKING

from digest.dates import values
from digest.dates.evaluate import LITERAL, Decision
from digest.dates.mentions import NEAR, Mention, last_of
from digest.model.article import SectionKind
from digest.model.event import Anchor, AnchorKind

if TYPE_CHECKING:
    from digest.dates.find import Candidate
    from digest.dates.scopes import Scopes

_FULL_YEAR = 4


class Memory:
    """The mentions of one text, as far as it has been read."""

    def __init__(self, scopes: Scopes) -> None:
        """Begin with none; `scopes` knows the text's sentences, lines and sections."""
        self.mentions: list[Mention] = []
        self._scopes = scopes
        self._heading: Mention | None = None
        self._posts: dict[int, Mention] = {}

    def remember(
        self, candidate: Candidate, value: str, anchor: Anchor, decision: Decision
    ) -> None:
        """Add a resolved date; one that heads lines or a post dates what follows there."""
        place = values.place(value)
        if place is None:
            return
        referred = anchor.kind is AnchorKind.MENTION and any(m.told for m in self.mentions[-1:])
        mention = Mention(
            value.partition("T")[0],
            place.grain,
            place.first,
            candidate.start,
            candidate.end,
            told=decision is LITERAL or referred,
            compared=candidate.reading.kind == "shift" and candidate.reading.sign < 0,
        )
        self.mentions.append(mention)
        heads = (
            mention.grain == "year" and mention.told and mention.end - mention.start >= _FULL_YEAR
        )
        if heads and self._scopes.is_heading(mention.start):
            self._heading = mention
        if mention.grain == "day" and mention.told and self._scopes.opens_section(mention.start):
            self._posts.setdefault(self._scopes.section(mention.start), mention)

    def post(self, offset: int) -> Mention | None:
        """Return the day of the slide or post that `offset` lies in, if it has one of its own."""
        return self._posts.get(self._scopes.section(offset))

    def month_before(self, candidate: Candidate) -> Mention | None:
        """Return the last month told in the sentence of `candidate`."""
        sentence = self._scopes.sentence(candidate.start)
        own = [m for m in self.mentions[-NEAR:] if m.grain == "month"]
        return next((m for m in own[::-1] if self._scopes.sentence(m.start) == sentence), None)

    def day_before(self, candidate: Candidate) -> Mention | None:
        """Return the last day told in the sentence of `candidate`."""
        mention = last_of(self.mentions, "day")
        sentence = self._scopes.sentence
        own = mention is not None and sentence(mention.start) == sentence(candidate.start)
        return mention if own else None

    def last_told(self) -> Mention | None:
        """Return the last year, or date in a year, that the text itself tells."""
        return last_of([m for m in self.mentions if m.told], "year")

    def year_told(
        self, candidate: Candidate, published: values.Place | None, *, to_come: bool
    ) -> Mention | None:
        """Return the mention whose year the text goes on in, in its line or below its heading.

        What is `to_come` ("agreed in July 1997, will join on March 12") goes on in no other year
        than that of publication.
        """
        if not self.mentions:
            return None
        mention = self.mentions[-1]
        if not mention.told or not self._is_same_part(mention.start, candidate.start):
            return self._heading
        if self._scopes.kind(candidate.start) is SectionKind.SLIDESHOW:
            return mention
        other_year = published is None or mention.first.year != published.first.year
        return mention if mention.is_fine() and other_year and not to_come else self._heading

    def _is_same_part(self, one: int, other: int) -> bool:
        """Say whether two offsets lie in one line, or in one slideshow."""
        if self._scopes.line(one) == self._scopes.line(other):
            return True
        slide = SectionKind.SLIDESHOW
        return self._scopes.kind(one) is slide and self._scopes.kind(other) is slide
