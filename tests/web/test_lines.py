"""A stream is taken apart into lines, however it is cut, within bounds of memory."""

from __future__ import annotations

import gzip
import zlib
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.errors import InputError
from digest.web.lines import Line, Splitter, Unpacker


def split(content: bytes, cuts: list[int], longest: int = 1000) -> list[Line]:
    """Return the lines of `content`, fed in pieces."""
    splitter = Splitter(longest)
    places = sorted({0, len(content), *(cut % (len(content) + 1) for cut in cuts)})
    found = [line for start, end in pairwise(places) for line in splitter.feed(content[start:end])]
    return [*found, *splitter.end()]


@given(
    lines=st.lists(st.binary(max_size=20).map(lambda one: one.replace(b"\n", b""))),
    cuts=st.lists(st.integers(0, 500), max_size=20),
)
def test_lines_are_the_same_however_they_come(lines: list[bytes], cuts: list[int]) -> None:
    """Numbers count blank lines too, which are not given."""
    expected = [Line(at, one.strip()) for at, one in enumerate(lines, 1) if one.strip()]
    assert split(b"\n".join(lines), cuts) == expected


@given(cuts=st.lists(st.integers(0, 500), max_size=20))
def test_a_line_too_long_is_passed_over(cuts: list[int]) -> None:
    """It is named, and those around it are given."""
    content = b"one\n" + b"x" * 101 + b"\nthree"
    assert split(content, cuts, 100) == [Line(1, b"one"), Line(2, None), Line(3, b"three")]


@given(
    parts=st.lists(st.binary(min_size=1, max_size=3000), min_size=1, max_size=4),
    size=st.integers(1, 50),
)
def test_gzip_is_unpacked_as_it_comes(parts: list[bytes], size: int) -> None:
    """In several members too, however they are cut."""
    packed = b"".join(map(gzip.compress, parts))
    unpacker = Unpacker()
    pieces = [
        piece
        for start in range(0, len(packed), size)
        for piece in unpacker.feed(packed[start : start + size])
    ]
    unpacker.end()
    assert b"".join(pieces) == b"".join(parts)


def test_a_bomb_is_left_alone() -> None:
    """Far more than articles hold is refused before it is all unpacked."""
    bomb = gzip.compress(bytes(200_000_000), 9)
    pieces = Unpacker().feed(bomb)
    taken: list[int] = []
    with pytest.raises(InputError, match="200 times"):
        taken.extend(map(len, pieces))
    assert sum(taken) < 50_000_000


def test_what_is_no_gzip_is_refused() -> None:
    """And so is what breaks off."""
    with pytest.raises(InputError, match="no gzip"):
        list(Unpacker().feed(b"{}\n"))
    with pytest.raises(InputError, match="no gzip"):
        list(Unpacker().feed(zlib.compress(b"{}\n")))
    unpacker = Unpacker()
    list(unpacker.feed(gzip.compress(b"{}\n")[:-4]))
    with pytest.raises(InputError, match="breaks off"):
        unpacker.end()
