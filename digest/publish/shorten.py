"""A text cut to a headline's length."""

from __future__ import annotations


def shortened(text: str, limit: int) -> str:
    """Return `text`, cut after its last whole word within `limit` characters when it is longer.

    A text without spaces, as in Chinese or Japanese, is cut between characters.
    """
    if len(text) <= limit:
        return text
    room = limit - 1  # for the ellipsis
    cut = text.rfind(" ", 0, room + 1)
    return text[: cut if cut > 0 else room].rstrip() + "…"
