"""Ids are permanent, unique, and of the scheme that fits the publisher."""

from __future__ import annotations

import re
from datetime import date
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.publish.ids import calendar_uid, edition_id, event_id, feed_id, is_public, mint

DAY = date(2021, 3, 8)
PUBLIC = "https://news.example.org/daily/"
PRIVATE = "https://digest.invalid/"
# RFC 4151, section 2.1.
TAG = re.compile(
    r"tag:[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*,"
    r"\d{4}-\d\d-\d\d:([A-Za-z0-9\-._~!$&'()*+,;=:@/?]|%[0-9A-F]{2})*"
)


@pytest.mark.parametrize(
    ("base", "public"),
    [
        ("https://news.example.org/", True),
        ("https://xn--bcher-kva.de/", True),
        ("https://NEWS.example.org:8443/x/", True),
        ("https://digest.invalid/", False),
        ("http://localhost:8000/", False),
        ("http://me.localhost/", False),
        ("http://a.test/", False),
        ("http://a.example/", False),
        ("http://printer.local/", False),
        ("http://127.0.0.1/", False),
        ("http://[::1]:80/", False),
        ("http://intranet/", False),
        ("http://8.8.8.8./", False),
    ],
)
def test_only_a_real_domain_is_public(base: str, public: bool) -> None:  # noqa: FBT001
    """Reserved names, single labels and addresses belong to nobody."""
    assert is_public(base) is public


def test_a_public_domain_gives_tag_uris() -> None:
    """The tag names the domain, a day and the path, the port left out."""
    assert mint("https://News.Example.org:8443/daily/", "harbour", minted=DAY) == (
        "tag:news.example.org,2021-03-08:daily/harbour"
    )
    assert edition_id(PUBLIC, "harbour", "at:2021-03-08T06:00:00Z", minted=DAY) == (
        "tag:news.example.org,2021-03-08:daily/harbour/edition/at:2021-03-08T06:00:00Z"
    )


def test_a_slash_inside_a_part_is_escaped() -> None:
    """What separates parts cannot stand inside one."""
    assert mint(PUBLIC, "a/b", "c d", minted=DAY) == (
        "tag:news.example.org,2021-03-08:daily/a%2Fb/c%20d"
    )


def test_a_domain_of_other_letters_is_written_in_ascii() -> None:
    """RFC 4151 knows DNS names alone."""
    assert mint("https://bücher.de/", "x", minted=DAY) == "tag:xn--bcher-kva.de,2021-03-08:x"


def test_elsewhere_ids_are_named_uuids() -> None:
    """Without a public domain the id is a version 5 UUID, the same each time, on any day."""
    minted = feed_id(PRIVATE, "harbour", minted=DAY)
    assert minted == feed_id(PRIVATE, "harbour", minted=date(1999, 1, 1))
    assert minted.startswith("urn:uuid:")
    assert UUID(minted).version == 5


def test_kinds_do_not_share_ids() -> None:
    """A feed, an edition and an event of the same name are three things."""
    for base in (PUBLIC, PRIVATE):
        ids = {
            feed_id(base, "a", minted=DAY),
            edition_id(base, "a", "a", minted=DAY),
            event_id(base, "a", "a", minted=DAY),
        }
        assert len(ids) == 3


@given(st.lists(st.lists(st.text(max_size=6), min_size=1, max_size=3), min_size=2, unique_by=tuple))
def test_different_parts_give_different_ids(names: list[list[str]]) -> None:
    """No slash or escape inside a part makes two names one, and every id is well formed."""
    public = [mint(PUBLIC, *parts, minted=DAY) for parts in names]
    private = [mint(PRIVATE, *parts, minted=DAY) for parts in names]
    assert len(set(public)) == len(set(private)) == len(names)
    assert all(TAG.fullmatch(found) for found in public)


def test_calendar_uids_are_bare_uuids() -> None:
    """RFC 7986 asks for UUIDs; base, digest and event each make a difference."""
    uid = calendar_uid(PRIVATE, "harbour", "e-1")
    assert str(UUID(uid)) == uid
    others = {
        calendar_uid(PUBLIC, "harbour", "e-1"),
        calendar_uid(PRIVATE, "port", "e-1"),
        calendar_uid(PRIVATE, "harbour", "e-2"),
        uid,
    }
    assert len(others) == 4


@pytest.mark.parametrize(("base", "parts"), [(PUBLIC, ()), ("index.html", ("a",))])
def test_an_id_needs_a_host_and_a_name(base: str, parts: tuple[str, ...]) -> None:
    """An id of nothing, or of nobody, would clash with others."""
    with pytest.raises(ValueError, match=r"part|host"):
        mint(base, *parts, minted=DAY)
