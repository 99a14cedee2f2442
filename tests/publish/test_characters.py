"""What XML cannot carry is removed, and nothing else."""

from __future__ import annotations

import sys

from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from digest.publish.characters import legal


def is_char(code: int) -> bool:
    """Tell whether a code point is a Char of XML 1.0: https://www.w3.org/TR/xml/#NT-Char."""
    return (
        code in {0x9, 0xA, 0xD}
        or 0x20 <= code <= 0xD7FF
        or 0xE000 <= code <= 0xFFFD
        or 0x10000 <= code <= 0x10FFFF
    )


def test_every_code_point_is_judged_as_xml_does() -> None:
    """All 1,114,112 code points are kept or lost by the specification's own ranges."""
    everything = "".join(map(chr, range(sys.maxunicode + 1)))
    assert legal(everything) == "".join(c for c in everything if is_char(ord(c)))


@given(st.characters(codec=None))
def test_a_character_alone_is_judged_alike(char: str) -> None:
    """The short way for printable texts agrees with the pattern."""
    assert legal(char) == (char if is_char(ord(char)) else "")
    assert legal(f"a{char}\nb") == (f"a{char}\nb" if is_char(ord(char)) else "a\nb")


@given(st.text(st.characters(codec=None)))
def test_what_is_left_can_be_written(text: str) -> None:
    """The XML library takes the result, and a second pass changes nothing."""
    element = etree.Element("x")
    element.text = legal(text)
    assert (etree.fromstring(etree.tostring(element)).text or "") == legal(text)
    assert legal(legal(text)) == legal(text)
