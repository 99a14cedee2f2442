"""Sections of a plain text: headline, dateline, body, slides, furniture.

Nothing is removed: every line that holds more than white space stands in exactly one section.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from digest.model.article import Section, SectionKind, Span
from digest.text.phrases import BYLINE, CREDIT, DATE_LINE, DATE_RUN_IN, DATELINE, FURNITURE, SOCIAL

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_LONGEST_TITLE = 200
_LONGEST_HEADING_WORDS = 12
_SHORTEST_CAPTION = 60
"""Characters: the shortest caption of a slide is a sentence; lists of names and links are below."""
_FEWEST_SLIDES = 3
_CUT_TITLE = 80
_DATELINE_WITHIN = 3
"""Paragraphs: further down, capitals before a dash are no dateline but a heading or a speaker."""
_FINAL = ".!?:;,…"
_CLOSERS = "\"'”’)]»"
_EDGES = " \t\n\r.:!…»›>|•*-–—"


@dataclass(frozen=True, slots=True)
class _Line:
    """A line that is not blank: its span without white space, and the blank lines before it."""

    span: Span
    words: str
    gap: int


def find_title(text: str) -> str:
    """Return the headline that a plain text begins with, else its first words.

    A first line is a headline when it is short, ends without a full stop, and more text follows.
    """
    lines = list(_lines(text))
    if not lines:
        return ""
    first = next((line.words for line in lines if not _is_date_or_furniture(line.words)), "")
    first = first or lines[0].words
    if len(first) <= _LONGEST_TITLE and len(lines) > 1 and not _ends_sentence(first):
        return first
    cut = first[:_CUT_TITLE].rsplit(" ", 1)[0] if len(first) > _CUT_TITLE else first
    return cut if cut == first else f"{cut.rstrip(_FINAL)}…"


def find_sections(text: str, title: str | None = None) -> tuple[Section, ...]:
    """Return the sections of `text`, sorted, none overlapping, all its words covered.

    `title` is the article's when known (otherwise none is looked for). Its first copy is the
    headline, further ones are furniture. Slides are headings and captions that alternate after
    the body has ended; each is one section. Headings inside a body begin a new section of it.
    """
    lines = list(_lines(text))
    if lines and title:
        lines[:1] = _run_in(text, lines[0], title)
    kinds = _line_kinds(lines, title)
    sections: list[Section] = []
    index = 0
    while index < len(lines):
        line, kind = lines[index], kinds[index]
        if kind is None:
            index = _running_text(text, lines, kinds, index, sections)
            continue
        sections.append(Section(kind, line.span.start, line.span.end))
        index += 1
    return tuple(sections)


def _lines(text: str) -> Iterator[_Line]:
    begin = gap = 0
    for raw in text.split("\n"):
        words = raw.strip()
        if words:
            start = begin + raw.index(words[0])
            yield _Line(Span(start, start + len(words)), " ".join(words.split()), gap)
            gap = 0
        else:
            gap += 1
        begin += len(raw) + 1


def _run_in(text: str, line: _Line, title: str) -> Iterator[_Line]:
    """Yield `line` in the parts that some sources set one behind the other: title, date, text."""
    start, end, gap = line.span.start, line.span.end, line.gap
    for wanted in (title, None):
        words = text[start:end]
        length = _length_of_date(words) if wanted is None else _length_of_title(words, wanted)
        if not length:
            break
        words = text[start : start + length]
        yield _Line(Span(start, start + length), " ".join(words.split()), gap)
        rest = text[start + length : end]
        start, gap = end - len(rest.lstrip()), 0
    yield _Line(Span(start, end), " ".join(text[start:end].split()), gap)


def _length_of_title(words: str, title: str) -> int:
    """Return the length of `title` at the beginning of `words`, in any case and spacing.

    It is 0 when they begin otherwise, or when nothing follows.
    """
    end = place = 0
    for word in title.split():
        end = place + len(word)
        if words[place:end].lower() != word.lower():
            return 0
        rest = words[end:].lstrip()
        place = len(words) - len(rest)
        if place == end or not rest:
            return 0
    return end


def _length_of_date(words: str) -> int:
    found = DATE_RUN_IN.match(words)
    return found.end() if found else 0


def _line_kinds(lines: Sequence[_Line], title: str | None) -> list[SectionKind | None]:
    """Return the kind of each line that is told by itself; None for running text and headings."""
    wanted = " ".join(title.split()).casefold() if title else None
    kinds: list[SectionKind | None] = []
    seen_headline = seen_body = False
    for line in lines:
        if wanted and line.words.casefold() == wanted:
            kinds.append(SectionKind.FURNITURE if seen_headline else SectionKind.HEADLINE)
            seen_headline = True
        elif not seen_body and DATE_LINE.fullmatch(line.words):
            kinds.append(SectionKind.DATELINE)
        elif _is_furniture(line.words):
            kinds.append(SectionKind.FURNITURE)
        else:
            kinds.append(None)
            seen_body = True
    if not seen_body:  # a note of one line is its own headline, and is to be read all the same
        kinds = [
            None if kind is SectionKind.HEADLINE and _ends_sentence(line.words) else kind
            for line, kind in zip(lines, kinds, strict=True)
        ]
    for index in range(len(lines) - 1, 0, -1):
        if kinds[index] is None and _heads_nothing(lines, kinds, index):
            kinds[index] = SectionKind.FURNITURE
    return kinds


def _heads_nothing(lines: Sequence[_Line], kinds: Sequence[SectionKind | None], index: int) -> bool:
    """Tell whether a line stands alone like a heading, with no text of its own below it.

    Menus, teasers and the titles of boxes that were lost do: another such line, furniture, or
    the end of the text follows them. Lists are set tight, so their items do not stand alone.
    """
    if not lines[index].gap or not _is_heading(lines[index]):
        return False
    if index + 1 == len(lines):
        return True
    below = lines[index + 1]
    return below.gap > 0 and (kinds[index + 1] is SectionKind.FURNITURE or _is_heading(below))


def _is_date_or_furniture(words: str) -> bool:
    return DATE_LINE.fullmatch(words) is not None or _is_furniture(words)


def _is_furniture(words: str) -> bool:
    plain = words.strip(_EDGES).replace("’", "'").casefold()
    return plain in FURNITURE or any(
        pattern.fullmatch(words) for pattern in (BYLINE, CREDIT, SOCIAL)
    )


def _running_text(
    text: str,
    lines: Sequence[_Line],
    kinds: Sequence[SectionKind | None],
    index: int,
    sections: list[Section],
) -> int:
    """Add the sections of the run of text that begins at line `index`; return where it ends."""
    end = index
    while end < len(lines) and kinds[end] is None:
        end += 1
    run = lines[index:end]
    after_break = any(s.kind is SectionKind.BODY for s in sections)
    slides = _first_slide(run, after_break=after_break)
    if slides:
        sections.extend(_blocks(run[:slides], SectionKind.BODY))
    if slides is None:
        sections.extend(_blocks(run, SectionKind.BODY))
    else:
        sections.extend(_blocks(run[slides:], SectionKind.SLIDESHOW))
    if not after_break:
        _take_dateline(text, sections)
    return end


def _first_slide(run: Sequence[_Line], *, after_break: bool) -> int | None:
    """Return the line where slides begin: to the end of the run, headings and captions alternate.

    Slides follow a break after the body, or are set tight where the body's paragraphs are not.
    """
    begin = len(run)
    slides = 0
    while begin > 1:
        head = begin - 1
        while head > 0 and not _is_heading(run[head]):
            head -= 1
        captions = run[head + 1 : begin]
        if not (
            _is_heading(run[head])
            and captions
            and all(len(c.words) >= _SHORTEST_CAPTION for c in captions)
            and all(c.gap == 0 for c in captions)
        ):
            break
        slides += 1
        begin = head
    if slides < _FEWEST_SLIDES:
        return None
    tight = all(line.gap == 0 for line in run[begin + 1 :])
    loose_before = any(line.gap for line in run[1:begin])
    return begin if after_break or (tight and loose_before) else None


def _blocks(run: Sequence[_Line], kind: SectionKind) -> Iterator[Section]:
    """Yield the sections of a run: a heading, when paragraphs follow it, begins a new one."""
    heading: Span | None = None
    paragraphs: list[Span] = []
    for position, line in enumerate(run):
        follows = position + 1 < len(run) and not _is_heading(run[position + 1])
        if follows and _is_heading(line):
            if heading or paragraphs:
                yield _section(kind, heading, paragraphs)
            heading, paragraphs = line.span, []
        else:
            paragraphs.append(line.span)
    if heading or paragraphs:
        yield _section(kind, heading, paragraphs)


def _section(kind: SectionKind, heading: Span | None, paragraphs: Sequence[Span]) -> Section:
    parts = [heading, *paragraphs] if heading else list(paragraphs)
    return Section(kind, parts[0].start, parts[-1].end, tuple(paragraphs), heading)


def _is_heading(line: _Line) -> bool:
    words = line.words
    if words.endswith("..."):
        words = words.rstrip(".")
    return (
        len(words.split()) <= _LONGEST_HEADING_WORDS
        and len(words) < _SHORTEST_CAPTION
        and not _ends_sentence(words)
        and ". " not in words
        and words[-1] not in _FINAL + _CLOSERS
        and not words[0].islower()
    )


def _ends_sentence(words: str) -> bool:
    bare = words.rstrip(_CLOSERS)
    return bare.endswith((".", "!", "?", "。")) and not bare.endswith("...")


def _take_dateline(text: str, sections: list[Section]) -> None:
    """Set a dateline that one of the first paragraphs begins with apart, as its own section.

    Captions and blurbs may stand before the paragraph that has it.
    """
    seen = 0
    for index, section in enumerate(sections):
        if section.kind is not SectionKind.BODY:
            continue
        for number, paragraph in enumerate(section.paragraphs):
            if seen == _DATELINE_WITHIN:
                return
            seen += 1
            found = DATELINE.match(text, paragraph.start, paragraph.end)
            if found and found.end() < paragraph.end:
                sections[index : index + 1] = _parted(section, number, found.end())
                return


def _parted(section: Section, number: int, end: int) -> Iterator[Section]:
    """Yield `section` in three: what is before paragraph `number`, its dateline, what is left."""
    first = section.paragraphs[number]
    before, after = section.paragraphs[:number], section.paragraphs[number + 1 :]
    if section.heading or before:
        parts = (section.heading, *before) if section.heading else before
        yield Section(section.kind, parts[0].start, parts[-1].end, before, section.heading)
    yield Section(SectionKind.DATELINE, first.start, end)
    yield Section(section.kind, end, section.end, (Span(end, first.end), *after))
