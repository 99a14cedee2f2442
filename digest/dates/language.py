"""A language's rules, compiled: finding its expressions and reading what their words say."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache
from importlib import import_module
from typing import TYPE_CHECKING

from digest.dates import grammar
from digest.dates.counting import count
from digest.dates.lexicon import Lexicon
from digest.dates.meanings import MEANINGS, Parts, Value
from digest.dates.starts import first_codes

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from digest.dates.grammar import CompiledRule, Rule
    from digest.dates.lexicon import Tokens
    from digest.dates.reading import Reading

_CACHED_READINGS = 20_000
_NAMED = re.compile(r"\(\?P<\w+>")

_Match = Callable[[str, int], "re.Match[str] | None"]


class Language:
    """The compiled rules of one language."""

    def __init__(
        self,
        tables: Mapping[str, Mapping[str, int | str]],
        macros: Mapping[str, str],
        rules: tuple[Rule, ...],
    ) -> None:
        """Compile `rules` over the words of `tables`."""
        self.lexicon = Lexicon(tables, sorted(grammar.literals(grammar.sources(rules, macros))))
        compiled = [grammar.compile_rule(rule, self.lexicon, macros) for rule in rules]
        self.rules = tuple(compiled)
        self._named = {c.rule.name: c for c in compiled}
        self._starts, self._begun = self._indexed(compiled, macros)
        self.read = lru_cache(maxsize=_CACHED_READINGS)(self._read)

    def matches(self, tokens: Tokens) -> Iterator[tuple[str, int, int]]:
        """Yield rule and token range of each candidate, left to right, the longest at a place."""
        codes, done = tokens.codes, 0
        for found in self._starts.finditer(codes):
            place = found.start()
            some, rules = self._begun[codes[place]]
            if place < done or not some(codes, place):
                continue
            end, best = 0, ""
            for name, match in rules:
                hit = match(codes, place)
                if hit and hit.end() > end:
                    best, end = name, hit.end()
            yield best, place, end
            done = end

    def _indexed(
        self, compiled: list[CompiledRule], macros: Mapping[str, str]
    ) -> tuple[re.Pattern[str], dict[str, tuple[_Match, list[tuple[str, _Match]]]]]:
        """Return what finds the tokens expressions begin with, and the rules for each of them.

        The rules of a token stand beside their alternation, which is quick to say that none fits.
        """
        begun: dict[str, list[CompiledRule]] = {}
        for rule in compiled:
            for code in first_codes(rule.rule.pattern, self.lexicon, macros):
                begun.setdefault(code, []).append(rule)
        index: dict[str, tuple[_Match, list[tuple[str, _Match]]]] = {}
        for code, rules in begun.items():
            bare = "|".join(_NAMED.sub("(?:", rule.inside.pattern) for rule in rules)
            index[code] = (re.compile(bare).match, [(r.rule.name, r.inside.match) for r in rules])
        return re.compile(f"[{''.join(sorted(begun))}]"), index

    def _read(self, rule: str, words: tuple[str, ...]) -> Reading | None:
        """Return what `words` say by `rule`; None if they make no sense, or for no rule."""
        compiled = self._named.get(rule)
        if compiled is None:
            return None
        codes = self.lexicon.codes(words)
        match = compiled.alone.match(codes)
        if match is None:
            return None
        parts = Parts({**compiled.rule.given, **self._values(compiled, match, words)})
        return MEANINGS[compiled.rule.meaning](parts)

    def _values(
        self, compiled: CompiledRule, match: re.Match[str], words: tuple[str, ...]
    ) -> dict[str, Value]:
        values: dict[str, Value] = {}
        for group, (name, class_name) in compiled.parts.items():
            low, high = match.span(group)
            if low < 0:
                continue
            part = words[low:high]
            if class_name is None:
                number = count(part, self.lexicon)
                values[name] = int(number) if number.denominator == 1 else number
            else:
                values[name] = self.lexicon.value(class_name, part[0])
        return values


@lru_cache
def language(name: str) -> Language:
    """Return the rules of the language with BCP 47 tag `name`, of English if it has none."""
    code = name.partition("-")[0].lower()
    known = code if code in LANGUAGES else "en"
    words = import_module(f"digest.dates.words.{known}")
    rules = import_module(f"digest.dates.rules.{known}")
    return Language(words.TABLES, rules.MACROS, rules.RULES)


LANGUAGES = ("de", "en")
"""ISO 639-1 codes of the languages that have rules."""


def has_rules(name: str) -> bool:
    """Return whether there are rules for the language with BCP 47 tag `name`."""
    return name.partition("-")[0].lower() in LANGUAGES
