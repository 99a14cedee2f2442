"""Words as an index holds them and as a query names them, and where a text has them.

The same on every database: the index gets words that are folded and stemmed here, so a database
only has to compare them.
"""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

from digest.text.tokens import stem

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from digest.model.search import Term

MAKER = "words-1"
"""Names how words are made; another name makes the index anew."""

_LONGEST = 60
"""Characters of a word that count; longer ones are no words."""
_VIRAMA = 9
"""The combining class of the sign that joins consonants; it tells words apart."""

# Scripts that write no spaces between words: of a run each two neighbours are a word.
_RUN = "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7a3"
# Signs that stand on or beside letters, which \w leaves out.
_SIGN = (
    "\u0300-\u036f\u0483-\u0487\u0591-\u05c7\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06ed"
    "\u0900-\u0963\u0981-\u0d63"
)
_LETTER = rf"(?![{_RUN}])[^\W_]"
_PIECE = re.compile(rf"([{_RUN}]+)|({_LETTER}(?:{_LETTER}|[{_SIGN}])*)(?:['’]s\b)?")

Marked = tuple[tuple[str, bool], ...]
"""A text in pieces, each with whether it was searched for."""


def index_words(text: str) -> list[str]:
    """Return the words of `text` as the index holds them, in order.

    Case, accents and points are folded, English words stemmed; of writing without spaces each
    two neighbouring signs are a word.
    """
    return [word for words, _, _ in _pieces(text) for word in words]


def marked(text: str, terms: Sequence[Term], *, size: int) -> Marked:
    """Return some `size` characters of `text` around most of the terms, these marked.

    Cut text begins or ends with an ellipsis; without any of the terms it is the beginning.
    """
    spans = list(_found(text, terms))
    start = _start(text, [begin for begin, _ in spans], size)
    end = min(len(text), start + size)
    if end < len(text):
        end = text.rfind(" ", start, end) if " " in text[start + 1 : end] else end
    pieces: list[tuple[str, bool]] = [("… ", False)] if start else []
    at = start
    for begin, stop in spans:
        if begin < at or stop > end:
            continue
        pieces += [(text[at:begin], False), (text[begin:stop], True)]
        at = stop
    pieces.append((text[at:end] + (" …" if end < len(text) else ""), False))
    return tuple((piece, yes) for piece, yes in pieces if piece)


def _start(text: str, begins: Sequence[int], size: int) -> int:
    """Return where to begin to show as many of the places `begins` as fit."""
    if not begins or len(text) <= size:
        return 0
    best = max(begins, key=lambda place: (sum(place <= b < place + size for b in begins), -place))
    start = max(0, best - size // 4)
    return text.find(" ", start, best) + 1 or start if start else 0


def _found(text: str, terms: Sequence[Term]) -> Iterator[tuple[int, int]]:
    """Yield where terms stand in `text`, in order, not overlapping."""
    flat = [(word, begin, end) for words, begin, end in _pieces(text) for word in words]
    index = 0
    while index < len(flat):
        length = max((_fits(flat, index, t) for t in terms if not t.unwanted), default=0)
        if length:
            yield flat[index][1], flat[index + length - 1][2]
        index += length or 1


def _fits(flat: Sequence[tuple[str, int, int]], index: int, term: Term) -> int:
    """Return how many words from `index` on are those of `term`, 0 if they are not."""
    own = [word for word, _, _ in flat[index : index + len(term.words)]]
    if len(own) < len(term.words) or own[:-1] != list(term.words[:-1]):
        return 0
    last = term.words[-1]
    same = own[-1].startswith(last) if term.begins else own[-1] == last
    return len(own) if same else 0


def _pieces(text: str) -> Iterator[tuple[list[str], int, int]]:
    """Yield index words with the span they stand for: one word, or a pair of a run."""
    for match in _PIECE.finditer(text):
        run, word = match.group(1), match.group(2)
        begin, end = match.span()
        if word is not None:
            made = [stem(part) for part in _PARTS.findall(fold(word))]
            yield [part[:_LONGEST] for part in made], begin, end
        elif len(run) == 1:
            yield [fold(run)], begin, end
        else:
            for at in range(len(run) - 1):
                yield [fold(run[at : at + 2])], begin + at, begin + at + 2


_PARTS = re.compile(rf"[^\W_](?:[^\W_]|[{_SIGN}])*")


def fold(text: str) -> str:
    """Return `text` without case and without the marks that combine with letters."""
    if text.isascii():
        return text.lower()
    bare = [c for c in unicodedata.normalize("NFKD", text) if not _is_mark(c)]
    return unicodedata.normalize("NFKC", "".join(bare)).casefold()


def _is_mark(character: str) -> bool:
    return unicodedata.combining(character) not in {0, _VIRAMA}
