"""The timeline feed tells each event once; the list of feeds names every digest."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import feedparser
from lxml import etree

from digest.model.article import MediaType
from digest.model.definition import DigestDefinition, Form, Origin
from digest.model.job import Pool
from digest.model.received import Given, Received
from digest.publish.events import event_keys
from digest.publish.evidence import read_evidence
from digest.service import shelf, syndicate
from digest.service.accept import Request, accept
from digest.service.dispatch import work
from digest.service.release import withdraw
from digest.service.subscriptions import feed_list
from digest.service.trigger import trigger
from digest.store import digests

if TYPE_CHECKING:
    from types import ModuleType

    import pytest
    from conftest import Clock

    from digest.service.context import Context

HARBOUR = DigestDefinition("harbour", "The harbour", forms=(Form.RSS, Form.ATOM, Form.JSON))
STORM = (
    "Storm closes the harbour\n\nPORT ALDER, March 1 -- The harbour was closed on Sunday after a "
    "storm tore two cranes loose. Harbour master Ines Okafor said the quay would reopen in April.\n"
)
GALE = (
    "Gale sinks a barge\n\nPORT ALDER, March 1 -- A barge sank off the breakwater on Saturday. "
    "The last barge that was lost here went down in November 2011 in a gale.\n"
)


def define(context: Context, definition: DigestDefinition) -> None:
    """Define a digest."""
    with context.store.write() as connection:
        digests.define(connection, definition, Origin.FILE, context.clock())


def publish(context: Context, clock: Clock, name: str, text: str) -> None:
    """Release an edition made of one new article, an hour later."""
    clock.move(hours=1)
    given = Given(published="2026-03-01", url=f"https://example.org/{name}")
    accept(context, Request(name, Received(name, MediaType.TEXT, text.encode(), given)))
    assert work(context, Pool.INGEST, worker="w") is not None
    trigger(context, "harbour", f"edition-{name}")
    while work(context, Pool.RENDER, worker="w"):
        pass


def told(context: Context, file: str = "atom.xml") -> feedparser.FeedParserDict:
    """Return the timeline feed as readers get it."""
    found = shelf.feed_file(context, "harbour", f"events/{file}")
    return feedparser.parse(shelf.content(context, found))


def events_of(context: Context, number: int) -> list[str]:
    """Return the ids on the page of an edition's events."""
    file = shelf.edition_file(context, "harbour", number, "edition.json")
    return list(event_keys(read_evidence(shelf.content(context, file))))


def test_events_come_in_as_editions_do_and_keep_ids_and_times(
    context: Context, clock: Clock
) -> None:
    """The second edition adds its events above those of the first, which stay as they were."""
    define(context, HARBOUR)
    publish(context, clock, "a", STORM)
    first = [(entry.id, entry.published, entry.title) for entry in told(context).entries]
    assert len(first) == len(events_of(context, 1)) > 0
    publish(context, clock, "b", GALE)
    both = [(entry.id, entry.published, entry.title) for entry in told(context).entries]
    assert both[-len(first) :] == first
    assert len(both) == len(first) + len(events_of(context, 2))
    assert [entry.id for entry in told(context, "rss.xml").entries] == [one[0] for one in both]


def test_an_event_is_told_by_the_edition_that_had_it_first(context: Context, clock: Clock) -> None:
    """The same sentence with the same date, in a later article, is no new entry."""
    define(context, HARBOUR)
    publish(context, clock, "a", STORM)
    before = [entry.id for entry in told(context).entries]
    publish(context, clock, "b", STORM + GALE.partition("-- ")[2])
    again = set(events_of(context, 1)) & set(events_of(context, 2))
    after = [entry.id for entry in told(context).entries]
    assert len(after) == len(set(after))
    assert after[-len(before) :] == before
    assert len(after) == len(before) + len(events_of(context, 2)) - len(again)


def test_the_timeline_feed_says_where_it_stands(context: Context, clock: Clock) -> None:
    """It has an id and an address of its own, and drops the events of a withdrawn edition."""
    define(context, HARBOUR)
    publish(context, clock, "a", STORM)
    parsed = told(context)
    assert {link.rel: link.href for link in parsed.feed.links}["self"].endswith(
        "/digests/harbour/events/atom.xml"
    )
    digest = feedparser.parse(
        shelf.content(context, shelf.feed_file(context, "harbour", "atom.xml"))
    )
    assert parsed.feed.id != digest.feed.id
    assert parsed.feed.title == "The harbour: timeline"
    clock.move(minutes=1)
    withdraw(context, "harbour", 1)
    assert told(context).entries == []


def test_the_list_of_feeds_names_every_digest_with_an_edition(
    context: Context, clock: Clock
) -> None:
    """One outline each, by the address of its RSS feed; digests without one are left out."""
    define(context, HARBOUR)
    define(context, replace(HARBOUR, name="quiet", title="Quiet", forms=(Form.ATOM,)))
    assert etree.fromstring(feed_list(context)).findall("body/outline") == []
    publish(context, clock, "a", STORM)
    (outline,) = etree.fromstring(feed_list(context)).findall("body/outline")
    assert outline.get("text") == "The harbour"
    assert outline.get("xmlUrl") == "https://digest.invalid/digests/harbour/rss.xml"


def test_a_digest_tells_every_way_to_follow_it(context: Context, clock: Clock) -> None:
    """Its feeds and its timeline feeds, which are no files of any edition."""
    define(context, HARBOUR)
    assert shelf.shown_digest(context, "harbour").offered == frozenset()
    publish(context, clock, "a", STORM)
    offered = shelf.shown_digest(context, "harbour").offered
    assert {"atom.xml", "rss.xml", "feed.json", "events/atom.xml"} <= offered


def test_all_documents_of_a_digest_are_valid(
    context: Context,
    clock: Clock,
    rules: ModuleType,
    list_rules: ModuleType,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Current, archived and timeline feeds, with a tombstone among them, and the list of them."""
    monkeypatch.setattr(syndicate, "ENTRIES", 1)
    define(context, HARBOUR)
    publish(context, clock, "a", STORM)
    publish(context, clock, "b", GALE)
    clock.move(minutes=1)
    withdraw(context, "harbour", 2)
    for folder in ("", "archive/1/", "events/"):
        for file, faults in (
            ("rss.xml", rules.rss_faults),
            ("atom.xml", rules.atom_faults),
            ("feed.json", list_rules.json_faults),
        ):
            found = shelf.feed_file(context, "harbour", folder + file)
            assert faults(shelf.content(context, found)) == [], folder + file
    assert list_rules.opml_faults(feed_list(context)) == []
