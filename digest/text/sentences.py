"""Sentences of running text: full stops that end one, told from those that do not.

Ours: rules on the word before and the word after each mark, and the parity of straight quotes. F1
of sentence ends on the GUM news test set is measured by `benchmarks/sentences.py`.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from digest.model.article import DIGESTIBLE, Section, Sentence, Span
from digest.text.abbreviations import BEFORE_NUMBERS, MAYBE_FINAL, STARTERS, TITLES

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_MARK = re.compile(r"(?:[.!?]|…|[。！？])+")
_CLOSERS = ")]}’”»›"
_STRAIGHT = "\"'"
_OPENERS = "([{‘“«‹"
_OPENING_QUOTES = "“«‹"
"""Opening in English, closing in other conventions: before a space they close."""
_WORD_BEFORE = re.compile(r"[^\W_](?:[\w.&’'-]*[\w&])?\Z")
_WORD_AFTER = re.compile(r"[^\W_]+(?:[’'][^\W_]+)*")
_LOOK_BACK = 40
_ACRONYM = re.compile(r"(?:[^\W\d_]\.)+[^\W\d_]\Z")
_FULL_WIDTH = frozenset("。！？")
_JOINED_BEFORE = re.compile(r"(?:[^\W\d_]*[a-zß-ÿ]{2}|[^\W_]*\d|[A-Z]{2,}|[’”\"')\]])\Z")
_JOINED_AFTER = re.compile(r"[A-ZÀ-Þ](?:[a-zß-ÿ’']|\s)")
_CREDIT = re.compile(r"(?<=[\w)])\s+(?=(?:Image|Photo|Picture|File photo|Credit):\s)")
_ADDRESS = re.compile(r"(?:https?://\S*|\bwww(?:\.\S*)?|@\S*)\Z")


def split_sentences(text: str, sections: Sequence[Section]) -> tuple[Sentence, ...]:
    """Return the sentences of the digestible sections' paragraphs, in text order."""
    found: list[Sentence] = []
    paragraph = 0
    for index, section in enumerate(sections):
        if section.kind not in DIGESTIBLE:
            continue
        for part in section.paragraphs:
            found += [
                Sentence(part.start + s.start, part.start + s.end, index, paragraph)
                for s in split_text(text[part.start : part.end])
            ]
            paragraph += 1
    return tuple(found)


def split_text(text: str) -> tuple[Span, ...]:
    """Return the sentences of a text as spans without white space at their ends.

    A line break ends a sentence. Closing quotes and brackets belong to the sentence they close.
    """
    spans: list[Span] = []
    begin = 0
    for line in text.splitlines(keepends=True):
        start = begin
        for end in _ends(line):
            spans += _trimmed(text, start, begin + end)
            start = begin + end
        begin += len(line)
        spans += _trimmed(text, start, begin)
    return tuple(spans)


def _trimmed(text: str, start: int, end: int) -> Iterator[Span]:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    if start < end:
        yield Span(start, end)


def _ends(line: str) -> Iterator[int]:
    """Yield the offsets in `line` where a sentence ends, sorted: at marks and before credits."""
    ends = {match.start() for match in _CREDIT.finditer(line)} if ": " in line else set()
    yield from sorted(ends.union(_marked_ends(line)))


def _marked_ends(line: str) -> Iterator[int]:
    quotes = counted = 0
    for match in _MARK.finditer(line):
        quotes += line.count('"', counted, match.start())
        counted = match.start()
        end = _with_closers(line, match.end(), inside=quotes % 2 == 1)
        if end < len(line) and _is_end(line, match, end):
            yield end


def _with_closers(line: str, end: int, *, inside: bool) -> int:
    """Return where the sentence ends when its closing quotes and brackets are taken along."""
    while end < len(line):
        character = line[end]
        last = end + 1 == len(line) or line[end + 1].isspace()
        if character in _CLOSERS or (last and character in _OPENING_QUOTES):
            end += 1
        elif character == '"' and (inside or last):
            inside = False
            end += 1
        elif character == "'" and (last or not line[end + 1].isalnum()):
            end += 1
        else:
            break
    return end


def _is_end(line: str, match: re.Match[str], end: int) -> bool:
    mark = match[0]
    if mark[-1] in _FULL_WIDTH:
        return True
    spaced = line[end].isspace()
    after = line[end:].lstrip() if spaced else line[end:]
    if not after:
        return False
    before = line[max(0, match.start() - _LOOK_BACK) : match.start()]
    if not spaced:
        return _is_joined(before, mark, line[match.end() : end], after)
    opened = after.lstrip(_OPENERS + _STRAIGHT)
    first = opened[:1]
    if first.islower() or not (first.isalnum() or after[0] in _OPENERS + _STRAIGHT + "-–—$€£["):
        return False
    return mark != "." or _point_ends(before, opened, closed=end > match.end())


def _is_joined(before: str, mark: str, closed: str, after: str) -> bool:
    """Tell whether a new sentence follows without a space: "in June 2013.In the 19 months"."""
    if mark not in {".", "!", "?"} or _ADDRESS.search(before):
        return False
    opened = after[1:] if after[0] in "“\"'‘" else after
    return (
        _JOINED_AFTER.match(opened) is not None
        and (bool(closed) or _JOINED_BEFORE.search(before) is not None)
        and not _ACRONYM.search(before)
    )


def _point_ends(before: str, after: str, *, closed: bool) -> bool:
    """Tell whether a single full stop ends a sentence, by the words around it."""
    found = _WORD_BEFORE.search(before)
    word = found[0].lower() if found else ""
    following = _WORD_AFTER.match(after)
    start = following[0] if following else ""
    starter = start.lower() in STARTERS and start[:1].isupper()
    if word in TITLES and not closed and not (len(word) > 1 and found and found[0].isupper()):
        return False
    if len(word) == 1 and word.isalpha() and before[-1:].isupper() and not closed:
        return starter and before[-2:-1].isspace() and start.lower() not in {"a", "i"}
    if word in BEFORE_NUMBERS and not closed:
        return not start[:1].isdigit()
    if word in MAYBE_FINAL or _ACRONYM.search(word):
        return starter or closed
    return True
