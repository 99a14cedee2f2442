"""Permanent ids of feeds and of what stands in them.

`tag:` URIs (RFC 4151, https://www.rfc-editor.org/rfc/rfc4151) where the publisher has a public
domain, else `urn:uuid` of version 5 (RFC 9562). An id is minted once and stored: these functions
are pure, so that a lost id can be minted again, but a feed never changes an id that it has shown.
"""

from __future__ import annotations

import ipaddress
from typing import TYPE_CHECKING
from urllib.parse import SplitResult, quote, urlsplit
from uuid import NAMESPACE_URL, uuid5

if TYPE_CHECKING:
    from datetime import date

# Names that RFC 2606 and RFC 6761 keep from ever being anybody's domain, and the two that name
# only machines on the same network (RFC 6762, and ICANN's resolution of 2024 on .internal).
_NOBODYS = frozenset({"example", "internal", "invalid", "local", "localhost", "test"})
# What may stand unescaped in a part of a tag URI, besides letters and digits; not the slash.
_TAG_SAFE = "-._~:@"


def mint(base_url: str, *parts: str, minted: date) -> str:
    """Return the permanent id of what `parts` name beneath `base_url`.

    Different parts give different ids: a slash inside a part is escaped. `minted` is a day on
    which the publisher held the domain (the day the digest was defined, say); it shows only in
    `tag:` URIs and has to be the same each time.

    Raises:
        ValueError: there are no parts, or `base_url` names no host.
    """
    if not parts:
        raise ValueError("an id needs at least one part")
    address = urlsplit(base_url)
    if not address.hostname:
        raise ValueError(f"no host in the base URL {base_url!r}")
    path = "/".join(quote(part, safe=_TAG_SAFE, errors="replace") for part in parts)
    if not is_public(base_url):
        return uuid5(NAMESPACE_URL, f"{base_url}\n{path}").urn
    beneath = quote(address.path.strip("/"), safe=_TAG_SAFE + "/%")
    specific = f"{beneath}/{path}" if beneath else path
    return f"tag:{_authority(address)},{minted.isoformat()}:{specific}"


def feed_id(base_url: str, digest: str, *, minted: date) -> str:
    """Return the id of a digest's feed."""
    return mint(base_url, digest, minted=minted)


def edition_id(base_url: str, digest: str, key: str, *, minted: date) -> str:
    """Return the id of the edition of `digest` with this key; revisions share it."""
    return mint(base_url, digest, "edition", key, minted=minted)


def event_id(base_url: str, digest: str, entry: str, *, minted: date) -> str:
    """Return the id of a timeline entry of `digest`."""
    return mint(base_url, digest, "event", entry, minted=minted)


def erratum_id(base_url: str, digest: str, erratum: str, *, minted: date) -> str:
    """Return the id of an erratum's entry in the feed of `digest`."""
    return mint(base_url, digest, "erratum", erratum, minted=minted)


def telling_id(base_url: str, digest: str, edition: str, story: str, *, minted: date) -> str:
    """Return the id of what the edition with the key `edition` tells of a story."""
    return mint(base_url, digest, "story", edition, story, minted=minted)


def shared_feed_id(base_url: str, feed: str, *, minted: date) -> str:
    """Return the id of a feed that is no single digest's; digests' names hold no slash."""
    return mint(base_url, "/", feed, minted=minted)


def part_id(entry: str, anchor: str) -> str:
    """Return the id of a place in what has the stored id `entry`."""
    return uuid5(NAMESPACE_URL, f"{entry}#{anchor}").urn


def found_id(kind: str, name: str) -> str:
    """Return the id of what none is stored for: an article of that name, a search of that page."""
    return uuid5(NAMESPACE_URL, f"article-digest\n{kind}\n{name}").urn


def calendar_uid(base_url: str, digest: str, event: str) -> str:
    """Return the UID of an event in a calendar: a bare UUID, as RFC 7986 section 5.3 asks."""
    path = "/".join(quote(part, safe="", errors="replace") for part in (digest, event))
    return str(uuid5(NAMESPACE_URL, f"{base_url}\n{path}"))


def is_public(base_url: str) -> bool:
    """Tell whether the host of `base_url` is a domain name that somebody can own."""
    host = (urlsplit(base_url).hostname or "").rstrip(".")
    labels = host.split(".")
    return len(labels) > 1 and labels[-1] not in _NOBODYS and not _is_address(host)


def _is_address(host: str) -> bool:
    try:
        ipaddress.ip_address(host.partition("%")[0])
    except ValueError:
        return False
    return True


def _authority(address: SplitResult) -> str:
    host = (address.hostname or "").rstrip(".")
    return host if host.isascii() else host.encode("idna").decode("ascii")
