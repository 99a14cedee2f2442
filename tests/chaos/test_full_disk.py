"""A disk that is really full: senders are told, nothing is half there, and it goes on after."""

from __future__ import annotations

import json
import os
import time
from typing import TYPE_CHECKING

import feedparser

from workers import broker

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.chaos.clients import Clients
    from tests.chaos.service import Service

WITHIN = 120.0
"""Seconds; a bound for broken runs."""
STORM = """
[[digest]]
name = "storms"
select = { any = "storm" }
when_empty = "no change"
formats = ["page", "pdf", "atom"]
"""
FIRST = {"text": "The storm closed the harbour. Two cranes fell.", "published": "2026-03-02"}
SECOND = {"text": "A second storm came by. " * 4000}


def test_a_full_disk_is_told_and_got_over(small: Service, clients_of: type[Clients]) -> None:
    """Accepting answers 507 and stores nothing; an edition waits and comes once there is space."""
    clients = clients_of(small.port, broker.url_of(small.socket), 0)
    (small.disk / "digest.toml").write_text(STORM)
    eventually(lambda: asked(clients, "digests/storms/editions", {}, "empty")[0] == 202)
    assert asked(clients, "articles", FIRST, "first")[0] == 202
    eventually(lambda: {state(clients, "empty"), state(clients, "first")} == {"done"})
    eventually(lambda: len(feed(clients).entries) == 1)

    filler = filled(small.disk)
    status, problem = asked(clients, "articles", SECOND, "second")
    assert status == 507
    assert "space" in problem["detail"]
    assert state(clients, "second") == ""
    assert asked(clients, "digests/storms/editions", {}, "wished")[0] in {202, 507}
    assert clients.ask("GET", "/healthz", None, "")[0] == 200
    assert clients.ask("GET", "/digests/storms/atom.xml", None, "")[0] == 200

    filler.unlink()
    assert asked(clients, "articles", SECOND, "second")[0] == 202
    eventually(lambda: state(clients, "second") == "done")
    assert asked(clients, "digests/storms/editions", {}, "wished")[0] == 202
    eventually(lambda: state(clients, "wished") == "done")
    eventually(lambda: len(feed(clients).entries) == 2)
    assert not feed(clients).bozo
    pdf = clients.ask("GET", "/briefings/storms/latest.pdf", None, "")[1]
    assert (pdf[:5], pdf.rstrip()[-5:]) == (b"%PDF-", b"%%EOF")


def feed(clients: Clients) -> feedparser.FeedParserDict:
    """Return the digest's feed as it is now."""
    return feedparser.parse(clients.ask("GET", "/digests/storms/atom.xml", None, "")[1])


def filled(disk: Path) -> Path:
    """Use up all the space of a disk, and return the file that does."""
    filler = disk / "filler"
    with filler.open("wb", buffering=0) as file:
        for size in (1 << 20, 1 << 12):
            while written(file.fileno(), size):
                pass
    return filler


def written(file: int, size: int) -> bool:
    """Write zeros, and return whether there was space for any."""
    try:
        return os.write(file, b"\0" * size) > 0
    except OSError:
        return False


def asked(clients: Clients, what: str, body: object, key: str) -> tuple[int, dict[str, str]]:
    """Send something to the API, and return status and answer."""
    status, content = clients.ask("POST", f"/api/v1/{what}", body, key)
    return status, json.loads(content or b"{}")


def state(clients: Clients, job: str) -> str:
    """Return the state of a job, empty when there is none."""
    status, content = clients.ask("GET", f"/api/v1/jobs/{job}", None, "")
    return str(json.loads(content)["state"]) if status == 200 else ""


def eventually(true: Callable[[], bool]) -> None:
    """Wait for a condition."""
    deadline = time.monotonic() + WITHIN
    while not true():
        assert time.monotonic() < deadline, "it did not come true"
        time.sleep(0.1)
