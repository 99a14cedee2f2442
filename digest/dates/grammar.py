"""The small language rules are written in, compiled to regular expressions over token codes.

A pattern is a row of elements separated by blanks: a class of the lexicon (`MONTH`), a word or mark
itself (`of`, `,`), a macro (`<count>`), each with a name for its value in front where the rule
needs it (`month:MONTH`), and `( | )`, `?`, `{m,n}` as in regular expressions. There is no endless
repetition, so that trying a rule at a place takes bounded time and a whole text linear time.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from digest.dates.lexicon import Lexicon

ELEMENT = re.compile(
    r"(?:(?P<group>[a-z_]+):)?(?:<(?P<macro>[a-z_]+)>|(?P<name>[A-Z][A-Z_0-9]*)"
    r"|(?P<word>[^\W\d_A-Z]+|['’]s|[-,.'’/–—:;&~%]))(?P<times>\?|\{\d,\d\})?"
)
STRUCTURE = re.compile(r"(?P<open>\()|(?P<bar>\|)|(?P<close>\))(?P<times>\?|\{\d,\d\})?")


@dataclass(frozen=True, slots=True)
class Rule:
    """How one kind of expression is written in one language, and what it means.

    `meaning` names a function of `digest.dates.meanings`; `given` are values that the words do
    not carry themselves. `before` and `after` must stand beside the expression, `not_before` and
    `not_after` must not; they are no part of it, and what stands before is of fixed length.
    """

    name: str
    pattern: str
    meaning: str
    given: Mapping[str, int | str] = field(default_factory=dict)
    before: str | None = None
    after: str | None = None
    not_before: str | None = None
    not_after: str | None = None


@dataclass(frozen=True, slots=True)
class CompiledRule:
    """A rule ready to match: in a text, with its surroundings, and alone, as replay needs it.

    `parts` tells for each group of the expressions which part it is and of which class (None for
    a macro).
    """

    rule: Rule
    inside: re.Pattern[str]
    alone: re.Pattern[str]
    parts: Mapping[str, tuple[str, str | None]]


def literals(patterns: Iterable[str]) -> set[str]:
    """Return the words and marks that `patterns` name themselves."""
    found: set[str] = set()
    for pattern in patterns:
        for element in pattern.split():
            match = ELEMENT.fullmatch(element)
            if match and match["word"]:
                found.add(match["word"])
    return found


def sources(rules: Iterable[Rule], macros: Mapping[str, str]) -> Iterator[str]:
    """Yield every pattern of `rules` and `macros`."""
    yield from macros.values()
    for rule in rules:
        parts = (rule.pattern, rule.before, rule.after, rule.not_before, rule.not_after)
        yield from (part for part in parts if part)


def compile_rule(rule: Rule, lexicon: Lexicon, macros: Mapping[str, str]) -> CompiledRule:
    """Return `rule` as regular expressions over the codes of `lexicon`.

    Raises:
        ValueError: a pattern has an element that is none.
    """
    parts: dict[str, tuple[str, str | None]] = {}
    core = _regex(rule.pattern, lexicon, macros, parts)
    left = f"(?<={_regex(rule.before, lexicon, macros, {})})" if rule.before else ""
    if rule.not_before:
        left += f"(?<!{_regex(rule.not_before, lexicon, macros, {})})"
    right = f"(?={_regex(rule.after, lexicon, macros, {})})" if rule.after else ""
    if rule.not_after:
        right += f"(?!{_regex(rule.not_after, lexicon, macros, {})})"
    return CompiledRule(rule, re.compile(left + core + right), re.compile(core), parts)


def _regex(
    pattern: str,
    lexicon: Lexicon,
    macros: Mapping[str, str],
    parts: dict[str, tuple[str, str | None]],
) -> str:
    regex = []
    for element in pattern.split():
        if structure := STRUCTURE.fullmatch(element):
            regex.append("(?:" if structure["open"] else element)
            continue
        match = ELEMENT.fullmatch(element)
        if not match:
            raise ValueError(f"not an element of a rule: {element!r} in {pattern!r}")
        if match["macro"]:
            body = f"(?:{_regex(macros[match['macro']], lexicon, macros, {})})"
            known = None
        else:
            known = match["name"] or f"={match['word']}"
            body = lexicon.charset(known)
        if match["group"]:
            group = f"{match['group']}{len(parts)}"
            parts[group] = (match["group"], known)
            body = f"(?P<{group}>{body})"
        regex.append(body + (match["times"] or ""))
    return "".join(regex)
