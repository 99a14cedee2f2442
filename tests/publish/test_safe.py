"""Untrusted text and links reach templates harmless, and lose nothing that is legal."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.publish.safe import direction, host_of, safe_text, safe_url

BIDI = "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"


def open_embeddings(text: str) -> int:
    """Return how many bidi embeddings and isolates of `text` are still open at its end."""
    openers, depth = "\u202a\u202b\u202d\u202e\u2066\u2067\u2068", 0
    for char in text:
        depth += (char in openers) - (char in "\u202c\u2069")
    return depth


@given(st.text(st.sampled_from("ab \n" + BIDI)))
def test_every_embedding_that_opens_closes(text: str) -> None:
    """Whatever bidi controls a text holds, it ends with as many closed as opened."""
    assert open_embeddings(safe_text(text)) == 0


@given(st.text())
def test_safe_text_has_no_controls_and_is_stable(text: str) -> None:
    """No control character or surrogate survives, and a second pass changes nothing."""
    safe = safe_text(text)
    assert not any(ord(c) < 32 or 0x7F <= ord(c) < 0xA0 or 0xD800 <= ord(c) < 0xE000 for c in safe)
    assert safe_text(safe) == safe


@given(st.text(st.characters(categories=("L", "N", "P", "S", "M"))))
def test_legal_text_is_kept(text: str) -> None:
    """Letters, marks, digits, punctuation and symbols all stay, in their order."""
    assert safe_text(text) == text


@pytest.mark.parametrize(
    "url",
    [
        "javascript:alert(1)",
        "JaVaScRiPt:alert(1)",
        " javascript:alert(1)",
        "java\nscript:alert(1)",
        "data:text/html,<script>alert(1)</script>",
        "file:///etc/passwd",
        "vbscript:x",
        "https:///no-host",
        "//example.org/x",
        "https://exa mple.org/",
        "https://example.org/\u202e",
        "http://[::1",
        "",
        None,
    ],
)
def test_a_link_that_could_harm_is_refused(url: str | None) -> None:
    """Only whole http, https and mailto links pass."""
    assert safe_url(url) is None


@pytest.mark.parametrize(
    "url", ["https://example.org/a?b=1#c", "http://example.org", "mailto:desk@example.org"]
)
def test_an_ordinary_link_is_kept_as_it_is(url: str) -> None:
    """A link that may be followed is not rewritten."""
    assert safe_url(url) == url


def test_the_host_is_shown_without_www() -> None:
    """The host of a link names it, without the prefix nobody reads."""
    assert host_of("https://www.example.org/x") == "example.org"
    assert host_of(None) is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Storm closes the harbour", "ltr"),
        ("گفت‌وگوی تلفنی با William Hague", "rtl"),
        ("Obama und Rouhani (روحانی)", "ltr"),
        ("", "ltr"),
    ],
)
def test_direction_follows_most_letters(text: str, expected: str) -> None:
    """A name in another script does not turn a text around."""
    assert direction(text) == expected
