"""Headlines keep two words on their last line, clips end at words, isolates stand where needed."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from digest.publish.typography import clip, headline_size, isolate, unwidow

NO_BREAK = "\u00a0"


@given(st.text(st.sampled_from("ab  .é中"), max_size=60), st.integers(2, 40))
def test_a_clip_is_never_longer_than_asked(text: str, length: int) -> None:
    """A text that fits is kept as it is; one that does not ends with an ellipsis and fits."""
    clipped = clip(text, length)
    assert len(clipped) <= max(length, 1)
    assert clipped == text or clipped.endswith("…")


def test_a_clip_ends_at_a_word() -> None:
    """No word is cut when a whole one can be left out."""
    assert clip("Harbour master Ines Okafor", 20) == "Harbour master Ines…"
    assert clip("Donaudampfschifffahrtsgesellschaft", 10) == "Donaudamp…"


def test_a_clip_closes_what_it_cut_open() -> None:
    """A bidi override whose end was cut off does not reach what follows."""
    assert clip("ab \u202eabcdefghij\u202c", 9) == "ab \u202eabcd\u202c…"


def test_the_last_two_words_of_a_headline_stay_together() -> None:
    """A headline of several lines never ends with one short word alone."""
    title = "Harbour closes as the storm tears cranes loose"
    assert unwidow(title) == f"Harbour closes as the storm tears cranes{NO_BREAK}loose"
    assert unwidow("Storm closes harbour") == "Storm closes harbour"
    assert unwidow("One word at its end is a Donaudampfschifffahrt") == (
        "One word at its end is a Donaudampfschifffahrt"
    )


def test_longer_headlines_are_set_smaller() -> None:
    """The five sizes follow the length."""
    sizes = [headline_size("x" * n) for n in (20, 80, 150, 250, 400)]
    assert sizes == ["xl", "l", "m", "s", "xs"]


def test_only_right_to_left_text_is_isolated() -> None:
    """Isolates are invisible characters: they stand only where they are needed."""
    assert isolate("Haaretz") == "Haaretz"
    assert isolate("ایسنا") == "\u2068ایسنا\u2069"
