"""Published bytes stand at their addresses, and only those."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from starlette.testclient import TestClient

from digest.model.definition import DigestDefinition, Origin
from digest.store import digests, feeds
from digest.store.editions import StoredFile
from digest.web.app import create_app

if TYPE_CHECKING:
    from collections.abc import Callable

    from digest.service.context import Context


def test_a_permalink_keeps_its_bytes_when_the_feed_moves_on(
    client: TestClient, publish: Callable[[str], None]
) -> None:
    """The second edition changes the feed and the newest briefing, not the first edition."""
    publish("one")
    page = client.get("/digests/storms/editions/1/")
    feed = client.get("/digests/storms/rss.xml")
    publish("two")
    again = client.get("/digests/storms/editions/1/index.html")
    assert (again.content, again.headers["etag"]) == (page.content, page.headers["etag"])
    newer = client.get("/digests/storms/rss.xml", headers={"if-none-match": feed.headers["etag"]})
    assert newer.status_code == 200
    assert "two" in newer.text
    for address in ("/digests/storms/latest.pdf", "/briefings/storms/latest.pdf"):
        assert client.get(address).content.startswith(b"%PDF-2.0")
        assert b"two" in client.get(address).content


def test_a_feed_that_did_not_change_is_not_sent_again(
    client: TestClient, publish: Callable[[str], None]
) -> None:
    """By tag, and by date."""
    publish("one")
    first = client.get("/digests/storms/atom.xml", headers={"accept-encoding": "gzip"})
    assert first.headers["content-encoding"] == "gzip"
    assert first.headers["vary"] == "Accept-Encoding"
    conditions = {
        "if-none-match": first.headers["etag"],
        "if-modified-since": first.headers["last-modified"],
    }
    for name, value in conditions.items():
        asked = {"accept-encoding": "gzip", name: value}
        again = client.get("/digests/storms/atom.xml", headers=asked)
        assert (again.status_code, again.content) == (304, b"")


def test_a_head_tells_what_a_get_would(client: TestClient, publish: Callable[[str], None]) -> None:
    """The same headers, length included."""
    publish("one")
    address = "/digests/storms/editions/1/briefing.pdf"
    got, told = client.get(address), client.head(address)
    assert told.content == b""
    assert dict(told.headers) == dict(got.headers)
    assert int(got.headers["content-length"]) == len(got.content)


def test_a_briefing_can_be_fetched_in_parts(
    client: TestClient, publish: Callable[[str], None]
) -> None:
    """The parts put together are the whole."""
    publish("one")
    address = "/briefings/storms/latest.pdf"
    whole = client.get(address)
    parts = [client.get(address, headers={"range": r}) for r in ("bytes=0-99", "bytes=100-")]
    assert [part.status_code for part in parts] == [206, 206]
    assert b"".join(part.content for part in parts) == whole.content
    beyond = client.get(address, headers={"range": "bytes=999999-"})
    assert (beyond.status_code, beyond.content) == (416, b"")


@pytest.mark.parametrize(
    "address",
    [
        "/digests/storms/editions/2/",
        "/digests/storms/editions/1/secret.txt",
        "/digests/storms/editions/1/..%2F..%2Fdigest.db",
        "/digests/storms/edition.json",
        "/digests/floods/rss.xml",
        "/briefings/floods/latest.pdf",
        "/digests/storms/feed.json",
        "/nothing",
    ],
)
def test_what_is_not_published_is_a_problem_of_one_sentence(
    client: TestClient, publish: Callable[[str], None], address: str
) -> None:
    """404, as a problem document."""
    publish("one")
    found = client.get(address)
    assert found.status_code == 404
    assert found.headers["content-type"] == "application/problem+json"
    assert found.json()["status"] == 404
    assert found.json()["detail"].endswith(".")


def test_a_damaged_file_is_never_sent(
    client: TestClient, context: Context, publish: Callable[[str], None]
) -> None:
    """Its problem tells what to do, and the service goes on."""
    publish("one")
    for blob in (Path(context.place.blobs) / "objects").rglob("*"):
        if blob.is_file():
            blob.write_bytes(b"damaged")
    found = client.get("/digests/storms/rss.xml")
    assert found.status_code == 503
    assert "backup" in found.json()["detail"]
    assert client.get("/healthz").status_code == 200


def test_what_was_looked_up_lately_is_sent_from_memory(
    context: Context, publish: Callable[[str], None]
) -> None:
    """Until it is no longer fresh, without the database and the disk."""
    publish("one")
    app = create_app(context, fresh=timedelta(days=1))
    client = TestClient(app, base_url="http://localhost")
    first = client.get("/digests/storms/rss.xml")
    publish("two")
    assert client.get("/digests/storms/rss.xml").content == first.content


def test_an_archive_of_a_feed_stands_at_its_address(
    client: TestClient, context: Context, publish: Callable[[str], None]
) -> None:
    """It may be kept for long, and other archives are not found."""
    publish("one")
    content = b"<feed>" + b"archived " * 40 + b"</feed>"
    with context.store.write() as connection:
        file = StoredFile("archive/1/atom.xml", context.blobs.put(content), len(content))
        feeds.write(connection, "storms", 1, [file], context.clock())
    found = client.get("/digests/storms/archive/1/atom.xml")
    assert found.content == content
    assert found.headers["content-type"] == "application/atom+xml; charset=utf-8"
    assert "max-age=3600" in found.headers["cache-control"]
    assert client.get("/digests/storms/archive/2/atom.xml").status_code == 404


def test_a_timeline_feed_stands_at_its_address(
    client: TestClient, context: Context, publish: Callable[[str], None]
) -> None:
    """It is asked for as often as the feed of editions, and its digest's page links to it."""
    publish("one")
    content = b"<feed>" + b"events " * 40 + b"</feed>"
    assert client.get("/digests/storms/events/atom.xml").status_code == 404
    with context.store.write() as connection:
        file = StoredFile("events/atom.xml", context.blobs.put(content), len(content))
        feeds.write(connection, "storms", 1, [file], context.clock())
    found = client.get("/digests/storms/events/atom.xml")
    assert found.content == content
    assert "max-age=60" in found.headers["cache-control"]
    assert 'href="events/atom.xml"' in client.get("/digests/storms/").text


def test_the_addresses_of_a_renamed_digest_lead_on(
    client: TestClient, context: Context, publish: Callable[[str], None]
) -> None:
    """Feed, page and briefing by 301; a program that writes is told to write there, by 308."""
    publish("one")
    with context.store.write() as connection:
        renamed = DigestDefinition("gales", "Gales", formerly=("storms",))
        digests.define(connection, renamed, Origin.FILE, context.clock())
    for address in (
        "/digests/{}/atom.xml",
        "/digests/{}/editions/1/briefing.pdf",
        "/digests/{}/?offset=50",
        "/briefings/{}/latest.pdf",
        "/api/v1/digests/{}/editions/1",
    ):
        found = client.get(address.format("storms"), follow_redirects=False)
        assert (found.status_code, found.headers["location"]) == (301, address.format("gales"))
        assert client.get(address.format("gales")).status_code in {200, 404}
    again = client.post("/api/v1/digests/storms/editions", follow_redirects=False)
    assert again.status_code == 308
    assert again.headers["location"] == "/api/v1/digests/gales/editions"
