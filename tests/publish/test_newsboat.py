"""Newsboat, a real feed reader, takes our feeds over loopback HTTP."""

from __future__ import annotations

import shutil
import sqlite3
import subprocess
import threading
from contextlib import closing, contextmanager
from dataclasses import replace
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING

import pytest

from digest.publish.feed import atom, rss

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from digest.publish.channel import Channel, FeedEntry

    Write = Callable[[Channel, list[FeedEntry]], bytes]

pytestmark = [
    pytest.mark.system,
    pytest.mark.skipif(
        not shutil.which("newsboat"), reason="newsboat is not installed (apt-get install newsboat)"
    ),
]
TYPES = {rss: "application/rss+xml", atom: "application/atom+xml"}


@contextmanager
def served(documents: dict[str, tuple[str, bytes]]) -> Iterator[str]:
    """Serve {path: (type, bytes)} on a free port of loopback; yield the base address."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            kind, data = documents[self.path]
            self.send_response(200)
            self.send_header("Content-Type", f"{kind}; charset=utf-8")
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

        def log_message(self, *_: object) -> None:
            """Keep the test's output clean."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


class Reader:
    """A newsboat with a home of its own, subscribed to one address."""

    def __init__(self, home: Path, url: str) -> None:
        """Subscribe to `url`."""
        self.home = home
        (home / "urls").write_text(f"{url}\n")
        (home / "config").write_text("download-retries 1\n")

    def reload(self) -> list[dict[str, object]]:
        """Fetch the feed and return the items that newsboat keeps, newest first."""
        subprocess.run(
            ["newsboat", "-u", "urls", "-c", "cache.db", "-C", "config", "-x", "reload"],
            cwd=self.home,
            env={"HOME": str(self.home), "PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8"},
            check=True,
            capture_output=True,
            timeout=60,
        )
        with closing(sqlite3.connect(self.home / "cache.db")) as cache:
            cache.row_factory = sqlite3.Row
            rows = cache.execute("SELECT * FROM rss_item WHERE NOT deleted ORDER BY pubDate DESC")
            return [dict(row) for row in rows]


@pytest.mark.parametrize("write", [rss, atom])
def test_newsboat_reads_every_entry(
    write: Write, channel: Channel, feed_entries: list[FeedEntry], tmp_path: Path
) -> None:
    """Ids, titles, links and publication times arrive as they were given, and the full content."""
    with served({"/feed": (TYPES[write], write(channel, feed_entries))}) as base:
        items = Reader(tmp_path, f"{base}/feed").reload()
    assert [item["guid"] for item in items] == [entry.id for entry in feed_entries]
    assert [item["title"] for item in items] == [entry.title for entry in feed_entries]
    assert [item["url"] for item in items] == [entry.link for entry in feed_entries]
    assert all("1 &lt; 2" in str(item["content"]) for item in items)


def test_newsboat_keeps_the_time_of_publication(
    channel: Channel, feed_entries: list[FeedEntry], tmp_path: Path
) -> None:
    """RSS dates reach the reader's database as the moments they are."""
    with served({"/feed": (TYPES[rss], rss(channel, feed_entries))}) as base:
        items = Reader(tmp_path, f"{base}/feed").reload()
    wanted = [int(entry.published.timestamp()) for entry in feed_entries]
    assert [item["pubDate"] for item in items] == wanted


@pytest.mark.parametrize("write", [rss, atom])
def test_a_correction_makes_no_duplicate(
    write: Write, channel: Channel, feed_entries: list[FeedEntry], tmp_path: Path
) -> None:
    """A revised entry keeps its id, so the reader changes the one that it has."""
    revised = replace(
        feed_entries[0],
        title="Corrected",
        updated=feed_entries[0].updated + timedelta(hours=1),
    )
    documents = {"/feed": (TYPES[write], write(channel, feed_entries))}
    with served(documents) as base:
        reader = Reader(tmp_path, f"{base}/feed")
        reader.reload()
        documents["/feed"] = (TYPES[write], write(channel, [revised, *feed_entries[1:]]))
        items = reader.reload()
    assert len(items) == len(feed_entries)
    assert {item["guid"] for item in items} == {entry.id for entry in feed_entries}
    assert "Corrected" in [item["title"] for item in items]
