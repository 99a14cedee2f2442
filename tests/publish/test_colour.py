"""A colour a user picks is made readable, or refused."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.errors import UsageError
from digest.publish.colour import NIGHT, PAPER, READABLE, WASH, checked, contrast, readable

COLOURS = st.integers(0, 0xFFFFFF).map(lambda n: f"#{n:06x}")


@given(colour=COLOURS, ground=st.one_of(st.sampled_from([PAPER, WASH, NIGHT]), COLOURS))
def test_text_in_any_accent_can_be_read(colour: str, ground: str) -> None:
    """Whatever the accent and the ground, text has the contrast WCAG asks for."""
    assert contrast(readable(colour, ground), ground) >= READABLE


def test_a_readable_accent_is_kept() -> None:
    """A colour that reads well is not touched."""
    assert readable("#a3182b", PAPER) == "#a3182b"


def test_black_on_white_has_the_greatest_contrast() -> None:
    """The ratio is WCAG's: 21 for black on white, 1 for a colour on itself."""
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#777777") == pytest.approx(1)


@pytest.mark.parametrize("wrong", ["red", "#fff", "#12345g", "#123456;}", ""])
def test_what_is_no_colour_is_refused(wrong: str) -> None:
    """Nothing but six hexadecimal digits ever reaches a style sheet."""
    with pytest.raises(UsageError, match="not a colour"):
        checked(wrong)
