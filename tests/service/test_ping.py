"""A hub on loopback hears of every change of a feed, and finds itself named in it."""

from __future__ import annotations

import json
import threading
from dataclasses import dataclass, field, replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING
from urllib.parse import parse_qs

import feedparser
import pytest

from digest.model.definition import DigestDefinition, Form, Origin, WhenEmpty
from digest.model.job import JobKind, JobState, Pool
from digest.model.settings import DEFAULT_BASE_URL
from digest.service import sharedfeed, shelf
from digest.service.dispatch import work
from digest.service.ping import NO_HUB
from digest.service.release import withdraw
from digest.service.trigger import trigger
from digest.store import digests

if TYPE_CHECKING:
    from collections.abc import Iterator

    from conftest import Clock

    from digest.model.job import Job
    from digest.service.context import Context

TIDES = DigestDefinition(
    "tides", "The tides", forms=(Form.ATOM, Form.JSON), when_empty=WhenEmpty.NO_CHANGE
)


@dataclass
class Hub:
    """A hub: its address, the statuses that it answers with in turn, and what it was told."""

    url: str = ""
    statuses: list[int] = field(default_factory=lambda: [204])
    told: list[str] = field(default_factory=list)


@pytest.fixture
def hub() -> Iterator[Hub]:
    """A running hub."""
    world = Hub()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            form = parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode())
            status = world.statuses.pop(0) if len(world.statuses) > 1 else world.statuses[0]
            if form["hub.mode"] == ["publish"] and status < 300:
                world.told += form["hub.url"]
            self.send_response(status)
            self.end_headers()

        def log_message(self, *_args: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    world.url = f"http://127.0.0.1:{server.server_address[1]}/"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    yield world
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture
def telling(context: Context, hub: Hub) -> Context:
    """A service that tells the hub, with one digest."""
    place = replace(context.place, hub=hub.url, private_hosts=("127.0.0.0/8",))
    with context.store.write() as connection:
        digests.define(connection, TIDES, Origin.FILE, context.clock())
    return replace(context, place=place)


def publish(context: Context, clock: Clock, key: str) -> None:
    """Release an edition, an hour later."""
    clock.move(hours=1)
    trigger(context, "tides", key)
    while work(context, Pool.RENDER, worker="w"):
        pass


def send(context: Context) -> Job | None:
    """Do what waits to be sent, and return the job as it was claimed."""
    return work(context, Pool.FETCH, worker="w")


def test_the_hub_is_told_of_every_feed(telling: Context, clock: Clock, hub: Hub) -> None:
    """By the addresses that the feeds call their own, where they name the hub."""
    publish(telling, clock, "one")
    assert send(telling) is not None
    topics = [topic.removeprefix(DEFAULT_BASE_URL) for topic in hub.told]
    assert topics == [
        "digests/tides/atom.xml",
        "digests/tides/events/atom.xml",
        "digests/tides/events/feed.json",
        "digests/tides/feed.json",
        "rss.xml",
        "atom.xml",
        "feed.json",
    ]
    for topic, written in (
        (hub.told[0], shelf.feed_file(telling, "tides", "atom.xml")),
        (hub.told[1], shelf.feed_file(telling, "tides", "events/atom.xml")),
        (hub.told[5], sharedfeed.form_of_all(telling, "atom.xml")),
    ):
        links = feedparser.parse(shelf.content(telling, written)).feed.links
        assert {link.rel: link.href for link in links if link.rel != "alternate"} == {
            "self": topic,
            "hub": hub.url,
        }
    written_json = json.loads(
        shelf.content(telling, shelf.feed_file(telling, "tides", "feed.json"))
    )
    assert written_json["hubs"] == [{"type": "WebSub", "url": hub.url}]


def test_a_hub_that_is_away_is_told_later(telling: Context, clock: Clock, hub: Hub) -> None:
    """The job stands in the database until the hub takes it."""
    hub.statuses = [503, 204]
    publish(telling, clock, "one")
    assert send(telling) is not None
    assert hub.told == []
    found = shelf.shown_jobs(telling, state=JobState.WAITING)
    (waiting,) = [job for job in found if job.kind is JobKind.PING]
    assert "answered 503" in (waiting.error or "")
    clock.move(minutes=1)
    assert send(telling) is not None
    assert len(hub.told) == 7


def test_every_change_is_told(telling: Context, clock: Clock, hub: Hub) -> None:
    """A withdrawal too, each once."""
    publish(telling, clock, "one")
    publish(telling, clock, "two")
    withdraw(telling, "tides", 1)
    while send(telling):
        pass
    assert hub.told.count(f"{DEFAULT_BASE_URL}digests/tides/atom.xml") == 3


def test_without_a_hub_nobody_is_told(context: Context, telling: Context, clock: Clock) -> None:
    """A job that was stored before the hub was taken out ends, and no new one is stored."""
    publish(telling, clock, "one")
    assert send(context) is not None
    assert [job.result for job in shelf.shown_jobs(context) if job.kind is JobKind.PING] == [NO_HUB]
    publish(context, clock, "two")
    assert send(context) is None
