"""One feed goes over all digests, and each story has one of its own."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import feedparser
import pytest
from lxml import etree

from digest.errors import MovedError, UnknownError
from digest.model.article import MediaType
from digest.model.definition import DigestDefinition, Form, Origin, Selection, WhenEmpty
from digest.model.job import Pool
from digest.model.received import Given, Received
from digest.service import sharedfeed, shelf
from digest.service.accept import Request, accept
from digest.service.dispatch import work
from digest.service.grouping import shelved_stories
from digest.service.release import withdraw
from digest.service.subscriptions import feed_list
from digest.service.trigger import trigger
from digest.store import digests, editions, feeds, stories
from digest.store.feeds import EDITION

if TYPE_CHECKING:
    from types import ModuleType

    from conftest import Clock

    from digest.service.context import Context

TOMBSTONE = "{http://purl.org/atompub/tombstones/1.0}deleted-entry"
FORMS = (Form.RSS, Form.ATOM, Form.JSON)
HARBOUR = DigestDefinition("harbour", "The harbour", Selection(any=("harbour",)), forms=FORMS)
BARGES = DigestDefinition("barges", "Barges", Selection(any=("barge",)), forms=FORMS)
STORM = (
    "Storm closes the harbour\n\nPORT ALDER, March 1 -- The harbour was closed on Sunday after a "
    "storm tore two cranes loose. Harbour master Ines Okafor said the quay would reopen in April.\n"
)
GALE = (
    "Gale sinks a barge\n\nPORT ALDER, March 1 -- A barge sank off the breakwater on Saturday. "
    "The last barge that was lost here went down in November 2011 in a gale.\n"
)


def start(context: Context, clock: Clock) -> None:
    """Release an edition of each of two digests, an hour apart."""
    with context.store.write() as connection:
        for definition in (HARBOUR, BARGES):
            digests.define(connection, definition, Origin.FILE, context.clock())
    for name, text in (("harbour", STORM), ("barges", GALE)):
        clock.move(hours=1)
        given = Given(published="2026-03-01", url=f"https://example.org/{name}")
        accept(context, Request(name, Received(name, MediaType.TEXT, text.encode(), given)))
        work(context, Pool.INGEST, worker="w")
        trigger(context, name, f"edition-{name}")
        while work(context, Pool.RENDER, worker="w"):
            pass


def of_all(context: Context, file: str = "atom.xml") -> bytes:
    """Return the feed over all digests."""
    return shelf.content(context, sharedfeed.form_of_all(context, file))


def of_story(context: Context, story: str, file: str = "atom.xml") -> bytes:
    """Return the feed of a story."""
    return shelf.content(context, sharedfeed.form_of_story(context, story, file))


def story_called(context: Context, title: str) -> str:
    """Return the id of the story with that title."""
    (found,) = [story.id for story in shelved_stories(context) if story.title == title]
    return found


def test_the_feed_over_all_digests_holds_the_editions_of_each(
    context: Context, clock: Clock
) -> None:
    """The newest first, by the ids and times that they have in the feed of their own digest."""
    start(context, clock)
    parsed = feedparser.parse(of_all(context))
    with context.store.read() as connection:
        known = [
            (feeds.ids_of(connection, name, EDITION)[e.key], e.released)
            for name in ("barges", "harbour")
            for e in editions.released(connection, name)
        ]
    assert [entry.id for entry in parsed.entries] == [identifier for identifier, _ in known]
    assert [entry.published for entry in parsed.entries] == [
        released.isoformat() for _, released in known if released
    ]
    assert [entry.source.title for entry in parsed.entries] == ["Barges", "The harbour"]
    assert [entry.title for entry in parsed.entries] == [
        "Gale sinks a barge",
        "Storm closes the harbour",
    ]


def test_shared_feeds_break_no_rule(
    context: Context, clock: Clock, rules: ModuleType, list_rules: ModuleType
) -> None:
    """Neither with entries nor with a tombstone among them."""
    start(context, clock)
    story = story_called(context, "Storm closes the harbour")
    for is_withdrawn in (False, True):
        if is_withdrawn:
            clock.move(minutes=1)
            withdraw(context, "harbour", 1)
        for form, faults in (
            ("atom.xml", rules.atom_faults),
            ("rss.xml", rules.rss_faults),
            ("feed.json", list_rules.json_faults),
        ):
            assert faults(of_all(context, form)) == []
            assert faults(of_story(context, story, form)) == []


def test_a_withdrawn_edition_leaves_every_feed(context: Context, clock: Clock) -> None:
    """With a tombstone, so that readers let go of it."""
    start(context, clock)
    story = story_called(context, "Storm closes the harbour")
    (told,) = feedparser.parse(of_story(context, story)).entries
    clock.move(minutes=5)
    withdraw(context, "harbour", 1)
    (stone,) = etree.fromstring(of_story(context, story)).iter(TOMBSTONE)
    assert (stone.get("ref"), stone.get("when")) == (told.id, clock.now.isoformat())
    assert feedparser.parse(of_story(context, story)).entries == []
    assert [e.source.title for e in feedparser.parse(of_all(context)).entries] == ["Barges"]


def test_the_feed_of_a_story_tells_that_story_alone(context: Context, clock: Clock) -> None:
    """Its sentences, its sources, and where they stand on the edition's page."""
    start(context, clock)
    parsed = feedparser.parse(of_story(context, story_called(context, "Gale sinks a barge")))
    (entry,) = parsed.entries
    assert parsed.feed.title == "Gale sinks a barge"
    assert "A barge sank off the breakwater" in entry.content[0].value
    assert "cranes" not in entry.content[0].value
    assert entry.link.startswith("https://digest.invalid/digests/barges/editions/1/#story-")


def test_a_merged_story_leads_to_the_one_it_went_into(context: Context, clock: Clock) -> None:
    """And takes its entries along, with their ids."""
    start(context, clock)
    one = story_called(context, "Storm closes the harbour")
    other = story_called(context, "Gale sinks a barge")
    before = {
        entry.id
        for story in (one, other)
        for entry in feedparser.parse(of_story(context, story)).entries
    }
    with context.store.write() as connection:
        articles = stories.get(connection, other).articles
        stories.move(connection, dict.fromkeys(articles, (one, "Storm closes the harbour")))
    with pytest.raises(MovedError) as found:
        sharedfeed.form_of_story(context, other, "atom.xml")
    assert (found.value.old, found.value.name) == (other, one)
    after = [entry.id for entry in feedparser.parse(of_story(context, one)).entries]
    assert len(after) == 2
    assert set(after) == before


def test_the_same_state_gives_the_same_feed(context: Context, clock: Clock) -> None:
    """Byte for byte, however late it is asked for, in every form."""
    start(context, clock)
    for file in ("rss.xml", "atom.xml", "feed.json"):
        first = sharedfeed.form_of_all(context, file)
        clock.move(days=1)
        again = sharedfeed.form_of_all(context, file)
        assert (again, hash(again)) == (first, hash(first))
        assert shelf.content(context, again) == shelf.content(context, first)


def test_what_nobody_told_has_no_feed(context: Context, clock: Clock) -> None:
    """Neither a service without editions, nor an unknown story, nor an unknown form."""
    with pytest.raises(UnknownError, match="No digest has an edition yet"):
        sharedfeed.form_of_all(context, "atom.xml")
    start(context, clock)
    with pytest.raises(UnknownError, match="no story"):
        sharedfeed.form_of_story(context, "s-0", "atom.xml")
    with pytest.raises(UnknownError, match=r"no form 'atom\.json'"):
        sharedfeed.form_of_all(context, "atom.json")


def test_the_list_of_feeds_ends_with_the_one_over_all(context: Context, clock: Clock) -> None:
    """Where there is more than one digest."""
    start(context, clock)
    found = [o.get("xmlUrl") for o in etree.fromstring(feed_list(context)).iter("outline")]
    assert [(url or "").removeprefix("https://digest.invalid/") for url in found] == [
        "digests/barges/rss.xml",
        "digests/harbour/rss.xml",
        "rss.xml",
    ]


def test_an_edition_without_a_story_is_called_by_its_number(context: Context, clock: Clock) -> None:
    """Since there is no headline to call it by."""
    quiet = replace(HARBOUR, name="quiet", title="Quiet", when_empty=WhenEmpty.NO_CHANGE)
    with context.store.write() as connection:
        digests.define(connection, quiet, Origin.FILE, clock.now)
    trigger(context, "quiet", "one")
    while work(context, Pool.RENDER, worker="w"):
        pass
    (entry,) = feedparser.parse(of_all(context)).entries
    assert entry.title.startswith("Quiet, no. 1: ")
