"""A reader that says which version it has, and asks for what is new, gets no more than that."""

from __future__ import annotations

import gzip
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import feedparser
import pytest
from starlette.testclient import TestClient

from digest.model.definition import Definitions, DigestDefinition, Form, WhenEmpty
from digest.model.job import Pool
from digest.service.define import define_all
from digest.service.dispatch import work
from digest.service.release import withdraw
from digest.service.trigger import trigger
from digest.web.app import create_app
from digest.web.caching import represent
from digest.web.delta import Versions, is_asked

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from types import ModuleType

    from digest.service.context import Context

TIDES = DigestDefinition(
    "tides", "Tides", forms=(Form.RSS, Form.ATOM, Form.JSON), when_empty=WhenEmpty.NO_CHANGE
)
FILES = ("atom.xml", "rss.xml")
ATOM = "application/atom+xml"


@pytest.fixture
def moving(context: Context) -> Context:
    """A service whose clock goes on by a minute at each look."""
    now = [context.clock()]

    def clock() -> object:
        now[0] += timedelta(minutes=1)
        return now[0]

    define_all(context, Definitions((TIDES,)))
    return replace(context, clock=clock)


@pytest.fixture
def release(moving: Context) -> Callable[[str], None]:
    """Return what releases an edition."""

    def make(key: str) -> None:
        trigger(moving, "tides", key)
        while work(moving, Pool.RENDER, worker="w"):
            pass

    return make


@pytest.fixture
def tides(moving: Context, release: Callable[[str], None]) -> Iterator[TestClient]:
    """A client of a service with two editions."""
    release("one")
    release("two")
    app = create_app(moving, fresh=timedelta(0))
    with TestClient(app, base_url="http://localhost", client=("127.0.0.1", 50000)) as opened:
        yield opened


def ids(document: bytes) -> list[str]:
    """Return the ids of a feed's entries."""
    return [entry.id for entry in feedparser.parse(document).entries]


@pytest.mark.parametrize("file", FILES)
def test_only_new_entries_are_sent(
    tides: TestClient, release: Callable[[str], None], rules: ModuleType, file: str
) -> None:
    """As a whole document, with the tag of the newest version."""
    before = tides.get(f"/digests/tides/{file}")
    release("three")
    release("four")
    asked = {"a-im": "feed", "if-none-match": before.headers["etag"]}
    new = tides.get(f"/digests/tides/{file}", headers=asked)
    whole = tides.get(f"/digests/tides/{file}")
    assert (new.status_code, new.headers["im"]) == (226, "feed")
    assert new.headers["etag"] == whole.headers["etag"]
    assert "no-store" in new.headers["cache-control"]
    assert ids(new.content) == ids(whole.content)[:2]
    assert ids(new.content) + ids(before.content) == ids(whole.content)
    faults = rules.atom_faults if file == "atom.xml" else rules.rss_faults
    assert faults(new.content) == []
    again = {"a-im": "feed", "if-none-match": new.headers["etag"]}
    assert tides.get(f"/digests/tides/{file}", headers=again).status_code == 304


def test_a_version_is_known_by_its_tag_in_every_encoding(
    tides: TestClient, release: Callable[[str], None]
) -> None:
    """What is new comes packed too, and leads to the tag of the packed whole."""
    asked = {"accept-encoding": "gzip"}
    before = tides.get("/digests/tides/atom.xml", headers=asked)
    release("three")
    with tides.stream(
        "GET",
        "/digests/tides/atom.xml",
        headers={**asked, "a-im": "feed", "if-none-match": before.headers["etag"]},
    ) as new:
        packed = b"".join(new.iter_raw())
    assert (new.status_code, new.headers["content-encoding"]) == (226, "gzip")
    assert len(ids(gzip.decompress(packed))) == 1
    whole = tides.get("/digests/tides/atom.xml", headers=asked)
    assert new.headers["etag"] == whole.headers["etag"]


def test_who_does_not_ask_for_it_gets_the_whole(
    tides: TestClient, release: Callable[[str], None]
) -> None:
    """And so does who has a version that nobody remembers, asks for JSON, or for another kind."""
    before = tides.get("/digests/tides/atom.xml").headers["etag"]
    other = tides.get("/digests/tides/feed.json").headers["etag"]
    release("three")
    for file, headers in (
        ("atom.xml", {"if-none-match": before}),
        ("atom.xml", {"if-none-match": before, "a-im": "vcdiff, diffe"}),
        ("atom.xml", {"if-none-match": '"unknown"', "a-im": "feed"}),
        ("atom.xml", {"a-im": "feed"}),
        ("feed.json", {"if-none-match": other, "a-im": "feed"}),
    ):
        found = tides.get(f"/digests/tides/{file}", headers=headers)
        assert (found.status_code, "im" in found.headers) == (200, False)
        assert all(f"/editions/{number}/" in found.text for number in (1, 2, 3))


def test_a_withdrawal_is_told_in_what_is_new(tides: TestClient, moving: Context) -> None:
    """The tombstone stands beside the entries, of which none is new."""
    before = tides.get("/digests/tides/atom.xml")
    withdraw(moving, "tides", 1)
    asked = {"a-im": "feed", "if-none-match": before.headers["etag"]}
    new = tides.get("/digests/tides/atom.xml", headers=asked)
    assert new.status_code == 226
    assert b"deleted-entry" in new.content
    assert ids(new.content) == []


def test_old_versions_are_forgotten() -> None:
    """The memory is bounded; what was forgotten is not known any more."""
    versions = Versions(most=4)
    files = [
        represent(b"<feed><entry>%d</entry><entry>x</entry></feed>" % n, ATOM, None)
        for n in range(6)
    ]
    for file in files:
        versions.remember(file)
    last = files[-1]
    tags = [file.variants["identity"].etag for file in files]
    assert versions.since(last, tags[4]) == b"<feed><entry>5</entry></feed>"
    assert versions.since(last, f"W/{tags[4]}, {tags[3]}") == b"<feed><entry>5</entry></feed>"
    assert versions.since(last, tags[0]) is None


@pytest.mark.parametrize(
    ("header", "asks"),
    [("feed", True), ("vcdiff, feed;q=0.5", True), ("FEED", True), ("", False), ("feeds", False)],
)
def test_the_header_is_read_as_a_list(header: str, asks: bool) -> None:  # noqa: FBT001 - a case
    """Among other manipulations, in any case, with parameters."""
    assert is_asked(header) is asks
