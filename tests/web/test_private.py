"""A private digest is read by those who have its address, and by nobody else."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from starlette.testclient import TestClient

from digest.model.definition import Definitions, DigestDefinition, Form, WhenEmpty
from digest.model.job import Pool
from digest.service.define import define_all
from digest.service.dispatch import work
from digest.service.secrecy import whereabouts
from digest.service.trigger import trigger
from digest.web.app import create_app

if TYPE_CHECKING:
    from collections.abc import Iterator

    from digest.service.context import Context

BASE = "https://news.example/"
BOARD = DigestDefinition(
    "board",
    "For the board",
    forms=(Form.PAGE, Form.RSS, Form.ATOM, Form.JSON),
    when_empty=WhenEmpty.NO_CHANGE,
    private=True,
)
STORMS = DigestDefinition("storms", "Storms & <Tides>")


@pytest.fixture
def home(context: Context) -> str:
    """The path of a private digest with an edition, in a service with a public one."""
    define_all(context, Definitions((BOARD, STORMS)))
    trigger(context, "board", "one")
    while work(context, Pool.RENDER, worker="w"):
        pass
    return path(context)


@pytest.fixture
def stranger(context: Context) -> Iterator[TestClient]:
    """A client from elsewhere, who may not write."""
    app = create_app(context, fresh=context.place.renewal * 0)
    with TestClient(app, base_url=BASE, client=("203.0.113.9", 50000)) as opened:
        yield opened


def path(context: Context) -> str:
    """Return the path of the private digest's page."""
    return "/" + whereabouts(context, "board").page.removeprefix(BASE)


def test_whoever_has_the_address_reads_it(stranger: TestClient, home: str) -> None:
    """Page, feeds, editions; each says that nobody is to keep or to find it."""
    for file in ("", "atom.xml", "rss.xml", "feed.json", "editions/1/", "events/atom.xml"):
        found = stranger.get(home + file)
        assert found.status_code == 200, file
        assert found.headers["x-robots-tag"] == "noindex, nofollow, noarchive"
        assert found.headers["referrer-policy"] == "no-referrer"
        assert "public" not in found.headers["cache-control"]
    assert f"{BASE[:-1]}{home}atom.xml" in stranger.get(f"{home}atom.xml").text
    assert 'rel="canonical"' not in stranger.get(f"{home}editions/1/").text


def test_without_the_address_there_is_none(stranger: TestClient, home: str) -> None:
    """Neither by its name, nor with another secret, nor in any list or message."""
    for guess in ("board", "board~", "board~guess", f"{home.split('/')[2]}x"):
        for file in ("", "atom.xml", "editions/1/", "editions/1/edition.json", "archive/1/rss.xml"):
            assert stranger.get(f"/digests/{guess}/{file}").status_code == 404
        assert stranger.get(f"/briefings/{guess}/latest.pdf").status_code == 404
        assert stranger.get(f"/api/v1/digests/{guess}").status_code == 404
        assert stranger.get(f"/api/v1/digests/{guess}/editions/1").status_code == 404
    secret = home.partition("~")[2]
    assert stranger.get("/api/v1/jobs/one").status_code == 404
    assert stranger.get("/api/v1/jobs/one/events").status_code == 404
    listed = ("/", "/feeds.opml", "/robots.txt", "/digests/nothing/", "/metrics")
    for address in (*listed, "/api/v1/digests", "/api/v1/jobs"):
        told = stranger.get(address).text
        assert "board" not in told
        assert secret not in told
    assert stranger.get("/atom.xml").status_code in {200, 404}
    assert "board" not in stranger.get("/atom.xml").text


def test_who_may_write_knows_of_it(context: Context, client: TestClient, home: str) -> None:
    """The API tells its owner where it stands."""
    assert [d["name"] for d in client.get("/api/v1/digests").json()] == ["board", "storms"]
    assert client.get("/api/v1/jobs/one").json()["subject"] == "board"
    assert "board" in {job["subject"] for job in client.get("/api/v1/jobs").json()}
    (files,) = [e["files"] for e in client.get("/api/v1/digests/board/editions").json()["editions"]]
    assert files["index.html"] == f"{home}editions/1/index.html"
    assert client.get(files["index.html"]).status_code == 200
    assert whereabouts(context, "board").feeds["rss.xml"].endswith(f"{home}rss.xml")


def test_a_new_secret_shuts_the_old_address(
    context: Context, client: TestClient, home: str
) -> None:
    """The feed is there at once under the new one, with the same ids."""
    before = client.get(f"{home}feed.json").json()
    told = client.post("/api/v1/digests/board/secret").json()
    assert client.get(f"{home}feed.json").status_code == 404
    assert told["page"] == f"{BASE[:-1]}{path(context)}" != f"{BASE[:-1]}{home}"
    after = client.get(f"{path(context)}feed.json").json()
    assert [item["id"] for item in after["items"]] == [item["id"] for item in before["items"]]
    assert after["feed_url"] == told["feeds"]["feed.json"]
    assert after["items"][0]["url"].startswith(told["page"])
    assert client.post("/api/v1/digests/storms/secret").status_code == 409


def test_a_digest_that_is_no_longer_private_stands_at_its_name(
    context: Context, stranger: TestClient, home: str
) -> None:
    """And its old secret is worth nothing."""
    define_all(context, Definitions((DigestDefinition("board", "For all", forms=BOARD.forms),)))
    while work(context, Pool.RENDER, worker="w"):
        pass
    assert stranger.get("/digests/board/").status_code == 200
    assert stranger.get(f"{home}atom.xml").status_code == 404


def test_the_old_address_of_a_renamed_private_digest_needs_its_secret(
    context: Context, stranger: TestClient, home: str
) -> None:
    """With it, it leads on; without, nobody learns the new name."""
    renamed = DigestDefinition("council", "Council", private=True, formerly=("board",))
    define_all(context, Definitions((renamed,)))
    secret = home.partition("~")[2]
    found = stranger.get(f"{home}atom.xml", follow_redirects=False)
    assert (found.status_code, found.headers["location"]) == (
        301,
        f"/digests/council~{secret}atom.xml",
    )
    blind = stranger.get("/digests/board/atom.xml", follow_redirects=False)
    assert blind.status_code == 404
    assert "council" not in blind.text
