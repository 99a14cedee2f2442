"""Untrusted text and links made harmless before any template sees them.

Escaping is the template engine's part; here go the characters that no escaping helps against:
controls, lone surrogates, noncharacters, and bidi embeddings that outlive their text
(https://www.unicode.org/reports/tr9/, https://trojansource.codes/).
"""

from __future__ import annotations

import re
import unicodedata
from typing import Literal
from urllib.parse import urlsplit

Direction = Literal["ltr", "rtl"]

LINKED_SCHEMES = frozenset({"http", "https", "mailto"})

# C0 and C1 controls, lone surrogates and noncharacters: what HTML and PDF strings cannot carry.
_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")
_OPENERS = {
    "\u202a": "\u202c",
    "\u202b": "\u202c",
    "\u202d": "\u202c",
    "\u202e": "\u202c",
    "\u2066": "\u2069",
    "\u2067": "\u2069",
    "\u2068": "\u2069",
}
_CLOSERS = frozenset(_OPENERS.values())
_BIDI = re.compile("[\u202a-\u202e\u2066-\u2069]")
_RTL_CLASSES = frozenset({"R", "AL"})


def safe_text(text: str) -> str:
    """Return `text` on one line, without illegal characters, its bidi embeddings closed.

    White space folds to single spaces. Nothing else is lost: ZWJ, ZWNJ, marks and balanced
    embeddings stay.
    """
    folded = " ".join(_ILLEGAL.sub("", text).split())
    return balanced(folded) if _BIDI.search(folded) else folded


def safe_url(url: str | None) -> str | None:
    """Return `url` when it may be linked (http, https, mailto), else None.

    A link with white space, controls or bidi marks in it is refused: readers and programs would
    disagree on where it leads.
    """
    if not url or _ILLEGAL.search(url) or _BIDI.search(url) or any(c.isspace() for c in url):
        return None
    try:
        parts = urlsplit(url)
    except ValueError:
        return None
    if parts.scheme.lower() not in LINKED_SCHEMES:
        return None
    return url if parts.scheme.lower() == "mailto" or parts.hostname else None


def host_of(url: str | None) -> str | None:
    """Return the host a safe link leads to, without "www.", or None."""
    found = urlsplit(url).hostname if url else None
    return found.removeprefix("www.") if found else None


def direction(text: str) -> Direction:
    """Return the direction most letters of `text` run in.

    Counted, not looked up by language: a wrong language tag must not turn a text around.
    """
    classes = [unicodedata.bidirectional(c) for c in text]
    rightward = sum(c in _RTL_CLASSES for c in classes)
    return "rtl" if rightward > sum(c == "L" for c in classes) else "ltr"


def balanced(text: str) -> str:
    """Return `text` with unmatched closers dropped and open embeddings closed at its end."""
    kept: list[str] = []
    awaited: list[str] = []
    for char in text:
        if char in _CLOSERS:
            if char not in awaited:
                continue
            while awaited and awaited[-1] != char:
                kept.append(awaited.pop())
            awaited.pop()
        elif char in _OPENERS:
            awaited.append(_OPENERS[char])
        kept.append(char)
    return "".join(kept + awaited[::-1])
