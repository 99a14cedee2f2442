"""A logo draws, and does nothing else."""

from __future__ import annotations

import base64
from io import BytesIO

import pytest
from PIL import Image

from digest.errors import UsageError
from digest.publish.logo import MAX_BYTES, logo_of, read_logo

SVG = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><title>Logo</title>'
    '<path id="a" d="M0 0h9v9z"/><use href="#a"/></svg>'
)


def png(side: int = 8) -> bytes:
    """Return a square PNG image."""
    written = BytesIO()
    Image.new("RGBA", (side, side), "#0b4f6c80").save(written, "PNG")
    return written.getvalue()


@pytest.mark.parametrize(
    ("content", "kind"), [(png(), "image/png"), (SVG.encode(), "image/svg+xml")]
)
def test_an_image_comes_back_as_it_was(content: bytes, kind: str) -> None:
    """PNG and SVG become data URIs that hold the very bytes."""
    logo = logo_of(read_logo(content))
    assert (logo.content, logo.media_type) == (content, kind)


@pytest.mark.parametrize(
    ("inside", "told"),
    [
        ("<script>alert(1)</script>", "has a <script>"),
        ('<image href="https://example.com/a.png"/>', "has a <image>"),
        ("<foreignObject/>", "has a <foreignObject>"),
        ("<style>@import url(a.css)</style>", "has a <style>"),
        ("<text>Name</text>", "turn it into paths"),
        ('<use href="https://example.com/a.svg#b"/>', "leads to another file"),
        (
            '<use xmlns:xlink="http://www.w3.org/1999/xlink" xlink:href="file:///etc/passwd"/>',
            "leads to another file",
        ),
        ('<path fill="url(https://example.com/a)" d="M0 0"/>', "does more than draw"),
        ('<path onload="alert(1)" d="M0 0"/>', "does more than draw"),
    ],
)
def test_an_image_that_does_more_is_refused(inside: str, told: str) -> None:
    """Scripts, style sheets, fonts and addresses have no place in a logo."""
    with pytest.raises(UsageError, match=told):
        read_logo(SVG.replace("<title>Logo</title>", inside).encode())


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b'<!DOCTYPE svg [<!ENTITY x SYSTEM "file:///etc/passwd">]>' + SVG.encode(), "document"),
        (b"<html/>", "neither a PNG nor an SVG"),
        (b"\xff\xd8\xff\xe0JFIF", "neither"),
        (b"%!PS-Adobe-3.0 EPSF-3.0", "neither"),
        (png()[:40], "cannot be read"),
        (png(2001), "pixels a side"),
        (SVG.encode() + b" " * MAX_BYTES, "larger than"),
    ],
)
def test_another_file_is_refused(content: bytes, told: str) -> None:
    """What is no small PNG or SVG is told in one sentence."""
    with pytest.raises(UsageError, match=told):
        read_logo(content)


@pytest.mark.parametrize(
    "uri",
    [
        "https://example.com/logo.png",
        "data:text/html;base64,PGI+",
        "data:image/png;base64,=",
        f"data:image/png;base64,{base64.b64encode(SVG.encode()).decode()}",
    ],
)
def test_settings_from_elsewhere_are_checked_again(uri: str) -> None:
    """The evidence of a forged briefing may hold anything as its logo."""
    with pytest.raises(UsageError, match="not a logo"):
        logo_of(uri)
