"""An edition is made of what is new, released whole or not at all, and its feed follows."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import feedparser
import pytest

from digest.errors import StoreFullError
from digest.model.article import MediaType
from digest.model.definition import DigestDefinition, Form, Origin, Part, Schedule, WhenEmpty
from digest.model.job import JobKind, JobState, Pool
from digest.model.received import Given, Received
from digest.publish.evidence import read_evidence
from digest.service import follow
from digest.service import release as releasing
from digest.service.accept import Request, accept
from digest.service.dispatch import work
from digest.service.produce import NOTHING_NEW
from digest.service.syndicate import write_feed
from digest.service.tick import make_due
from digest.service.trigger import trigger
from digest.store import digests, editions, feeds, joblist, jobs

if TYPE_CHECKING:
    from conftest import Clock

    from digest.model.edition import Edition
    from digest.model.job import Job
    from digest.service.context import Context
    from digest.store.editions import StoredEdition

FORMS = (Form.PAGE, Form.RSS, Form.ATOM, Form.JSON, Form.CALENDAR, Form.TIMELINE)
HARBOUR = DigestDefinition("harbour", "The harbour", forms=FORMS)
STORM = (
    "Storm closes the harbour\n\nPORT ALDER, March 1 -- The harbour was closed on Sunday after a "
    "storm tore two cranes loose. Harbour master Ines Okafor said the quay would reopen in April.\n"
)


def define(context: Context, definition: DigestDefinition = HARBOUR) -> None:
    """Define a digest."""
    with context.store.write() as connection:
        digests.define(connection, definition, Origin.FILE, context.clock())


def send(context: Context, name: str, text: str = STORM) -> None:
    """Accept an article and read it."""
    given = Given(published="2026-03-01", url=f"https://example.org/{name}")
    accept(context, Request(name, Received(name, MediaType.TEXT, text.encode(), given)))
    assert work(context, Pool.INGEST, worker="w") is not None


def do(context: Context) -> Job | None:
    """Do the most urgent job of the render pool."""
    return work(context, Pool.RENDER, worker="w")


def ask(context: Context, name: str, **wishes: str) -> Job:
    """Trigger an edition, do all there is to do, and return its job."""
    trigger(context, "harbour", name, **wishes)  # type: ignore[arg-type]
    while do(context):
        pass
    with context.store.read() as connection:
        return joblist.get(connection, name)


def released(context: Context) -> tuple[StoredEdition, ...]:
    """Return the released editions, the newest first."""
    with context.store.read() as connection:
        return editions.released(connection, "harbour")


def told(context: Context, number: int) -> Edition:
    """Return a released edition as its evidence tells it."""
    with context.store.read() as connection:
        files = editions.files_of(connection, editions.get(connection, "harbour", number))
    return read_evidence(context.blobs.get(files["edition.json"].blob))


def feed(context: Context, name: str = "atom.xml") -> bytes:
    """Return a file of the digest's feed."""
    with context.store.read() as connection:
        return context.blobs.get(feeds.files_of(connection, "harbour")[name].blob)


def test_an_edition_is_released_in_the_forms_asked_for(context: Context, clock: Clock) -> None:
    """Its files, its job's result and its feed's entry are there; no form is made beside."""
    define(context)
    send(context, "a")
    clock.move(minutes=1)
    assert ask(context, "first").result == "harbour-1"
    (edition,) = released(context)
    assert (edition.as_of, edition.released) == (clock.now, clock.now)
    assert edition.title == "Storm closes the harbour"  # its first story's, not the digest's
    with context.store.read() as connection:
        assert sorted(editions.files_of(connection, edition)) == [
            "edition.json",
            "index.html",
            "timeline.ics",
            "timeline.json",
        ]
    parsed = feedparser.parse(feed(context))
    assert [entry.link for entry in parsed.entries] == [
        "https://digest.invalid/digests/harbour/editions/1/"
    ]
    assert json.loads(feed(context, "feed.json"))["home_page_url"].endswith("/digests/harbour/")
    assert told(context, 1).stories[0].sentences
    assert told(context, 1).changes is None


def test_the_next_edition_holds_what_is_new_and_says_so(context: Context, clock: Clock) -> None:
    """Entries keep their ids and order, the newest first."""
    define(context)
    send(context, "a")
    ask(context, "first")
    before = feedparser.parse(feed(context)).entries[0].id
    clock.move(hours=1)
    send(context, "b", STORM.replace("two cranes", "a roof").replace("Storm", "Gale"))
    ask(context, "second")
    second = told(context, 2)
    new = [s.url for s in second.sources if s.article in second.stories[0].articles]
    assert new == ["https://example.org/b"]
    assert "https://example.org/a" in [s.url for s in second.sources]  # the timeline cites it too
    assert [change.kind for change in second.changes or ()] == ["new"]
    entries = feedparser.parse(feed(context)).entries
    assert [entry.id for entry in entries][1] == before
    assert len({entry.id for entry in entries}) == 2


def test_nothing_new_is_skipped_or_said(context: Context) -> None:
    """As the digest asks: no edition, or one that says "no change"."""
    define(context)
    send(context, "a")
    ask(context, "first")
    assert ask(context, "second").result == NOTHING_NEW
    define(context, replace(HARBOUR, when_empty=WhenEmpty.NO_CHANGE))
    assert ask(context, "third").result == "harbour-2"
    assert told(context, 2).changes == ()
    assert len(feedparser.parse(feed(context)).entries) == 2


def test_an_edition_stands_for_its_slot_or_the_time_asked_for(
    context: Context, clock: Clock
) -> None:
    """And leaves out what was accepted later; the next slot is told."""
    define(context, replace(HARBOUR, schedule=Schedule("0 * * * *", "Europe/Berlin")))
    send(context, "a")
    clock.move(hours=1, minutes=5)
    send(context, "b", "A fire.\n")
    make_due(context)
    do(context)
    slot = datetime(2026, 3, 1, 13, tzinfo=UTC)
    first = told(context, 1)
    assert (first.as_of, first.key, first.next_due) == (
        slot,
        "at:2026-03-01T13:00Z",
        slot + timedelta(hours=1),
    )
    assert [source.url for source in first.sources] == ["https://example.org/a"]
    assert ask(context, "early", as_of="2026-03-01T12:30Z").result == NOTHING_NEW
    assert ask(context, "late", as_of="2026-03-01T13:06Z").result == "harbour-2"


@pytest.mark.parametrize("part", list(Part))
def test_a_part_may_be_left_out(context: Context, part: Part) -> None:
    """The summary alone, or the timeline alone."""
    define(context, replace(HARBOUR, parts=(part,)))
    send(context, "a")
    ask(context, "first")
    edition = told(context, 1)
    assert bool(edition.timeline) is (part is Part.TIMELINE)
    assert bool(edition.stories[0].sentences) is (part is Part.SUMMARY)


def test_a_briefing_is_printed_and_enclosed(context: Context) -> None:
    """With the size that its file has."""
    define(context, replace(HARBOUR, forms=tuple(Form)))
    send(context, "a")
    ask(context, "first")
    with context.store.read() as connection:
        files = editions.files_of(connection, editions.get(connection, "harbour", 1))
    pdf = context.blobs.get(files["briefing.pdf"].blob)
    assert pdf.startswith(b"%PDF-")
    (enclosure,) = feedparser.parse(feed(context)).entries[0].enclosures
    assert int(enclosure.length) == len(pdf)


def test_a_second_attempt_makes_the_same_bytes(
    context: Context, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A worker that died before its release changes nothing of what the next one releases."""
    define(context)
    send(context, "a")
    made: list[dict[str, bytes]] = []
    really = releasing.release

    def keep_then_fail(*arguments: object) -> None:
        made.append(dict(arguments[-1]))  # type: ignore[call-overload]
        if len(made) == 1:
            raise StoreFullError("full")
        really(*arguments)  # type: ignore[arg-type]

    monkeypatch.setattr("digest.service.produce.release", keep_then_fail)
    ask(context, "first")
    assert released(context) == ()
    send(context, "b", "A fire.\n")
    clock.move(minutes=1)
    do(context)
    assert made[0] == made[1]
    assert [edition.number for edition in released(context)] == [1]


def test_an_edition_waits_while_another_of_its_digest_is_composed(
    context: Context, clock: Clock
) -> None:
    """Its attempt costs nothing, and it goes on when the other one is out."""
    define(context)
    send(context, "a")
    trigger(context, "harbour", "first")
    with context.store.write() as connection:
        job = jobs.claim(
            connection, Pool.RENDER, clock.now, worker="w", lease=timedelta(seconds=30)
        )
        assert job is not None
        refs = digests.candidates(connection, digests.get(connection, "harbour"), clock.now)
        editions.begin(connection, "harbour", job.key, job.id, clock.now, refs)
    clock.move(seconds=1)
    second = ask(context, "second")
    assert (second.state, second.max_attempts - second.attempt) == (JobState.WAITING, 4)
    clock.move(seconds=30)
    do(context)  # the second, which has waited longer, and waits again
    do(context)
    assert [edition.key for edition in released(context)] == ["manual:first"]


def test_a_feed_that_was_not_written_is_written_by_its_job(
    context: Context, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A process that dies right after a release leaves no feed behind its editions."""
    define(context)
    send(context, "a")

    def fail(*_arguments: object) -> None:
        raise StoreFullError("full")

    with monkeypatch.context() as patch:
        patch.setattr(follow, "write_feed", fail)
        ask(context, "first")
    with context.store.read() as connection:
        assert feeds.files_of(connection, "harbour") == {}
    clock.move(seconds=5)
    job = do(context)
    assert job is not None
    assert job.kind is JobKind.INDEX
    assert len(feedparser.parse(feed(context)).entries) == 1
    updated = feed(context)
    assert write_feed(context, "harbour") == 1
    assert feed(context) == updated


def test_an_unknown_digest_is_told(context: Context) -> None:
    """One that was retired after it was asked for makes a dead job."""
    define(context)
    trigger(context, "harbour", "first")
    with context.store.write() as connection:
        digests.retire(connection, "harbour", context.clock())
    do(context)
    with context.store.read() as connection:
        job = joblist.get(connection, "first")
    assert job.state is JobState.DEAD
    assert "The digest 'harbour' is no longer defined" in (job.error or "")
