"""Addresses and sources over the API."""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.testclient import TestClient

from digest.model.definition import Definitions, SourceDefinition, SourceKind
from digest.service.define import define_all
from digest.web.app import create_app
from digest.web.guard import LOOPBACK, Rules, hashed

if TYPE_CHECKING:
    from digest.service.context import Context


def test_sources_are_listed(client: TestClient, context: Context) -> None:
    """A source that was defined and not asked yet is fresh."""
    assert client.get("/api/v1/sources").json() == []
    source = SourceDefinition("gazette", SourceKind.FEED, "https://example.org/feed.xml")
    define_all(context, Definitions(sources=(source,)))
    (found,) = client.get("/api/v1/sources").json()
    assert (found["name"], found["health"]) == ("gazette", "fresh")
    assert (found["interval"], found["error"], found["duplicates"]) == (3600.0, None, None)


def test_an_address_is_accepted_in_place_of_a_text(client: TestClient) -> None:
    """A URL alone becomes a job that fetches it; the same key is the same job."""
    page = {"url": "https://example.org/a?b=1", "title": "Storm"}
    first, again = (
        client.post("/api/v1/articles", json=page, headers={"Idempotency-Key": "k"})
        for _ in range(2)
    )
    assert (first.status_code, again.status_code) == (202, 202)
    assert first.json() == again.json()
    assert (first.json()["kind"], first.json()["subject"]) == ("fetch", page["url"])


def test_an_address_that_is_never_fetched_is_refused(client: TestClient) -> None:
    """Credentials and other schemes are a problem of the request, told in one sentence."""
    for url in ("file:///etc/passwd", "http://me:secret@example.org/"):
        answer = client.post("/api/v1/articles", json={"url": url})
        assert answer.status_code == 422
        assert "secret" not in answer.json()["detail"]


def test_the_desk_is_a_page(client: TestClient, context: Context) -> None:
    """It tells how each source stands, and shows addresses to those who may write alone."""
    assert "No source is defined yet" in client.get("/sources").text
    source = SourceDefinition("gazette", SourceKind.FEED, "https://example.org/feed?key=<1>")
    define_all(context, Definitions(sources=(source,)))
    page = client.get("/sources")
    assert page.status_code == 200
    assert "gazette" in page.text
    assert "fresh" in page.text
    assert "key=&lt;1&gt;" in page.text
    assert "noindex" in page.text
    guarded = create_app(context, rules=Rules(hosts=LOOPBACK, tokens=hashed(["t" * 20])))
    with TestClient(guarded, base_url="http://localhost") as stranger:
        assert "gazette" in stranger.get("/sources").text
        assert "key=" not in stranger.get("/sources").text
        (found,) = stranger.get("/api/v1/sources").json()
        assert (found["name"], found["address"], found["error"]) == ("gazette", None, None)
