"""Where a line of text breaks, found with half as many shapings as WeasyPrint 70 takes.

WeasyPrint shapes some two lines of text to see where Pango breaks them, then the line with the next
word, then the line with each part of that word that a hyphen may follow, and at last the line as it
is. The widths are known after the first of these: what is too wide by them is not tried here. What
is close, or rare, is left to WeasyPrint, so that lines break where they would there.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from math import inf
from typing import Any

from weasyprint.layout.percent import percentage
from weasyprint.text import line_break
from weasyprint.text.ffi import FROM_UNITS, ffi, pango

ffi.cdef(
    "void pango_layout_line_index_to_x(PangoLayoutLine *line, int index, int trailing, int *x_pos);"
)

_USUAL = line_break.split_first_line
_LEAST = 4
"""Narrower than so many letters, a line is no line of prose."""
_TWO = 2
"""Characters of which it is asked again and again whether a line may end between them."""
_A_LINE = 3
"""Characters to an em, more than a line of prose and its next word have."""
_CLOSE = 0.1
"""Ems that kerning changes the width of a line by at most."""
_SOFT_HYPHEN = "\xad"
"""Where there is one, in the next line even, WeasyPrint sets no hyphens of its own."""
_PLAIN = re.compile(
    r"[ -~\u00a0-\u00ac\u00ae-\u058f\u1e00-\u200a"
    r"\u2010-\u2027\u202f-\u205e\u20a0-\u20cf\u2100-\u214f]*"
)
"""Scripts that are written from left to right, in words, without what breaks or joins them."""
_Line = tuple[Any, Any, int | None]
"""A line of Pango's, the layout that it is the first line of, and where the next one begins."""
_OF_LETTERS = ("font_style", "font_weight", "font_size", "direction")
_LETTERS: dict[Any, Any] = {}


def split_first_line(
    text: str,
    style: Any,  # noqa: ANN401 - a style of WeasyPrint's
    context: Any,  # noqa: ANN401
    max_width: float | None,
    justification_spacing: float,
    is_line_start: bool = True,  # noqa: FBT001, FBT002
    minimum: bool = False,  # noqa: FBT001, FBT002
) -> Any:  # noqa: ANN401
    """Return what WeasyPrint's own returns: a layout of the first line, and its measures."""
    line = None
    if max_width not in {None, inf} and not justification_spacing and _is_prose(style):
        line = _first_line(text, style, context, max_width)
    if line is None:
        return _USUAL(
            text, style, context, max_width, justification_spacing, is_line_start, minimum
        )
    return line


def split_letter(text: str, style: Any, *told: Any) -> Any:  # noqa: ANN401 - a style of a picture's
    """Return what `split_first_line` does for the text of a picture, set letter by letter."""
    if len(text) != 1:
        return _USUAL(text, style, *told)
    key = (text, *style["font_family"], *(style[name] for name in _OF_LETTERS))
    if key not in _LETTERS:
        _LETTERS[key] = _USUAL(text, style, *told)
    return _LETTERS[key]


def forget() -> None:
    """Let go of the letters that `split_letter` was asked for."""
    _LETTERS.clear()


def can_break_text(text: str, lang: str | None) -> bool:
    """Return whether a line may end within a text, of which most are two letters."""
    if len(text) > _TWO:
        return bool(line_break.can_break_text(text, lang))
    return _can_break(text, lang)


@lru_cache(maxsize=10_000)
def _can_break(text: str, lang: str | None) -> bool:
    return bool(line_break.can_break_text(text, lang))


def _is_prose(style: Any) -> bool:  # noqa: ANN401 - a style of WeasyPrint's
    known = style.__dict__.get("is_prose")
    if known is None:
        known = style.is_prose = (
            style["white_space"] == "normal"
            and style["letter_spacing"] == "normal"
            and not style["word_spacing"]
            and style["word_break"] == "normal"
            and style["direction"] == "ltr"
            and style["font_size"] > 0
        )
    return bool(known)


def _first_line(text: str, style: Any, context: Any, max_width: float) -> Any:  # noqa: ANN401
    """Return the first line as WeasyPrint does, or None where that is better asked."""
    size = style["font_size"]
    short = text[: int(max_width / size * _A_LINE)]
    if size * _LEAST > max_width or _SOFT_HYPHEN in text or not _PLAIN.fullmatch(short):
        return None
    layout = line_break.create_layout(short, style, context, max_width, 0)
    first, resume = layout.get_first_line()
    width, _height = line_break.line_size(first, style)
    whole = len(short) == len(text)
    if width > max_width or (resume is None and not whole):
        return None
    line = first, layout, resume
    if resume is None:
        return _measured(line, text, style)
    start, rest = _parted(short, resume)
    end = _word_end(layout, len(start) + 1, len(short))
    word = rest[:end].rstrip(" ")
    if not start or not word or (end is None and not whole):
        return None
    second = pango.pango_layout_get_line_readonly(layout.layout, 1)
    broken = _Broken(start, second, resume, style, context, max_width, max_width - width)
    longer = broken.with_word(word) if rest[end or -1] == " " else None
    hyphened = None if longer else broken.with_hyphen(rest[:end])
    return _measured(longer or hyphened or line, text, style, hyphenated=bool(hyphened))


def _measured(line: _Line, text: str, style: Any, *, hyphenated: bool = False) -> Any:  # noqa: ANN401
    first, layout, resume = line
    hyphen = style["hyphenate_character"]
    return line_break.first_line_metrics(
        first,
        text,
        layout,
        resume,
        space_collapse=True,
        style=style,
        hyphenated=hyphenated,
        hyphenation_character=hyphen,
    )


@dataclass(frozen=True, slots=True)
class _Broken:
    """A text that Pango broke after `start`: the second line, and what is left of the first."""

    start: str
    second: Any
    resume: int
    style: Any
    context: Any
    most: float
    space: float

    def with_word(self, word: str) -> _Line | None:
        """Return the line with the next word, which may fit without the space behind it."""
        if not self._may_fit(word):
            return None
        layout = self._layout(word)
        line, beyond = layout.get_first_line()
        return None if beyond is not None else (line, layout, len((self.start + word).encode()) + 1)

    def with_hyphen(self, word: str) -> _Line | None:
        """Return the line with as much of the next word as fits before a hyphen."""
        hyphen = self.style["hyphenate_character"]
        parts = _hyphenated(word, self.style, self.context, self.most, self.space)
        for number, part in enumerate(parts, 1):
            if not self._may_fit(part):
                continue
            layout = self._layout(part + hyphen)
            line, beyond = layout.get_first_line()
            width, _height = line_break.line_size(line, self.style)
            if beyond is None and (width <= self.most or number == len(parts)):
                return line, layout, len((self.start + part).encode())
        return None

    def _may_fit(self, word: str) -> bool:
        place = ffi.new("int *")
        end = self.resume + len(word.encode())
        pango.pango_layout_line_index_to_x(self.second, end, 0, place)
        width: float = place[0] * FROM_UNITS
        return bool(width <= self.space + _CLOSE * self.style["font_size"])

    def _layout(self, word: str) -> Any:  # noqa: ANN401
        return line_break.create_layout(self.start + word, self.style, self.context, self.most, 0)


def _parted(text: str, index: int) -> tuple[str, str]:
    """Return the text before and from an index in bytes."""
    if text.isascii():
        return text[:index], text[index:]
    encoded = text.encode()
    return encoded[:index].decode(), encoded[index:].decode()


def _word_end(layout: Any, start: int, end: int) -> int | None:  # noqa: ANN401
    """Return where the word that begins before `start` may be left, less the space behind it."""
    attributes = pango.pango_layout_get_log_attrs_readonly(layout.layout, ffi.NULL)
    for index in range(start, end):
        if attributes[index].is_line_break:
            return index - start
    return None


def _hyphenated(word: str, style: Any, context: Any, line: float, space: float) -> list[str]:  # noqa: ANN401
    """Return what may stand before a hyphen at the end of a line, the longest first."""
    total, left, right = style["hyphenate_limit_chars"]
    lang = style["lang"] and line_break.pyphen.language_fallback(style["lang"])
    if len(word) < total or style["hyphens"] != "auto" or not lang:
        return []
    if space <= percentage(style["hyphenate_limit_zone"], style, line):
        return []
    before = 0
    while bounds := line_break.get_next_word_boundaries(word[before:], lang):
        start, stop = bounds
        if stop - start >= total:
            known = context.dictionaries.get((lang, left, right, total))
            if known is None:
                known = line_break.pyphen.Pyphen(lang=lang, left=left, right=right)
                context.dictionaries[lang, left, right, total] = known
            start, stop = before + start, before + stop
            return [word[:start] + part for part, _rest in known.iterate(word[start:stop])]
        before += stop
    return []
