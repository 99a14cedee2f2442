"""Where sentences, paragraphs and sections of a text begin, as fast look-ups by offset."""

from __future__ import annotations

import re
from bisect import bisect_right
from typing import TYPE_CHECKING

from digest.model.article import SectionKind, Span

if TYPE_CHECKING:
    from collections.abc import Sequence

    from digest.model.article import Section, Sentence

# A sentence ends at a stop with closing quotes before white space and a capital or quote; or at a
# stop that runs into a capitalised word; or at an empty line. Coarse on purpose: it only bounds
# how far a date may look for its anchor, and a false end costs less than a missing one.
_SENTENCE_END = re.compile(
    r"(?<=[a-z0-9)\]%][.!?])[\"'”’)]{0,2}\s+(?=[\"'“‘(\[]{0,2}[A-Z])|(?<=[a-z0-9][.!?])(?=[A-Z][a-z])|\n\s*\n"
)

_LONGEST_HEADING = 40
"""Characters of a line without a stop that may be a heading of a year: "Career (2004-2012)"."""

_FIRST_CHARACTERS = 3
"""A post's own date begins it, perhaps after a bracket or quotation mark."""


class Scopes:
    """Sentences, lines and sections of one text."""

    def __init__(
        self, text: str, sections: Sequence[Section] = (), sentences: Sequence[Sentence] = ()
    ) -> None:
        """Take the bounds from `sections` and `sentences`, or find sentences coarsely."""
        if sentences:
            self._sentences = [s.start for s in sentences]
        else:
            self._sentences = [m.end() for m in _SENTENCE_END.finditer(text)]
        self._text = text
        self._lines = [m.start() for m in re.finditer("\n", text)]
        self._sections = [s.start for s in sections]
        self._kinds = [s.kind for s in sections]
        self._openings = [_openings(s) for s in sections]
        self._length = len(text)

    def sentence(self, offset: int) -> int:
        """Return the number of the sentence `offset` lies in."""
        return bisect_right(self._sentences, offset)

    def sentence_bounds(self, offset: int) -> tuple[int, int]:
        """Return begin and end of the sentence `offset` lies in."""
        index = bisect_right(self._sentences, offset)
        begin = self._sentences[index - 1] if index else 0
        return begin, self._sentences[index] if index < len(self._sentences) else self._length

    def line(self, offset: int) -> int:
        """Return the number of the line `offset` lies in."""
        return bisect_right(self._lines, offset)

    def is_heading(self, offset: int) -> bool:
        """Say whether `offset` lies in a short line without a stop, with text below it."""
        index = self.line(offset)
        if index == len(self._lines):
            return False
        begin = self._lines[index - 1] if index else 0
        line = self._text[begin : self._lines[index]].strip()
        return len(line) <= _LONGEST_HEADING and line[-1] not in ".,;:!?"

    def section(self, offset: int) -> int:
        """Return the number of the section `offset` lies in."""
        return bisect_right(self._sections, offset)

    def opens_section(self, offset: int) -> bool:
        """Say whether `offset` lies in the heading, or begins the text, of a slide or post."""
        index = bisect_right(self._sections, offset)
        if not index or self._kinds[index - 1] is not SectionKind.SLIDESHOW:
            return False
        return any(span.start <= offset < span.end for span in self._openings[index - 1])

    def kind(self, offset: int) -> SectionKind:
        """Return the kind of the section `offset` lies in; body where none is known."""
        index = bisect_right(self._sections, offset)
        return self._kinds[index - 1] if index else SectionKind.BODY


def _openings(section: Section) -> list[Span]:
    """Return where a date of its own would stand: the heading, the first characters."""
    first = section.paragraphs[0].start if section.paragraphs else section.start
    begin = Span(first, first + _FIRST_CHARACTERS)
    return [begin, section.heading] if section.heading else [begin]
