"""Whether a digest takes an article, and why."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from digest.model.article import Article
    from digest.model.definition import Selection

_COMPILED = 4096


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether an article is taken, with the reason for each side that was looked at."""

    taken: bool
    reasons: tuple[str, ...]


def judge(selection: Selection, article: Article) -> Verdict:
    """Return whether `selection` takes `article`; the first thing against it ends the matter."""
    text = f"{article.title}\n{article.text}"
    against = _against(selection, article) or _unsaid(selection, text)
    if against:
        return Verdict(taken=False, reasons=(against,))
    said = [word for word in selection.any if _says(word, text)]
    reasons = [f"says “{word}”" for word in dict.fromkeys((*selection.all, *said))]
    reasons += [f"names “{name}”" for name in selection.names if _names(name, text)]
    if selection.sources:
        reasons.append(f"is from {article.outlet}")
    if selection.languages:
        reasons.append(f"is in {article.language}")
    return Verdict(taken=True, reasons=tuple(reasons) or ("everything is taken",))


def _unsaid(selection: Selection, text: str) -> str | None:
    """Return what the words of an article lack, or should not say."""
    for word in selection.none:
        if _says(word, text):
            return f"says “{word}”"
    for word in selection.all:
        if not _says(word, text):
            return f"does not say “{word}”"
    if selection.any and not any(_says(word, text) for word in selection.any):
        return "says none of the words asked for"
    if selection.names and not any(_names(name, text) for name in selection.names):
        return "names none of those asked for"
    return None


def _against(selection: Selection, article: Article) -> str | None:
    """Return what speaks against an article before its words are looked at."""
    outlet = (article.outlet or "").casefold()
    if outlet and outlet in {source.casefold() for source in selection.exclude_sources}:
        return f"is from {article.outlet}, which is excluded"
    addresses = [a for a in (article.url, article.canonical_url) if a]
    for start in selection.exclude_urls:
        if any(address.startswith(start) for address in addresses):
            return f"has an address below {start}, which is excluded"
    if selection.sources and outlet not in {source.casefold() for source in selection.sources}:
        return f"is from {article.outlet or 'an unknown source'}"
    if selection.languages and not any(
        _speaks(article.language, language) for language in selection.languages
    ):
        return f"is in {article.language}"
    return None


def _speaks(declared: str, wanted: str) -> bool:
    """Basic filtering of RFC 4647: `en` takes `en-GB`, `en-GB` does not take `en`."""
    language, prefix = declared.lower(), wanted.lower()
    return language == prefix or language.startswith(f"{prefix}-")


def _says(word: str, text: str) -> bool:
    return _pattern(word, cased=False).search(text) is not None


def _names(name: str, text: str) -> bool:
    return _pattern(name, cased=True).search(text) is not None


@lru_cache(maxsize=_COMPILED)
def _pattern(phrase: str, *, cased: bool) -> re.Pattern[str]:
    """Return a pattern for whole words; any white space stands between those of a phrase."""
    words = r"\s+".join(map(re.escape, phrase.split()))
    return re.compile(rf"(?<!\w){words}(?!\w)", re.NOFLAG if cased else re.IGNORECASE)
