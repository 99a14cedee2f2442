"""A feed holds every edition for ever: the newest in the current document, the rest in archives."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import feedparser
import pytest
from lxml import etree

from digest.errors import ConflictError, GoneError, UnknownError
from digest.model.definition import DigestDefinition, Form, Origin, WhenEmpty
from digest.model.job import Pool
from digest.service import shelf, syndicate
from digest.service.dispatch import work
from digest.service.release import revise, withdraw
from digest.service.syndicate import archives
from digest.service.trigger import trigger
from digest.store import digests, editions, feeds
from digest.store.feeds import EDITION

if TYPE_CHECKING:
    from conftest import Clock

    from digest.model.job import Job
    from digest.service.context import Context

TIDES = DigestDefinition(
    "tides",
    "The tides",
    forms=(Form.RSS, Form.ATOM, Form.JSON),
    when_empty=WhenEmpty.NO_CHANGE,
)
TOMBSTONE = "{http://purl.org/atompub/tombstones/1.0}deleted-entry"
HOME = "https://digest.invalid/digests/tides/"


def define(context: Context) -> None:
    """Define a digest that says when nothing changed."""
    with context.store.write() as connection:
        digests.define(connection, TIDES, Origin.FILE, context.clock())


def do(context: Context) -> Job | None:
    """Do the most urgent job of the render pool."""
    return work(context, Pool.RENDER, worker="w")


def publish(context: Context, clock: Clock, count: int) -> None:
    """Release `count` editions, an hour between them."""
    for _ in range(count):
        clock.move(hours=1)
        trigger(context, "tides", f"at-{clock.now:%d-%H}")
        while do(context):
            pass


def document(context: Context, file: str) -> bytes:
    """Return a document of the feed as readers get it."""
    return shelf.content(context, shelf.feed_file(context, "tides", file))


def walked(context: Context, file: str) -> list[feedparser.FeedParserDict]:
    """Return the current document and the archives before it, as their links lead."""
    found = [feedparser.parse(document(context, file))]
    while prev := [x.href for x in found[-1].feed.links if x.rel == "prev-archive"]:
        found.append(feedparser.parse(document(context, prev[0].removeprefix(HOME))))
    return found


@pytest.fixture(autouse=True)
def _small(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a feed hold two editions at least."""
    monkeypatch.setattr(syndicate, "ENTRIES", 2)


def test_the_current_document_is_never_short_of_entries() -> None:
    """Every edition has one place, and an archive is cut from what the current one can spare."""
    for count in range(30):
        current = count - archives(count) * syndicate.ENTRIES
        assert current < 2 * syndicate.ENTRIES
        assert current >= min(count, syndicate.ENTRIES)
        assert archives(count + 1) - archives(count) in {0, 1}


@pytest.mark.parametrize("file", ["atom.xml", "rss.xml"])
def test_the_links_to_archives_lead_to_every_edition(
    context: Context, clock: Clock, file: str
) -> None:
    """Each once, by the id that was minted, at the time of its release."""
    define(context)
    publish(context, clock, 7)
    parts = walked(context, file)
    assert [len(part.entries) for part in parts] == [3, 2, 2]
    assert [part.bozo for part in parts] == [False, False, False]
    entries = [entry for part in parts for entry in part.entries]
    with context.store.read() as connection:
        released = editions.released(connection, "tides")
        ids = feeds.ids_of(connection, "tides", EDITION, [edition.key for edition in released])
    assert [entry.id for entry in entries] == [ids[edition.key] for edition in released]
    assert [entry.published_parsed[:6] for entry in entries] == [
        edition.released.timetuple()[:6] for edition in released if edition.released
    ]


def test_archives_say_that_they_are_and_where_the_current_document_stands(
    context: Context, clock: Clock
) -> None:
    """As RFC 5005 asks: the mark, the link to the current document, and their own address."""
    define(context)
    publish(context, clock, 4)
    archive = document(context, "archive/1/atom.xml")
    assert b'<fh:archive xmlns:fh="http' in archive or b"<fh:archive/>" in archive
    links = {link.rel: link.href for link in feedparser.parse(archive).feed.links}
    assert links["current"] == f"{HOME}atom.xml"
    assert links["self"] == f"{HOME}archive/1/atom.xml"
    assert "prev-archive" not in links
    assert b"archive>" not in document(context, "atom.xml")
    assert json.loads(document(context, "archive/1/feed.json"))["feed_url"].endswith(
        "/archive/1/feed.json"
    )


def test_archives_stay_as_they_were_written(context: Context, clock: Clock) -> None:
    """A later release writes the current document, and no archive again."""
    define(context)
    publish(context, clock, 4)
    before = shelf.feed_file(context, "tides", "archive/1/atom.xml")
    publish(context, clock, 2)
    assert shelf.feed_file(context, "tides", "archive/1/atom.xml") == before
    assert shelf.feed_file(context, "tides", "archive/2/atom.xml").modified == clock.now


def test_a_feed_is_as_new_as_its_newest_entry(context: Context, clock: Clock) -> None:
    """Neither the clock nor when its edition was composed moves the feed's date."""
    define(context)
    publish(context, clock, 1)
    first = document(context, "atom.xml")
    parsed = feedparser.parse(first)
    assert parsed.feed.updated == parsed.entries[0].updated == clock.now.isoformat()


def test_an_archive_that_was_not_written_is_unknown(context: Context, clock: Clock) -> None:
    """The message names what is missing."""
    define(context)
    publish(context, clock, 1)
    with pytest.raises(UnknownError, match=r"no file 'archive/1/atom\.xml'"):
        document(context, "archive/1/atom.xml")


def test_a_withdrawn_edition_leaves_a_tombstone(context: Context, clock: Clock) -> None:
    """Its entry is gone from every form, and Atom says which and when."""
    define(context)
    publish(context, clock, 2)
    newest, kept = (entry.id for entry in feedparser.parse(document(context, "atom.xml")).entries)
    clock.move(minutes=5)
    withdraw(context, "tides", 2)
    after = document(context, "atom.xml")
    assert [entry.id for entry in feedparser.parse(after).entries] == [kept]
    (stone,) = etree.fromstring(after).iter(TOMBSTONE)
    assert (stone.get("ref"), stone.get("when")) == (newest, clock.now.isoformat())
    assert [item["id"] for item in json.loads(document(context, "feed.json"))["items"]] == [kept]
    with pytest.raises(GoneError, match="Edition 2 of the digest 'tides' was withdrawn"):
        shelf.shown_edition(context, "tides", 2)


def test_an_archive_loses_what_is_withdrawn_and_nothing_moves(
    context: Context, clock: Clock
) -> None:
    """Other archives stay as they were; the last edition to go leaves an empty feed."""
    define(context)
    publish(context, clock, 6)
    second = shelf.feed_file(context, "tides", "archive/2/atom.xml")
    clock.move(minutes=5)
    withdraw(context, "tides", 1)
    assert shelf.feed_file(context, "tides", "archive/2/atom.xml") == second
    assert [len(part.entries) for part in walked(context, "atom.xml")] == [2, 2, 1]
    for number in range(2, 7):
        withdraw(context, "tides", number)
    assert [len(part.entries) for part in walked(context, "rss.xml")] == [0, 0, 0]
    assert shelf.published_file(context, "tides", "rss.xml").edition is None
    assert len(list(etree.fromstring(document(context, "atom.xml")).iter(TOMBSTONE))) == 6


def correct(context: Context, number: int, title: str) -> None:
    """Release a second revision of an edition, which tells the same under another title."""
    with context.store.read() as connection:
        stored = editions.get(connection, "tides", number)
        files = editions.files_of(connection, stored)
    revise(context, stored, title, {f.name: context.blobs.get(f.blob) for f in files.values()})


def test_a_corrected_edition_comes_back_into_the_current_document(
    context: Context, clock: Clock
) -> None:
    """First, by its id and its time of publication, updated later; its archive stays as it was."""
    define(context)
    publish(context, clock, 6)
    archived = shelf.feed_file(context, "tides", "archive/1/atom.xml")
    old = feedparser.parse(document(context, "archive/1/atom.xml")).entries[-1]
    clock.move(minutes=5)
    correct(context, 1, "Corrected")
    entries = feedparser.parse(document(context, "atom.xml")).entries
    assert [entry.id for entry in entries].count(old.id) == 1
    assert (entries[0].id, entries[0].published) == (old.id, old.published)
    assert entries[0].updated == clock.now.isoformat() > old.updated
    assert len(entries) == 3
    assert shelf.feed_file(context, "tides", "archive/1/atom.xml") == archived
    assert shelf.shown_edition(context, "tides", 1).revision == 2


def test_a_newer_edition_does_not_hide_a_correction(context: Context, clock: Clock) -> None:
    """It stands in the current document for as long as its archive tells the older text."""
    define(context)
    publish(context, clock, 4)
    correct(context, 4, "Corrected at once")
    correct(context, 1, "Corrected late")
    publish(context, clock, 2)
    ids = [entry.id for entry in feedparser.parse(document(context, "rss.xml")).entries]
    with context.store.read() as connection:
        known = feeds.ids_of(connection, "tides", EDITION)
        keys = {e.number: e.key for e in editions.released(connection, "tides")}
    assert ids == [known[keys[n]] for n in (6, 5, 4, 1)]


def test_of_two_corrections_at_once_one_is_refused(context: Context, clock: Clock) -> None:
    """Whoever looked at the revision before is told to look again."""
    define(context)
    publish(context, clock, 1)
    with context.store.read() as connection:
        stored = editions.get(connection, "tides", 1)
    correct(context, 1, "Corrected")
    with pytest.raises(ConflictError, match="changed meanwhile"):
        revise(context, stored, "Corrected too", {"edition.json": b"{}"})


def test_the_feed_of_a_digest_that_is_no_longer_defined_has_ended(
    context: Context, clock: Clock
) -> None:
    """It is gone, not unknown, so that readers stop asking; its editions stay."""
    define(context)
    publish(context, clock, 1)
    with context.store.write() as connection:
        digests.retire(connection, "tides", clock.now)
    with pytest.raises(GoneError, match="no longer defined"):
        shelf.published_file(context, "tides", "atom.xml")
    assert shelf.shown_edition(context, "tides", 1).number == 1


def test_a_feed_names_its_stylesheet_and_its_icon(context: Context, clock: Clock) -> None:
    """By absolute addresses of the service, in the current document and in archives."""
    define(context)
    publish(context, clock, 4)
    for file in ("atom.xml", "archive/1/atom.xml"):
        written = document(context, file)
        assert (
            b'<?xml-stylesheet type="text/css" href="https://digest.invalid/feed.css"?>' in written
        )
        assert feedparser.parse(written).feed.icon == "https://digest.invalid/icon.svg"
