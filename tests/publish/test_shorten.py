"""Headlines fit and end with a word."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from digest.publish.shorten import shortened


@given(st.text(max_size=60), st.integers(2, 30))
def test_headlines_fit(text: str, limit: int) -> None:
    """A shortened text is within its limit and begins as the text does."""
    short = shortened(text, limit)
    assert len(short) <= limit
    assert text == short or text.startswith(short[:-1])


def test_headlines_end_with_a_word() -> None:
    """Words are kept whole where there are spaces, and cut where there are none."""
    assert shortened("one two three", 9) == "one two…"
    assert shortened("港口因暴风雨关闭", 5) == "港口因暴…"
    assert shortened("short", 5) == "short"
