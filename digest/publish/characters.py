"""Characters that XML 1.0 cannot carry are removed, and no others.

Spec: https://www.w3.org/TR/xml/#charsets. One such character would make a whole feed unreadable.
JSON Feed and the calendar use the same rule, so that all forms of an entry say the same.
"""

from __future__ import annotations

import re

_ILLEGAL = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def legal(text: str) -> str:
    """Return `text` without control characters, lone surrogates, U+FFFE and U+FFFF.

    Tab and both newline characters stay, as XML allows them.
    """
    # What Python calls printable is legal, and most texts are that: half the time of the pattern.
    return text if text.replace("\n", " ").isprintable() else _ILLEGAL.sub("", text)
