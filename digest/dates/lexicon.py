"""Text to tokens, and each token to one code: a letter that stands for all that a word can be.

Rules are written over these codes and not over letters: a text of a million characters becomes a
string of some two hundred thousand codes, and a language is a table of words.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from digest.dates import numerals

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

OTHER = " "
"""The code of a token that no rule speaks of."""

BREAK = "\n"
"""The code of a paragraph's end; no expression crosses it."""

_FIRST_CODE = 0x100

# Every branch is bounded or a single class, so matching is linear in the text. Digits glued to
# letters ("3D", "747s") are one token without a meaning.
_TOKEN = re.compile(
    r"[^\W\d_]\.[mM]\b\.?"
    r"|[^\W\d_]+"
    r"|\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?(?:Z|[+-]\d\d:?\d\d)?)?(?![\w-])"
    r"|\d{1,2}/\d{1,2}/(?:\d{4}|\d\d)(?![\w/])"
    r"|\d{1,2}\.\d{1,2}\.(?:(?:\d{4}|\d\d)(?!\w|\.\d)|(?![\w.]))"
    r"|\d{1,2}[:.h]\d\d(?::\d\d)?(?:[apAP][mM])?(?![\w:])"
    r"|\d{1,3}(?:,\d{3}){1,9}(?:\.\d{1,9})?(?![\w,])"
    r"|\d{1,9}\.\d{1,9}(?!\w)"
    r"|\d{1,9}(?:st|nd|rd|th|s|[ap]m|[AP]M)?(?!\w)"
    r"|\d\w*"
    r"|['’][sS]\b"
    r"|\n[^\S\n]*\n\s*"
    r"|[^\s\w]"
    r"|_"
)


@dataclass(frozen=True, slots=True)
class Tokens:
    """Tokens of a text: where each begins, what it says, and a string with one code for each."""

    starts: list[int]
    words: list[str]
    codes: str

    def end(self, index: int) -> int:
        """Return the offset behind token `index`."""
        return self.starts[index] + len(self.words[index])


class Lexicon:
    """The words of one language, with the classes each belongs to and its value in each.

    A table's word written in lower case stands for any case ("friday", "FRIDAY"); one written with
    a capital is meant only so ("May", "MAY", never "may"). `literals` are words rules name; each
    is a class of its own, `=word`.
    """

    def __init__(
        self, tables: Mapping[str, Mapping[str, int | str]], literals: Iterable[str]
    ) -> None:
        """Give each set of classes that some token has a code of its own."""
        self._values: dict[str, dict[str, int | str]] = {}
        classes: dict[str, set[str]] = {}
        named = {**tables, **{f"={word}": {word: word} for word in literals}}
        for name, table in named.items():
            values = self._values.setdefault(name, {})
            for word, value in table.items():
                for form in (word, word.capitalize(), word.upper()):
                    values[form] = value
                    classes.setdefault(form, set()).add(name)
        for word, names in classes.items():
            if word[0].isdecimal():
                names.update(numerals.classes(word))
        sets = {frozenset(s) for s in classes.values()} | {*map(numerals.classes, numerals.SAMPLES)}
        ordered = sorted((s for s in sets if s), key=sorted)
        self._codes = {s: chr(_FIRST_CODE + i) for i, s in enumerate(ordered)}
        self._words = _Codes(
            {w: self._codes[frozenset(s)] for w, s in classes.items()}, self._codes
        )

    def tokens(self, text: str) -> Tokens:
        """Cut `text` into words, numbers, marks and paragraph ends."""
        found = [(m.start(), m[0]) for m in _TOKEN.finditer(text)]
        words = [word for _, word in found]
        return Tokens([start for start, _ in found], words, self.codes(words))

    def codes(self, words: Iterable[str]) -> str:
        """Return the codes of `words`."""
        table = self._words
        return "".join([table[word] for word in words])

    def charset(self, name: str) -> str:
        """Return a regular expression for the codes of all tokens of class `name`.

        The class `OTHER` is that of all words no rule speaks of, `BREAK` that of paragraph ends.

        Raises:
            KeyError: no word and no number is of that class; a rule would never match.
        """
        codes = sorted(self.class_codes(name))
        return f"[{''.join(codes)}]" if len(codes) > 1 else codes[0]

    def class_codes(self, name: str) -> frozenset[str]:
        """Return the codes of all tokens of class `name`.

        Raises:
            KeyError: no word and no number is of that class; a rule would never match.
        """
        if name in {"OTHER", "BREAK"}:
            return frozenset({OTHER if name == "OTHER" else BREAK})
        codes = frozenset(code for classes, code in self._codes.items() if name in classes)
        if not codes:
            raise KeyError(f"no word is of class {name!r}")
        return codes

    def value(self, name: str, word: str) -> int | str:
        """Return what `word` means as a member of class `name`."""
        table = self._values.get(name, {})
        return table[word] if word in table else numerals.value(name, word)

    def find(self, name: str, words: Iterable[str]) -> int | str | None:
        """Return the value of the first of `words` that is of class `name`, if any is."""
        table = self._values.get(name, {})
        return next((table[word] for word in words if word in table), None)

    def has(self, name: str, word: str) -> bool:
        """Say whether the table `name` holds `word`."""
        return word in self._values.get(name, ())


class _Codes(dict[str, str]):
    """Codes of known words; numbers and marks are worked out when they first come up."""

    def __init__(self, known: Mapping[str, str], codes: Mapping[frozenset[str], str]) -> None:
        super().__init__(known)
        self._classes = codes

    def __missing__(self, word: str) -> str:
        if word[0].isdecimal():
            return self._classes.get(numerals.classes(word), OTHER)
        return BREAK if word.isspace() else OTHER
