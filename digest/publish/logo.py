"""A logo that may stand in a briefing: a small PNG, or an SVG that draws and does nothing else.

https://www.w3.org/TR/png-3/, https://www.w3.org/TR/SVG11/
"""

from __future__ import annotations

import base64
import binascii
import re
from dataclasses import dataclass
from io import BytesIO

from lxml import etree
from PIL import Image

from digest.errors import UsageError

MAX_BYTES = 100_000
"""The evidence of every edition carries the logo; most are below 20 kB."""
MAX_SIDE = 2000
"""Pixels: a logo 30 mm wide has 1,700 dots a side on the finest office printer."""

_PNG = b"\x89PNG\r\n\x1a\n"

_URI = re.compile(r"data:(image/png|image/svg\+xml);base64,([A-Za-z0-9+/=]+)")
_SVG = "{http://www.w3.org/2000/svg}"
_DRAWN = frozenset(
    {"svg", "g", "defs", "title", "desc", "symbol", "use", "clipPath"}
    | {"path", "rect", "circle", "ellipse", "line", "polyline", "polygon"}
    | {"linearGradient", "radialGradient", "stop"}
)
_HREF = re.compile(r"(?:\{.*\})?href")
_LOADS = re.compile(r"url\(\s*(?!['\"]?#)|@import|expression\(|javascript:", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Logo:
    """A checked image: its bytes and media type."""

    content: bytes
    media_type: str


def read_logo(content: bytes) -> str:
    """Return a PNG or SVG image as the data URI that settings keep.

    Raises:
        UsageError: it is neither, too large, or does more than draw.
    """
    media_type = "image/png" if content.startswith(_PNG) else "image/svg+xml"
    _check(Logo(content, media_type))
    return f"data:{media_type};base64,{base64.b64encode(content).decode()}"


def logo_of(uri: str) -> Logo:
    """Return the image of a data URI, checked: settings may come from anywhere.

    Raises:
        UsageError: it is no logo.
    """
    match = _URI.fullmatch(uri)
    if match is None:
        raise UsageError("not a logo: its data URI holds neither a PNG nor an SVG image")
    try:
        logo = Logo(base64.b64decode(match[2], validate=True), match[1])
    except binascii.Error:
        raise UsageError("not a logo: its data URI is not in base64") from None
    _check(logo)
    return logo


def _check(logo: Logo) -> None:
    if len(logo.content) > MAX_BYTES:
        raise UsageError(f"not a logo: it is larger than {MAX_BYTES // 1000} kB; make it smaller")
    if logo.media_type == "image/png":
        _check_png(logo.content)
    else:
        _check_svg(logo.content)


def _check_png(content: bytes) -> None:
    try:
        with Image.open(BytesIO(content), formats=["PNG"]) as image:
            if max(image.size) > MAX_SIDE:
                raise UsageError(f"not a logo: it has more than {MAX_SIDE} pixels a side")
            image.load()
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError) as error:
        raise UsageError(f"not a logo: a PNG that cannot be read: {error}") from None


def _check_svg(content: bytes) -> None:
    """Pass when an SVG has no entity, script, style sheet, text, image or outside address."""
    if b"<!DOCTYPE" in content or b"<!ENTITY" in content:
        raise UsageError("not a logo: an SVG with a document type; save it as a plain SVG")
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    try:
        root = etree.fromstring(content, parser)
    except (etree.XMLSyntaxError, ValueError):
        raise UsageError("not a logo: it is neither a PNG nor a well-formed SVG") from None
    if root.tag != f"{_SVG}svg":
        raise UsageError("not a logo: it is neither a PNG nor an SVG")
    for element in root.iter():
        if not isinstance(element.tag, str):
            continue  # comments and instructions are not drawn
        name = element.tag.removeprefix(_SVG)
        if element.tag.startswith(_SVG) and name not in _DRAWN:
            raise UsageError(f"not a logo: its SVG has a <{name}>; turn it into paths")
        for attribute, value in element.attrib.items():
            if _HREF.fullmatch(str(attribute)) and not value.startswith("#"):
                raise UsageError("not a logo: its SVG leads to another file")
            if str(attribute).startswith("on") or _LOADS.search(value):
                raise UsageError(f"not a logo: its SVG does more than draw ({attribute})")
