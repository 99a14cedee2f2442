"""One file over HTTP: encodings, validators, conditions and ranges.

HTTP semantics: https://www.rfc-editor.org/rfc/rfc9110 (sections 8.8, 12.5.3, 13 and 14);
caching: https://www.rfc-editor.org/rfc/rfc9111.
"""

from __future__ import annotations

import gzip
import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import format_datetime, parsedate_to_datetime

import brotli
from starlette.responses import Response

SHORT = "public, max-age=60"
"""For what changes with the next edition: a poll a minute costs a 304."""
CHECKED = "no-cache"
"""For lists that people look at: kept, and asked after each time."""
LONG = "public, max-age=3600"
"""For the files of an edition, which change only when a correction is released."""

PRIVATE = {"x-robots-tag": "noindex, nofollow, noarchive", "referrer-policy": "no-referrer"}
"""What goes with whatever stands at a secret address: nobody is to find it, or to pass it on."""

_BROTLI_QUALITY = 5
_GZIP_LEVEL = 6
"""Beyond these a page of 60 kB shrinks by under 3 % and takes several times as long."""
_SMALLEST = 256  # bytes; below, headers outweigh what compression saves
_RANGE = re.compile(r"bytes=(\d*)-(\d*)")
_COMPRESSIBLE = re.compile(r"text/|application/(?:json|(?:[\w.-]+\+)?(?:json|xml))\b")
_PREFERRED = ("br", "gzip", "identity")


@dataclass(frozen=True, slots=True)
class Variant:
    """The bytes of a file in one encoding; the tag is strong, since it is made from them."""

    encoding: str
    content: bytes
    etag: str


@dataclass(frozen=True, slots=True)
class Representation:
    """A file that can be sent: its variants by encoding, `identity` always among them.

    `modified` is aware, None where only the tag can tell. `ranges` allows a part of the plain
    bytes to be asked for.
    """

    media_type: str
    modified: datetime | None
    variants: Mapping[str, Variant]
    ranges: bool = False


def represent(content: bytes, media_type: str, modified: datetime | None) -> Representation:
    """Return `content` with its compressed variants, where they are smaller."""
    made = {"identity": content}
    if len(content) >= _SMALLEST and _COMPRESSIBLE.match(media_type):
        made["gzip"] = gzip.compress(content, _GZIP_LEVEL, mtime=0)
        made["br"] = brotli.compress(content, quality=_BROTLI_QUALITY)
    variants = {
        encoding: Variant(encoding, found, f'"{hashlib.sha256(found).hexdigest()}"')
        for encoding, found in made.items()
        if encoding == "identity" or len(found) < len(content)
    }
    return Representation(
        media_type, modified, variants, ranges=media_type.startswith("application/pdf")
    )


def answer(
    file: Representation,
    method: str,
    asked: Mapping[str, str],
    *,
    control: str,
    extra: Mapping[str, str] | None = None,
) -> Response:
    """Return the response to a GET or HEAD with the headers `asked` (names in small letters)."""
    variant = negotiate(file, asked.get("accept-encoding", ""))
    headers = {
        "etag": variant.etag,
        "cache-control": control,
        **(extra or {}),
    }
    if file.modified:
        headers["last-modified"] = format_datetime(file.modified.astimezone(UTC), usegmt=True)
    if len(file.variants) > 1:
        headers["vary"] = "Accept-Encoding"
    if variant.encoding != "identity":
        headers["content-encoding"] = variant.encoding
    if file.ranges:
        headers["accept-ranges"] = "bytes"
    if is_unchanged(variant.etag, file.modified, asked):
        headers.pop("content-encoding", None)
        return Response(status_code=304, headers=headers)
    headers["content-type"] = file.media_type
    content, status = variant.content, 200
    if file.ranges and method == "GET" and _range_applies(variant.etag, file.modified, asked):
        part = span(asked["range"], len(content))
        if part is None:
            headers["content-range"] = f"bytes */{len(content)}"
            return Response(status_code=416, headers=headers)
        if part != WHOLE:
            start, end = part
            headers["content-range"] = f"bytes {start}-{end - 1}/{len(content)}"
            content, status = content[start:end], 206
    headers["content-length"] = str(len(content))
    return Response(b"" if method == "HEAD" else content, status, headers)


def of_private(control: str) -> str:
    """Return `control` for a secret address: a shared cache keeps nothing of it."""
    return control.replace("public", "private")


def negotiate(file: Representation, accepted: str) -> Variant:
    """Return the variant that `Accept-Encoding` likes best; among equals the smallest kind."""
    weights = _weights(accepted)
    rest = weights.get("*", 0.0)
    liked = {name: weights.get(name, rest) for name in file.variants if name != "identity"}
    # Unnamed, the plain bytes are allowed but last (RFC 9110, 12.5.3).
    liked["identity"] = weights.get("identity", 0.0)
    best = max(liked, key=lambda name: (liked[name], -_PREFERRED.index(name)))
    return file.variants[best if liked[best] > 0 else "identity"]


def is_unchanged(etag: str, modified: datetime | None, asked: Mapping[str, str]) -> bool:
    """Return whether the asker has these bytes already; a tag says more than a date."""
    tags = asked.get("if-none-match")
    if tags is not None:
        known = {tag.strip().removeprefix("W/") for tag in tags.split(",")}
        return "*" in known or etag in known
    since = _moment(asked.get("if-modified-since"))
    return since is not None and modified is not None and modified.replace(microsecond=0) <= since


WHOLE = (0, -1)
"""What `span` returns for a range that is to be passed over."""


def span(header: str, size: int) -> tuple[int, int] | None:
    """Return the half-open part of `size` bytes that `Range` names, or None when it has none.

    Several ranges, and units other than bytes, may be passed over (RFC 9110, 14.2): `WHOLE`.
    """
    found = _RANGE.fullmatch(header.strip())
    if found is None or found.groups() == ("", ""):
        return WHOLE
    first, last = found.groups()
    if not first:
        start, end = max(size - int(last), 0), size
    else:
        start, end = int(first), min(int(last) + 1, size) if last else size
        if last and int(last) < start:
            return WHOLE
    return (start, end) if start < end else None


def _range_applies(etag: str, modified: datetime | None, asked: Mapping[str, str]) -> bool:
    if "range" not in asked:
        return False
    condition = asked.get("if-range")
    if condition is None or condition == etag:
        return True
    return modified is not None and _moment(condition) == modified.replace(microsecond=0)


def _weights(accepted: str) -> dict[str, float]:
    weights = {}
    for item in accepted.split(","):
        name, _, parameters = item.strip().partition(";")
        found = re.fullmatch(r"\s*q\s*=\s*(\d(?:\.\d{0,3})?)\s*", parameters)
        weights[name.strip().lower()] = float(found[1]) if found else 1.0
    return weights


def _moment(header: str | None) -> datetime | None:
    try:
        found = parsedate_to_datetime(header or "")
    except ValueError:
        return None
    return found if found.tzinfo else found.replace(tzinfo=UTC)
