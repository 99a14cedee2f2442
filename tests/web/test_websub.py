"""A hub is asked to tell of a feed, proves that it may, and lets the feed be polled at once."""

from __future__ import annotations

import hashlib
import hmac
import threading
from dataclasses import dataclass, field, replace
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.testclient import TestClient

from digest.model.definition import Definitions, SourceDefinition, SourceKind
from digest.model.job import Pool
from digest.model.settings import Settings
from digest.service.define import define_all
from digest.service.dispatch import work
from digest.service.poll import make_polls
from digest.service.websub import is_reachable, is_signed
from digest.store import hubs, sources
from digest.web.app import create_app

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from digest.service.context import Context

TOPIC = "http://hub.test/feed"


@dataclass
class Hub:
    """A site with a feed that names it as its hub, and what it was asked."""

    port: int = 0
    asked: list[dict[str, str]] = field(default_factory=list)
    status: int = 202


@pytest.fixture
def hub() -> Iterator[Hub]:
    """A running hub."""
    world = Hub()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            links = "".join(
                f"<link rel='{rel}' href='{href}'/>"
                for rel, href in (("hub", f"http://hub.test:{world.port}/"), ("self", TOPIC))
            )
            feed = f"<feed xmlns='http://www.w3.org/2005/Atom'><title>A</title>{links}</feed>"
            self.send_response(404 if "robots" in self.path else 200)
            self.send_header("Content-Type", "application/atom+xml")
            self.end_headers()
            self.wfile.write(feed.encode())

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            world.asked.append({name: values[0] for name, values in parse_qs(body).items()})
            self.send_response(world.status)
            self.end_headers()

        def log_message(self, *_args: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    world.port = int(server.server_address[1])
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    yield world
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture
def public(context: Context, hub: Hub) -> Context:
    """A service with a public address, and a source whose feed has a hub."""
    place = replace(
        context.place,
        base=Settings(base_url="https://news.example.org/"),
        private_hosts=(".test",),
        host_interval=timedelta(0),
    )
    service = replace(context, place=place, resolve=lambda _host, _port: ["127.0.0.1"])
    source = SourceDefinition("gazette", SourceKind.FEED, f"http://hub.test:{hub.port}/feed")
    define_all(service, Definitions(sources=(source,)))
    return service


def poll(service: Context, **ahead: float) -> Context:
    """Poll the source `ahead` of now, and return the service at that time."""
    now = service.clock() + timedelta(**ahead)
    later = replace(service, clock=lambda: now)
    assert make_polls(later) == 1
    while work(later, Pool.FETCH, worker="w"):
        pass
    return later


def due(service: Context) -> datetime:
    """Return when the source is asked next."""
    with service.store.read() as connection:
        return sources.get(connection, "gazette").state.due


def test_a_hub_that_calls_makes_the_feed_be_polled(public: Context, hub: Hub) -> None:
    """It is asked once, verifies what it was asked, and its signature is checked."""
    later = poll(public, minutes=2)
    (asked,) = hub.asked
    assert (asked["hub.mode"], asked["hub.topic"]) == ("subscribe", TOPIC)
    callback = urlsplit(asked["hub.callback"])
    assert callback.hostname == "news.example.org"
    with TestClient(create_app(later), base_url="https://news.example.org") as caller:
        question = {"hub.mode": "subscribe", "hub.topic": TOPIC, "hub.challenge": "c<1>"}
        found = caller.get(callback.path, params={**question, "hub.lease_seconds": "86400"})
        assert (found.status_code, found.text) == (200, "c<1>")
        assert found.headers["content-type"].startswith("text/plain")
        waiting = due(later)
        assert waiting > later.clock()
        for signature, moved in (("sha256=00", False), ("", False), (None, True)):
            made = hmac.new(asked["hub.secret"].encode(), b"news", hashlib.sha256).hexdigest()
            told = f"sha256={made}" if signature is None else signature
            answer = caller.post(callback.path, content=b"news", headers={"X-Hub-Signature": told})
            assert answer.status_code == 202
            assert (due(later) == later.clock()) is moved
    poll(later)
    assert len(hub.asked) == 1


def test_what_nobody_asked_for_is_not_confirmed(public: Context, hub: Hub) -> None:
    """Another token, another feed, or the end of a subscription."""
    later = poll(public, minutes=2)
    path = urlsplit(hub.asked[0]["hub.callback"]).path
    question = {"hub.mode": "subscribe", "hub.topic": TOPIC, "hub.challenge": "c"}
    with TestClient(create_app(later), base_url="https://news.example.org") as caller:
        assert caller.get("/websub/unknown", params=question).status_code == 404
        assert caller.post("/websub/unknown", content=b"x").status_code == 404
        for change in ({"hub.topic": "http://hub.test/b"}, {"hub.mode": "unsubscribe"}):
            assert caller.get(path, params={**question, **change}).status_code == 404
    with later.store.read() as connection:
        found = hubs.find(connection, "gazette")
    assert found is not None
    assert found.until is None


def test_a_subscription_is_renewed_before_it_ends(public: Context, hub: Hub) -> None:
    """With the same address and secret; one that was never verified is asked for a day later."""
    later = poll(public, minutes=2)
    poll(later, days=2)
    assert len(hub.asked) == 2
    assert hub.asked[0] == hub.asked[1]


def test_a_hub_that_refuses_costs_nothing(public: Context, hub: Hub) -> None:
    """The feed is polled all the same."""
    hub.status = 500
    later = poll(public, minutes=2)
    with later.store.read() as connection:
        assert sources.get(connection, "gazette").state.error is None


@pytest.mark.parametrize(
    ("base", "reachable"),
    [
        ("https://news.example.org/", True),
        ("https://digest.invalid/", False),
        ("http://127.0.0.1:8000/", False),
        ("http://[::1]/", False),
        ("http://localhost:8000/", False),
        ("http://desk.local/", False),
    ],
)
def test_only_a_public_name_can_be_called(base: str, *, reachable: bool) -> None:
    """Addresses and names that lead nowhere are no callbacks."""
    assert is_reachable(base) is reachable


@given(body=st.binary(max_size=50), signature=st.text(max_size=80))
def test_no_made_up_signature_fits(body: bytes, signature: str) -> None:
    """Whatever stands in the header."""
    assert not is_signed(body, "secret", signature)
