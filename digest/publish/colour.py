"""Colours checked and made readable (WCAG 2.2 contrast, https://www.w3.org/TR/WCAG22/)."""

from __future__ import annotations

import math
import re
from typing import TYPE_CHECKING

from digest.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterable

READABLE = 4.5
"""Contrast ratio that WCAG 2.2 AA asks of text of any size."""

PAPER = "#ffffff"
WASH = "#f6f3ee"
NIGHT = "#1c2027"
"""The grounds that text in the accent colour stands on: paper, tinted boxes, boxes at night."""

_HEX = re.compile(r"#[0-9a-fA-F]{6}")
_STEP = 0.06
# The luminance on which black and white contrast alike, (L + .05)^2 = 1.05 * .05: one of the two
# always has a contrast above READABLE, so mixing ends.
_MIDDLE = 0.179

_Channels = tuple[float, float, float]


def checked(colour: str) -> str:
    """Return `colour`, "#" and six hexadecimal digits, in small letters.

    Raises:
        UsageError: it is written in any other way.
    """
    if not _HEX.fullmatch(colour):
        raise UsageError(f"not a colour: {colour!r}; write # and six hexadecimal digits")
    return colour.lower()


def readable(colour: str, background: str) -> str:
    """Return `colour`, mixed with black or white until text in it reads on `background`.

    Raises:
        UsageError: one of the two is no colour.
    """
    ground = _channels(background)
    target = 0.0 if _luminance(ground) > _MIDDLE else 1.0
    mixed = checked(colour)
    while contrast(mixed, background) < READABLE:
        mixed = _hexadecimal([c + (target - c) * _STEP for c in _channels(mixed)], target)
    return mixed


def contrast(colour: str, background: str) -> float:
    """Return the contrast ratio of two colours, 1 to 21."""
    return _contrast(_channels(colour), _channels(background))


def _channels(colour: str) -> _Channels:
    digits = checked(colour)
    red, green, blue = (int(digits[i : i + 2], 16) / 255 for i in (1, 3, 5))
    return (red, green, blue)


def _hexadecimal(channels: Iterable[float], target: float) -> str:
    """Return `channels` written out, rounded towards `target` so that mixing always ends."""
    rounded = (math.floor(c * 255) if target == 0 else math.ceil(c * 255) for c in channels)
    return "#" + "".join(f"{c:02x}" for c in rounded)


def _contrast(one: _Channels, other: _Channels) -> float:
    low, high = sorted((_luminance(one), _luminance(other)))
    return (high + 0.05) / (low + 0.05)


def _luminance(channels: _Channels) -> float:
    """Relative luminance, https://www.w3.org/TR/WCAG22/#dfn-relative-luminance."""
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]  # noqa: PLR2004 - sRGB
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
