"""What servers and archives mean by the charset that they declare.

https://encoding.spec.whatwg.org/#names-and-labels
"""

from __future__ import annotations

import codecs

_WINDOWS = {"iso8859-1": "cp1252", "ascii": "cp1252"}


def codec_of(label: str | None) -> str | None:
    """Return the codec of a declared charset, or None when there is none such."""
    try:
        codec = codecs.lookup(label or "").name
        b"".decode(codec)
    except (LookupError, ValueError):
        return None
    return _WINDOWS.get(codec, codec)


def declared_charset(content_type: str) -> str | None:
    """Return the charset that a Content-Type declares, in lower case, or None."""
    for part in content_type.split(";")[1:]:
        name, _, value = part.partition("=")
        if name.strip().lower() == "charset":
            return value.strip().strip("\"'").lower() or None
    return None
