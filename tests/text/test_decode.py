"""Bytes become text."""

from __future__ import annotations

import codecs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.errors import InputError
from digest.text.decode import decode

WORDS = "The café’s owner – Zoë – spoke."


@pytest.mark.parametrize(
    "data",
    [
        WORDS.encode(),
        codecs.BOM_UTF8 + WORDS.encode(),
        WORDS.encode("utf-16"),
        WORDS.encode("cp1252"),
    ],
)
def test_common_encodings_are_told_apart(data: bytes) -> None:
    """Byte order marks, UTF-8 and cp1252."""
    assert decode(data, "a.txt") == WORDS


def test_a_page_declares_its_encoding() -> None:
    """The declaration wins over a guess, and a wrong one does no harm."""
    page = '<meta charset="iso-8859-2"><p>Łódź'
    assert decode(page.encode("iso-8859-2"), "a.html", html=True) == page
    wrong = '<meta charset="no-such"><p>Łódź'
    assert decode(wrong.encode(), "a.html", html=True) == wrong


def test_newlines_are_normalised() -> None:
    """All three conventions become one."""
    assert decode(b"a\r\nb\rc\n", "a.txt") == "a\nb\nc\n"


def test_a_text_in_another_code_page_is_guessed() -> None:
    """Bytes that are neither UTF-8 nor cp1252 are still read as some text."""
    russian = "Гавань закрыта после шторма, сообщил в понедельник начальник порта. " * 20
    assert "порта" in decode(russian.encode("cp1251"), "a.txt") or decode(
        russian.encode("koi8-r"), "a.txt"
    )


@pytest.mark.parametrize("data", [b"\x00\x01\x02", b"\x89PNG\r\n\x1a\n" + b"\x01\x02" * 400])
def test_binary_bytes_are_refused(data: bytes) -> None:
    """The message names the file and the forms that are read."""
    with pytest.raises(InputError, match=r"a\.png is a binary file"):
        decode(data, "a.png")


@given(st.binary(max_size=300))
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    """Nothing else is raised, and a carriage return never stays."""
    try:
        text = decode(data, "a")
    except InputError:
        return
    assert "\r" not in text
    assert "\0" not in text
