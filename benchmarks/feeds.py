"""Building RSS and Atom documents, as a ratio to bare feedgen on the same entries."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta
from statistics import median
from typing import TYPE_CHECKING

from feedgen.feed import FeedGenerator

from digest.publish.channel import Channel, Enclosure, FeedEntry, SelfLinks
from digest.publish.feed import atom, rss
from digest.publish.jsonfeed import jsonfeed

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

BAR = 1.6
"""The most that a feed may cost, times bare feedgen in the same run."""
SIZES = (100, 1000)
TIMES = 9
"""Runs of each, in turns; the median's ratio moves by less than 0.05 from 9 runs on."""
BASE = "https://news.example.org/"
START = datetime(2021, 1, 1, tzinfo=UTC)
# About the size of an edition of one story: 2 kB of HTML.
CONTENT = "".join(
    f'<p>Sentence {n} of a story, with a date &amp; a <a href="{BASE}{n}">source</a> [{n}].</p>'
    for n in range(22)
)
CHANNEL = Channel(
    id=f"{BASE}feed",
    title="Daily",
    subtitle="What happened",
    link=BASE,
    self_links=SelfLinks(f"{BASE}rss.xml", f"{BASE}atom.xml", f"{BASE}feed.json"),
    language="en",
    updated=START,
    author="Example Press",
    generator="article-digest",
)


def sample(size: int) -> list[FeedEntry]:
    """Return `size` entries with every field that feedgen can write too."""
    return [
        FeedEntry(
            id=f"{BASE}{n}",
            title=f"Edition {n}: storms & rain",
            summary="Two sentences on what happened. They stand in an article.",
            content=CONTENT,
            link=f"{BASE}{n}.html",
            published=START + timedelta(hours=n),
            updated=START + timedelta(hours=n),
            authors=("The Courier", "The Herald"),
            categories=("daily",),
            enclosure=Enclosure(f"{BASE}{n}.pdf", "application/pdf", 123_456),
        )
        for n in range(size)
    ]


def bare(entries: Sequence[FeedEntry]) -> FeedGenerator:
    """Return what a first program with feedgen would build."""
    generator = FeedGenerator()
    generator.id(CHANNEL.id)
    generator.title(CHANNEL.title)
    generator.subtitle(CHANNEL.subtitle)
    generator.link(href=CHANNEL.link)
    generator.updated(CHANNEL.updated)
    for entry in entries:
        item = generator.add_entry(order="append")
        item.id(entry.id)
        item.title(entry.title)
        item.link(href=entry.link)
        item.summary(entry.summary)
        item.content(entry.content, type="html")
        item.author([{"name": name} for name in entry.authors])
        item.category([{"term": term} for term in entry.categories])
        item.published(entry.published)
        item.updated(entry.updated)
        if entry.enclosure:
            item.enclosure(entry.enclosure.url, entry.enclosure.length, entry.enclosure.type)
    return generator


def seconds(build: Callable[[], object]) -> float:
    """Return the CPU time of one call."""
    start = time.process_time()
    build()
    return time.process_time() - start


def main(argv: list[str]) -> int:
    """Print milliseconds and ratios; return 1 when a ratio is above the bar."""
    times = int(argv[0]) if argv else TIMES
    worst = 0.0
    for size in SIZES:
        entries = sample(size)
        pairs: dict[str, tuple[Callable[[], object], Callable[[], object]]] = {
            "RSS": (lambda e=entries: bare(e).rss_str(), lambda e=entries: rss(CHANNEL, e)),
            "Atom": (lambda e=entries: bare(e).atom_str(), lambda e=entries: atom(CHANNEL, e)),
        }
        for name, (peer, ours) in pairs.items():
            runs = [(seconds(peer), seconds(ours)) for _ in range(times)]
            alone, whole = (median(side) for side in zip(*runs, strict=True))
            worst = max(worst, whole / alone)
            print(
                f"   {size:5} entries  {name:4}  feedgen {alone * 1000:7.1f} ms"
                f"  ours {whole * 1000:7.1f} ms  ratio {whole / alone:.2f}"
            )
        json_time = median(seconds(lambda e=entries: jsonfeed(CHANNEL, e)) for _ in range(times))
        print(f"   {size:5} entries  JSON                       ours {json_time * 1000:7.1f} ms")
    print(f"   worst ratio {worst:.2f}, bar {BAR}")
    return int(worst > BAR)
