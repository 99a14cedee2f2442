"""What a token of digits can be: a day, a year, a time of day, a plain number."""

from __future__ import annotations

import re

_LAST_DAY = 31
_LAST_HOUR = 24
_LAST_MONTH = 12
_SHORT_DIGITS = 2
_ORDINAL_DIGITS = 3
_YEAR_DIGITS = 4
_FIRST_YEAR, _LAST_YEAR = 1000, 2199
# A bare number is most likely a year within living memory and the plans of today.
_FIRST_MODERN, _LAST_MODERN = 1900, 2039

_ISO = re.compile(r"(\d{4})-(\d\d)-(\d\d)(?:[T ](\d\d:\d\d))?.*")
_SLASHED = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4}|\d\d)")
_DOTTED = re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4}|\d\d)?")
_CLOCK = re.compile(r"(\d{1,2})(?:([:.h])([0-5]\d)(?::[0-5]\d)?)?([apAP][mM])?")
_INTEGER = re.compile(r"(\d+)(st|nd|rd|th|s)?")

SAMPLES = (
    *(str(n) for n in (0, 1, 10, 12, 13, 24, 25, 31, 32, 99, 100, 1000, 1950, 2200, 99999)),
    *("00", "01", "13", "1st", "31st", "32nd", "1990s", "90s", "900s", "10pm", "10:35", "23:35"),
    *("10:35pm", "10PM", "1:00", "10.35", "1.35", "99.35", "1,000", "1.5", "1.555", "2000-01-01"),
    *("31/1/99", "1/31/1999", "1/1/99", "1.2.99", "1.2."),
)
"""Words whose classes are all the sets of classes that occur; a property test holds this true."""


def classes(word: str) -> frozenset[str]:  # noqa: PLR0911 - a return for each form
    """Return the classes of `word`, a token that begins with a digit; empty when it has none."""
    if _ISO.fullmatch(word):
        return frozenset({"ISO"})
    if match := _SLASHED.fullmatch(word):
        first, second = int(match[1]), int(match[2])
        names = {"SLASHED"} if 1 <= first <= _LAST_MONTH and 1 <= second <= _LAST_DAY else set()
        if 1 <= second <= _LAST_MONTH and 1 <= first <= _LAST_DAY:
            names.add("SLASHED_DMY")
        return frozenset(names)
    if match := _DOTTED.fullmatch(word):
        fits = 1 <= int(match[1]) <= _LAST_DAY and 1 <= int(match[2]) <= _LAST_MONTH
        return frozenset({"DOTTED"} if fits else ())
    if word.isdecimal():
        return _plain(word)
    if (match := _INTEGER.fullmatch(word)) and match[2]:
        return _suffixed(match[1], match[2])
    if match := _CLOCK.fullmatch(word):
        return _clock(match)
    return frozenset({"NUMBER"} if word.replace(",", "").replace(".", "").isdecimal() else ())


def value(name: str, word: str) -> int | str:
    """Return what `word` means as a member of class `name`; the text itself for most marks."""
    if name in {"INT", "DAY", "YEAR", "MODERN", "SHORT", "ANCIENT", "MONTHNUM"}:
        return int(word)
    if name in {"ORD", "ORDDAY"}:
        return int(word[:-2])
    if name == "DECADE":
        return word[:-2]
    return int(word[:-1]) if name == "DECADE2" else word


def iso(word: str) -> tuple[int, int, int, str | None]:
    """Return year, month, day and "HH:MM" of an ISO 8601 date or date-time."""
    match = _ISO.fullmatch(word)
    if not match:
        raise ValueError(f"not an ISO 8601 date: {word!r}")
    return int(match[1]), int(match[2]), int(match[3]), match[4]


def numbered(word: str) -> tuple[int, int, int | None]:
    """Return the three numbers of "3/5/1998" or "5.3.98" in their order, years in full."""
    match = _SLASHED.fullmatch(word) or _DOTTED.fullmatch(word)
    if not match:
        raise ValueError(f"not three numbers: {word!r}")
    return int(match[1]), int(match[2]), full_year(match[3]) if match[3] else None


def full_year(digits: str) -> int:
    """Return a year in full: two digits from 50 on are of the 1900s (as POSIX reads 69 on)."""
    if len(digits) > _SHORT_DIGITS:
        return int(digits)
    return int(digits) + (1900 if int(digits) >= _PIVOT else 2000)


def clock(word: str, half: str | None) -> str | None:
    """Return "HH:MM" or "HH" of a time of day; `half` is "am", "pm" or None (then 24 hours)."""
    match = _CLOCK.fullmatch(word)
    if not match:
        return None
    hour, half = int(match[1]), (match[4] or half or "").lower()
    if half == "pm" and hour < _NOON:
        hour += _NOON
    elif half == "am" and hour == _NOON:
        hour = 0
    return f"{hour:02}:{match[3] or '00'}"


_PIVOT = 50
_NOON = 12


def _plain(word: str) -> frozenset[str]:
    number, names = int(word[:_YEAR_DIGITS]), {"INT"}
    if len(word) <= _SHORT_DIGITS:
        names |= {"DAY"} if 1 <= number <= _LAST_DAY else set()
        names |= {"MONTHNUM"} if 1 <= number <= _LAST_MONTH else set()
        names |= {"HOUR"} if number <= _LAST_HOUR else set()
        names |= {"SHORT"} if len(word) == _SHORT_DIGITS else set()
    if len(word) == _ORDINAL_DIGITS and word[0] != "0":
        names.add("ANCIENT")
    if len(word) == _YEAR_DIGITS and _FIRST_YEAR <= number <= _LAST_YEAR:
        names.add("YEAR")
        names |= {"MODERN"} if _FIRST_MODERN <= number <= _LAST_MODERN else set()
    return frozenset(names)


def _suffixed(digits: str, suffix: str) -> frozenset[str]:
    if suffix != "s":
        day = len(digits) <= _SHORT_DIGITS and 1 <= int(digits) <= _LAST_DAY
        return frozenset(
            {"ORD", "ORDDAY"} if day else {"ORD"} if len(digits) <= _ORDINAL_DIGITS else ()
        )
    if not digits.endswith("0"):
        return frozenset()
    if len(digits) == _YEAR_DIGITS and _FIRST_YEAR <= int(digits) <= _LAST_YEAR:
        return frozenset({"DECADE"})
    return frozenset({"DECADE2"} if len(digits) == _SHORT_DIGITS else ())


def _clock(match: re.Match[str]) -> frozenset[str]:
    hour = int(match[1])
    if match[4]:
        return frozenset({"CLOCK12"} if 1 <= hour <= _NOON else ())
    if hour > _LAST_HOUR:
        return frozenset({"NUMBER"} if match[2] == "." else ())
    return frozenset({"NUMBER", "CLOCKDOT"} if match[2] == "." else {"CLOCK"})
