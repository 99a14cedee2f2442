"""Sfeed, a real feed parser, reads our feeds."""

from __future__ import annotations

import shutil
import subprocess
from typing import TYPE_CHECKING

import pytest

from digest.publish.feed import atom, rss

if TYPE_CHECKING:
    from collections.abc import Callable

    from digest.publish.channel import Channel, FeedEntry

    Write = Callable[[Channel, list[FeedEntry]], bytes]

pytestmark = [
    pytest.mark.system,
    pytest.mark.skipif(
        not shutil.which("sfeed"), reason="sfeed is not installed (apt-get install sfeed)"
    ),
]


@pytest.mark.parametrize("write", [rss, atom])
def test_sfeed_reads_every_field(
    write: Write, channel: Channel, feed_entries: list[FeedEntry]
) -> None:
    """Times, titles, links, ids and enclosures come out as they were given."""
    done = subprocess.run(
        ["sfeed"], input=write(channel, feed_entries), capture_output=True, check=True
    )
    rows = [line.split("\t") for line in done.stdout.decode().splitlines()]
    # sfeed(5): timestamp, title, link, content, content-type, id, author, enclosure, category
    assert [(row[0], row[1], row[2], row[5], row[7]) for row in rows] == [
        (
            str(int(entry.published.timestamp())),
            entry.title,
            entry.link,
            entry.id,
            entry.enclosure.url if entry.enclosure else "",
        )
        for entry in feed_entries
    ]
    assert all("1 &lt; 2" in row[3] and row[4] == "html" for row in rows)
