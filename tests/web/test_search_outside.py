"""A real feed reader and a real browser use the search of a service that listens."""

from __future__ import annotations

import sqlite3
import subprocess
import threading
from contextlib import closing
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from digest.model.article import MediaType
from digest.model.job import Pool
from digest.model.received import Given, Received
from digest.service.accept import Request, accept
from digest.service.dispatch import work
from digest.service.indexing import index_due
from digest.service.search import look_for
from digest.web.app import create_app
from digest.web.serve import listen, server

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from digest.service.context import Context

pytestmark = pytest.mark.system

TOLD = (
    "Storm closes the harbour\n\nThe harbour of 東京 was closed by a storm & a <script>gale().\n",
    "Harbour opens again\n\nThe harbour was opened again once the storm was over.\n",
)


@pytest.fixture
def address(context: Context) -> Iterator[str]:
    """Where a service with two articles listens."""
    for number, text in enumerate(TOLD):
        given = Given(published=f"2026-02-2{number}", outlet="Gazette")
        sent = Received("storm", MediaType.TEXT, text.encode(), given)
        accept(context, Request(f"storm-{number}", sent))
        assert work(context, Pool.INGEST, worker="w") is not None
    assert index_due(context) == len(TOLD)
    opened = listen(port=0)
    running = server(create_app(context, fresh=timedelta(0)))
    thread = threading.Thread(target=running.run, kwargs={"sockets": [opened]}, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{opened.getsockname()[1]}"
    running.should_exit = True
    thread.join()
    opened.close()


def test_newsboat_follows_a_search(
    address: str, context: Context, tmp_path: Path, program: Callable[[str], str]
) -> None:
    """It has each hit once, however often it looks."""
    (tmp_path / "urls").write_text(f"{address}/search/rss.xml?q=%22the+harbour%22+storm\n")
    (tmp_path / "config").write_text("download-retries 1\ndownload-timeout 30\n")
    command = [program("newsboat"), "-u", "urls", "-c", "cache.db", "-C", "config", "-x", "reload"]
    for _ in range(2):
        subprocess.run(
            command,
            cwd=tmp_path,
            env={"HOME": str(tmp_path), "PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8"},
            check=True,
            capture_output=True,
            timeout=120,
        )
    with closing(sqlite3.connect(tmp_path / "cache.db")) as cache:
        known = cache.execute("SELECT guid FROM rss_item WHERE NOT deleted").fetchall()
    hits = look_for(context, '"the harbour" storm', trusted=True).hits
    assert sorted(guid for (guid,) in known) == sorted(hit.id for hit in hits)
    assert len(hits) == len(TOLD)


def test_a_browser_shows_what_was_found(
    address: str, tmp_path: Path, program: Callable[[str], str]
) -> None:
    """With the words marked, nothing executed, and a form that asks again."""
    shown = subprocess.run(
        [
            *(program("chromium"), "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic"),
            *("--no-first-run", "--disable-background-networking", "--disable-sync"),
            *("--disable-component-update", f"--user-data-dir={tmp_path / 'profile'}"),
            *("--dump-dom", f"{address}/search?q=%E6%9D%B1%E4%BA%AC+storm"),
        ],
        check=True,
        capture_output=True,
        timeout=120,
    ).stdout.decode()
    assert "<mark>東京</mark>" in shown
    assert "&lt;script&gt;gale()" in shown
    assert 'value="東京 storm"' in shown
    assert 'role="search"' in shown
