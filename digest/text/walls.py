"""What stands before an article in its place: a paywall with its first lines, a cookie wall.

https://schema.org/isAccessibleForFree: eleven of 65 pages of as many publishers say of a whole
article that it is not free, so that alone tells nothing; its length does, or what the page says.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from digest.model.article import DIGESTIBLE, Section, SectionKind

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from digest.text.metadata import Metadata

_STUB_WORDS = 150
"""Words below which the text of an article that is not free is its beginning: stubs are of 30 to
120, the shortest whole one of the 65 pages has 270."""
_PART = 0.5
"""Share of the words that a page declares below which its text is a part of them."""
_WALL_WORDS = 400
"""Words that a cookie wall has at most: longer texts on cookies are articles on cookies."""
_FEWEST = 3
_CONSENTING = 0.5
"""Share of the sentences of a wall that speak of consent."""

_PAYWALL = re.compile(
    r"\b(?:subscribe|sign (?:in|up)|log ?in|register|join|become an? \w+|create an? \w+ ?account)\b"
    r"[^.!?]{0,80}\bto (?:continue|keep|read|unlock|access)\b|\bto (?:continue|keep) reading\b"
    r"|\b(?:article|story|content|page) is (?:only )?(?:for|available to|reserved for|exclusive to"
    r"|exclusively for) (?:our |paying |registered )?(?:subscribers|members|premium)"
    r"|\b(?:subscribers?|members?)[- ]only (?:article|story|content)"
    r"|\bzum weiterlesen\b|\bjetzt weiterlesen\b|\bum (?:den artikel )?weiterzulesen\b"
    r"|\bnur für abonnent|\bexklusiv für abonnent|\bweiterlesen mit\b|\bartikel freischalten\b"
    r"|\bréservé aux abonnés\b|\bil vous reste \d+ ?% de cet article"
    r"|\bpara seguir leyendo\b|\bsolo para suscriptores\b",
    re.IGNORECASE,
)
_CONSENT = re.compile(
    r"\bcookies?\b|\bconsent|\bpersonal data\b|\bpersonali[sz]ed (?:ads|content|advertising)"
    r"|\b(?:our|with) (?:\d+ )?partners\b|\bprivacy (?:policy|settings|notice|choices)"
    r"|\bdatenschutz|\beinwillig|\bpersonenbezogene|\bunsere partner\b|\bvendors\b",
    re.IGNORECASE,
)
_SENTENCE = re.compile(r"[^.!?\n]+")


def find_wall(text: str, shown: Callable[[], str], declared: Metadata) -> SectionKind | None:
    """Return which wall the `text` of a page is, or None when it is its article.

    `shown` returns all that the page shows, `declared` is what it says of itself.
    """
    words = len(text.split())
    if words <= _WALL_WORDS and _is_consent(text):
        return SectionKind.CONSENT
    if declared.free is False and words < (declared.word_count or 0) * _PART:
        return SectionKind.PAYWALL
    if words >= _STUB_WORDS:
        return None
    return SectionKind.PAYWALL if declared.free is False or _PAYWALL.search(shown()) else None


def behind(sections: Iterable[Section], wall: SectionKind | None) -> tuple[Section, ...]:
    """Return `sections`, with what would be quoted marked as what `wall` left of it."""
    if wall is None:
        return tuple(sections)
    return tuple(replace(s, kind=wall) if s.kind in DIGESTIBLE else s for s in sections)


def _is_consent(text: str) -> bool:
    sentences = [s for s in _SENTENCE.findall(text) if s.strip()]
    talk = sum(_CONSENT.search(sentence) is not None for sentence in sentences)
    return len(sentences) >= _FEWEST and talk >= len(sentences) * _CONSENTING
