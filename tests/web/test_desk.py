"""Addresses and sources over the API."""

from __future__ import annotations

from typing import TYPE_CHECKING

from digest.model.definition import Definitions, SourceDefinition, SourceKind
from digest.service.define import define_all

if TYPE_CHECKING:
    from starlette.testclient import TestClient

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
