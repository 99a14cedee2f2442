"""Bytes become text: by mark, by declaration, as UTF-8, as cp1252, at last by guess.

Encodings of HTML: https://encoding.spec.whatwg.org/ (iso-8859-1 and ascii mean windows-1252).
"""

from __future__ import annotations

import codecs
import re

from charset_normalizer import from_bytes

from digest.errors import InputError

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_DECLARED = re.compile(rb"""charset\s*=\s*["']?\s*([\w.:-]+)""", re.IGNORECASE)
_DECLARED_WITHIN = 2048
_ALIASES = {"iso-8859-1": "cp1252", "latin-1": "cp1252", "latin1": "cp1252", "ascii": "cp1252"}
_CONTROLS = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f]")
_MOST_CONTROLS = 0.002
"""Share of control characters beyond which bytes are no text: texts damaged by old systems have
one in some thousand characters, pictures and archives one in ten."""
_GUESSED_WITHIN = 64_000
"""Bytes shown to the guesser; its time grows with them, and its answer does not change."""


def decode(data: bytes, name: str, *, html: bool = False) -> str:
    """Return the text of `data` with newlines normalised; `name` is for the message.

    Raises:
        InputError: the bytes are no text.
    """
    text = _decoded(data, html=html)
    if text is None or "\0" in text or _is_binary(text):
        raise InputError(
            f"{name} is a binary file, not text; give .txt, .html or .jsonl, each also as .gz."
        )
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _is_binary(text: str) -> bool:
    sample = text[:_GUESSED_WITHIN]
    return len(_CONTROLS.findall(sample)) > _MOST_CONTROLS * len(sample) + 1


def _decoded(data: bytes, *, html: bool) -> str | None:
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return _tried(data, encoding)
    declared = _DECLARED.search(data, 0, _DECLARED_WITHIN) if html else None
    names = [_known(declared[1])] if declared else []
    for encoding in (*names, "utf-8", "cp1252"):
        text = _tried(data, encoding)
        if text is not None:
            return text
    best = from_bytes(data[:_GUESSED_WITHIN]).best()
    return data.decode(best.encoding, errors="replace") if best else None


def _known(label: bytes) -> str:
    name = label.decode("ascii", "replace").lower()
    return _ALIASES.get(name, name)


def _tried(data: bytes, encoding: str) -> str | None:
    try:
        return data.decode(encoding)
    except (UnicodeDecodeError, LookupError):
        return None
