"""Links that count clicks are taken off by rule, and others stay as they are."""

from __future__ import annotations

import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.net.unwrap import unwrap

PAGE = "https://news.example.org/storm?id=7"
INSIDE = base64.urlsafe_b64encode(f'{{"e": "{PAGE}"}}'.encode()).decode().rstrip("=")


@pytest.mark.parametrize(
    "link",
    [
        "https://eur01.safelinks.protection.outlook.com/?url=https%3A%2F%2Fnews.example.org%2Fstorm%3Fid%3D7&data=x",
        "https://www.google.com/url?q=https%3A%2F%2Fnews.example.org%2Fstorm%3Fid%3D7&sa=D",
        "https://l.facebook.com/l.php?u=https%3A%2F%2Fnews.example.org%2Fstorm%3Fid%3D7&h=x",
        "https://urldefense.com/v3/__https://news.example.org/storm?id=7__;!!abc",
        f"https://letters.example.com/redirect/2/{INSIDE}",
        "https://x.awstrack.example/CL0/https:%2F%2Fnews.example.org%2Fstorm%3Fid%3D7/1/abc",
        "https://a.example/click?url=https%3A%2F%2Fb.example%2Ftrack%3Furl%3Dhttps%253A%252F%252Fnews.example.org%252Fstorm%253Fid%253D7",
    ],
)
def test_what_is_carried_inside_is_taken_out(link: str) -> None:
    """As a parameter, a part of the path, or base64; also twice over."""
    assert unwrap(link) == PAGE


@pytest.mark.parametrize(
    "link",
    [
        PAGE,
        "https://news.example.org/share?url=https%3A%2F%2Fother.example%2F",
        "https://click.example.org/f/a/bcdefghijklmnop",
        "https://click.example.org/?url=javascript:alert(1)",
        "https://click.example.org/?url=https://",
        "http://[broken/click?url=https://a.org/",
        "mailto:ada@example.org",
    ],
)
def test_what_carries_no_address_stays(link: str) -> None:
    """A page that has an address among its parameters is meant itself."""
    assert unwrap(link) == link


@given(st.text(max_size=100))
def test_any_text_is_a_link_or_stays(text: str) -> None:
    """Nothing raises."""
    assert unwrap(f"https://click.example.org/{text}")
