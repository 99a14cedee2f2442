"""Words as an index holds them and as a query names them, and where a text has them.

The same on every database: the index gets words that are folded and stemmed here, so a database
only has to compare them. Runs of writing without spaces become pairs of neighbouring signs, and
their last sign alone; so a sign is found as the beginning of a word, and more of them as pairs
that follow each other.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from digest.text.tokens import stem

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from digest.model.search import Term

MAKER = "words-2"
"""Names how words are made; another name makes the index anew."""

_LONGEST = 60
"""Characters of a word that count; longer ones are no words."""

# Scripts that write no spaces between words: Thai to Tibetan, Myanmar, Khmer, kana, Han, Hangul.
_RUN = (
    "\u0e00-\u0eff\u0f40-\u0fbc\u1000-\u1049\u1050-\u109f\u1780-\u17d3\u3005-\u3007\u3041-\u3096"
    "\u3099\u309a\u30a1-\u30fa\u30fc-\u30fe\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7a3\uf900-\ufad9"
    "\uff66-\uff9f\U00020000-\U000323af"
)
# Marks inside words, which are no letters to Python: accents and points of European, Hebrew and
# Arabic writing, the vowel signs of the scripts of India, the joiners of Persian and of India.
_MARKS = (
    "\u0300-\u036f\u0483-\u0487\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7\u0610-\u061a"
    "\u064b-\u065f\u0670\u06d6-\u06dc\u06df-\u06e4\u06e7\u06e8\u06ea-\u06ed\u0711\u0730-\u074a"
    "\u0900-\u0903\u093a-\u094f\u0951-\u0957\u0962\u0963\u0981-\u0983\u09bc-\u09cd\u09d7\u09e2"
    "\u09e3\u0a01-\u0a03\u0a3c-\u0a51\u0a70\u0a71\u0a81-\u0a83\u0abc-\u0acd\u0ae2\u0ae3"
    "\u0b01-\u0b03\u0b3c-\u0b57\u0b82\u0bbe-\u0bcd\u0c00-\u0c04\u0c3c-\u0c56\u0c81-\u0c83"
    "\u0cbc-\u0cd6\u0d00-\u0d03\u0d3b-\u0d4d\u0d57\u0d81-\u0d83\u0dca-\u0ddf\u200c\u200d"
)
_WORD = rf"(?:(?![{_RUN}_])[\w{_MARKS}])+"
_SIGN = re.compile(rf"[{_RUN}]")
_PIECE = re.compile(rf"([{_RUN}]+)|{_WORD}(?:['’]{_WORD})*")
_ACCENTS = re.compile(
    "[\u0300-\u036f\u0483-\u0487\u0591-\u05c7\u0610-\u061a\u0640\u064b-\u065f\u0670\u06d6-\u06ed"
    "\u0711\u0730-\u074a\u200c\u200d]+"
)
"""What writing may leave out: accents, points, the stretch of Arabic letters, joiners."""
_NEITHER = re.compile(rf"[^\w{_MARKS}]+|_+")


class _Found(NamedTuple):
    """Where a term stands in a text, and which of the terms it is."""

    start: int
    end: int
    term: int


Marked = tuple[tuple[str, bool], ...]
"""A text in pieces, each with whether it was searched for."""


def index_words(text: str) -> list[str]:
    """Return the words of `text` as the index holds them, in order.

    Case, accents and points are folded, apostrophes dropped, English words stemmed. Words hold
    letters, digits and marks alone, and none is empty.
    """
    return [word for word, _, _ in _words(text)]


def asked_words(said: str) -> tuple[tuple[str, ...], bool]:
    """Return the words to find `said` by, and whether the last is but the beginning of one.

    The last sign of a run stands alone in the index only where a run ends: it is left out after
    others, whose pairs say it, and by itself it is the beginning of the pairs that it stands in.
    """
    found = list(_words(said))
    if not found or not _SIGN.match(said, found[-1][1]):
        return tuple(word for word, _, _ in found), False
    is_last_of_more = len(found) > 1 and found[-2][2] == found[-1][2]
    words = tuple(word for word, _, _ in found)
    return (words[:-1], False) if is_last_of_more else (words, True)


def outlets_mark(outlets: Iterable[str | None]) -> str | None:
    """Return folded names of outlets, each on a line between line breaks; None without any."""
    names = {_lined(name) for name in outlets if name}
    return "\n".join(["", *sorted(names), ""]) if names else None


def marked(text: str, terms: Sequence[Term], *, size: int) -> Marked:
    """Return some `size` characters of `text` around most of the terms, these marked.

    Cut text begins or ends with an ellipsis; without any of the terms it is the beginning.
    """
    spans = _found(text, terms)
    start = _start(text, spans, size)
    end = min(len(text), start + size)
    if end < len(text):
        end = text.rfind(" ", start, end) if " " in text[start + 1 : end] else end
    pieces: list[tuple[str, bool]] = [("… ", False)] if start else []
    at = start
    for found in spans:
        if found.start < at or found.end > end:
            continue
        pieces += [(text[at : found.start], False), (text[found.start : found.end], True)]
        at = found.end
    pieces.append((text[at:end] + (" …" if end < len(text) else ""), False))
    return tuple((piece, yes) for piece, yes in pieces if piece)


def fold(word: str) -> str:
    """Return `word` without case, accents and points."""
    if word.isascii():
        return word.lower()
    bare = _ACCENTS.sub("", unicodedata.normalize("NFKD", word))
    return unicodedata.normalize("NFKC", bare.casefold())


def _lined(name: str) -> str:
    return fold(" ".join(name.split()))


def _start(text: str, spans: Sequence[_Found], size: int) -> int:
    """Return where to begin to show as many different terms as fit, and as often as they fit."""
    if not spans or len(text) <= size:
        return 0
    shown: Counter[int] = Counter()
    best, most, last = spans[0].start, (0, 0), 0
    for found in spans:
        while last < len(spans) and spans[last].start < found.start + size:
            shown[spans[last].term] += 1
            last += 1
        if most < (worth := (len(shown), shown.total())):
            best, most = found.start, worth
        shown[found.term] -= 1
        shown += Counter()  # drops what is shown no more
    start = max(0, best - size // 4)
    return text.find(" ", start, best) + 1 or start if start else 0


def _found(text: str, terms: Sequence[Term]) -> list[_Found]:
    """Return where terms stand in `text`, in order, not overlapping; the longest of several."""
    wanted = [term for term in terms if not term.unwanted]
    flat = list(_words(text)) if wanted else []
    spans: list[_Found] = []
    index = 0
    while index < len(flat):
        length, term = max((_fits(flat, index, one), n) for n, one in enumerate(wanted))
        if length:
            spans.append(_Found(flat[index][1], flat[index + length - 1][2], term))
        index += length or 1
    return spans


def _fits(flat: Sequence[tuple[str, int, int]], index: int, term: Term) -> int:
    """Return how many words from `index` on are those of `term`, 0 if they are not."""
    *firsts, last = term.words
    if index + len(firsts) >= len(flat):
        return 0
    for step, word in enumerate(firsts):
        if flat[index + step][0] != word:
            return 0
    own = flat[index + len(firsts)][0]
    same = own.startswith(last) if term.begins else own == last
    return len(term.words) if same else 0


def _words(text: str) -> Iterator[tuple[str, int, int]]:
    """Yield the words of the index with the span that each stands for."""
    for match in _PIECE.finditer(text):
        begin, end = match.span()
        if match[1] is not None:
            for at in range(begin, end):
                stop = min(at + 2, end)
                yield unicodedata.normalize("NFKC", text[at:stop]).casefold(), at, stop
            continue
        for part in _parts(match[0]):
            yield part, begin, end


@lru_cache(maxsize=50_000)
def _parts(word: str) -> tuple[str, ...]:
    """Return a word as the index holds it; few fall apart (a fraction in one sign)."""
    bare = word.removesuffix("'s").removesuffix("’s").replace("'", "").replace("’", "")
    folded = fold(bare)
    parts = (folded,) if folded.isalnum() else _NEITHER.sub(" ", folded).split()
    return tuple(stem(part)[:_LONGEST] for part in parts)
