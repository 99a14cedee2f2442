"""Addresses of pages without what only tells who clicked where."""

from __future__ import annotations

import re
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

_TRACKING = re.compile(
    r"utm_.*|mtm_.*|pk_(campaign|kwd|source|medium|content)|hsa_.*|_hs(enc|mi)|mc_(cid|eid)"
    r"|(fb|g|dc|ms|tw|yc|wbra|gbra|gclsr)clid|gclsrc|wbraid|gbraid|igshid?|yclid|ocid|cmpid"
    r"|ns_(campaign|mchannel|source|linkname|fee)|s_cid|spm|smid|smtyp|ref_src|ref_url|xtor"
    r"|at_(campaign|medium|custom\d)|CMP|ICID|intcmp|__twitter_impression|vero_(id|conv)",
    re.IGNORECASE,
)
"""Names that analytics and advertising programs document for their links."""
_PORTS = {"http": ":80", "https": ":443"}


def plain_address(url: str) -> str:
    """Return `url` without tracking parameters, fragment and default port, its host lower-case.

    Two links to one page that differ in these alone become one. What is no http(s) address is
    returned as it is.
    """
    try:
        parts = urlsplit(url.strip())
        host = parts.netloc.lower().removesuffix(_PORTS.get(parts.scheme, "\0"))
    except ValueError:
        return url
    if parts.scheme not in _PORTS or not host:
        return url
    query = parts.query
    pairs = parse_qsl(query, keep_blank_values=True)
    kept = [(name, value) for name, value in pairs if not _TRACKING.fullmatch(name)]
    if len(kept) < len(pairs):  # else its own spelling stays: servers are particular
        query = urlencode(kept)
    return urlunsplit((parts.scheme, host, parts.path or "/", query, ""))
