"""Links without what counts clicks on them: the address that they carry inside is taken out.

By rule alone: nothing is fetched, and a link that hides where it leads stays as it is.
"""

from __future__ import annotations

import base64
import binascii
import re
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, unquote, urlsplit

if TYPE_CHECKING:
    from collections.abc import Iterator
    from urllib.parse import SplitResult

_WEB = ("http://", "https://")
_PARAMETERS = ("url", "u", "q", "target", "to", "dest", "destination", "redirect", "link", "r")
"""Names of parameters that redirecting services document or use: Outlook's safe links, Google,
Facebook, and the counters of newsletters."""
_COUNTERS = re.compile(
    r"(?:^|[./_-])(?:click|clicks|track|tracking|redirect|redir|redirector|r|l|l\.php|url|link"
    r"|links|safelinks|out|go|away|ct|cl0|ls)(?:$|[./_-])",
    re.IGNORECASE,
)
"""What a host or path says that redirects; other pages may have an address among parameters."""
_PROOFPOINT = re.compile(r"https?://urldefense\.com/v3/__(https?:/.+?)__;")
_SEGMENT = re.compile(r"[A-Za-z0-9_-]{16,}={0,2}")
_INSIDE = re.compile(r"https?://[^\s\"'<>\\]+")
_DEEPEST = 4


def unwrap(url: str) -> str:
    """Return the address that `url` carries inside when it only counts clicks, else `url`."""
    found = url
    for _ in range(_DEEPEST):
        inner = _inner(found)
        if inner is None:
            break
        found = inner
    return found


def _inner(url: str) -> str | None:
    proofpoint = _PROOFPOINT.match(url)
    if proofpoint:
        return re.sub(r"^(https?):/(?=[^/])", r"\1://", proofpoint[1])
    try:
        parts = urlsplit(url)
    except ValueError:
        return None
    if not _COUNTERS.search(f"{parts.netloc}{parts.path}"):
        return None
    return next(filter(_is_address, _carried(parts)), None)


def _carried(parts: SplitResult) -> Iterator[str]:
    """Yield what a link carries: known parameters first, then the end of its path."""
    told = dict(reversed(parse_qsl(parts.query)))
    yield from (told.get(name, "") for name in _PARAMETERS)
    for segment in reversed(parts.path.split("/")):
        yield unquote(segment)
        yield _decoded(segment)


def _decoded(segment: str) -> str:
    """Return the address in a segment that is base64, as some newsletters' links have it."""
    if not _SEGMENT.fullmatch(segment):
        return ""
    try:
        plain = base64.urlsafe_b64decode(segment + "=" * (-len(segment) % 4)).decode("utf-8")
    except (binascii.Error, ValueError):
        return ""
    found = _INSIDE.search(plain)
    return found[0] if found else ""


def _is_address(url: str) -> bool:
    try:
        return url.startswith(_WEB) and bool(urlsplit(url).hostname)
    except ValueError:
        return False
