"""A whole service: throughput beside a plain loop, acceptances, acceptance to feed, memory."""

from __future__ import annotations

import http.client
import json
import os
import re
import subprocess
import sys
import tempfile
import threading
import time
import uuid
from contextlib import contextmanager
from dataclasses import asdict
from datetime import timedelta
from pathlib import Path
from statistics import median, quantiles
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import psutil

from digest.analyse.selection import judge
from digest.ingest.files import open_input
from digest.ingest.jsonl import records
from digest.model.article import Document, MediaType
from digest.model.definition import Selection
from digest.model.job import JobKind, JobState, Priority
from digest.model.place import Place
from digest.model.received import Received, StoredDocument
from digest.model.settings import Settings
from digest.service import grouping
from digest.service.accept import Request, accept, received
from digest.service.articles import to_article
from digest.service.context import Context, open_context
from digest.service.sample import sample_path
from digest.service.vitals import vitals
from digest.store import articles
from digest.store.unit import GROUP

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parents[1]
TEXTS = 1500
"""Articles of a run: ten seconds' work, so that starting and ending do not count."""
ARRIVALS = 12
EVERY = 5.0
SENDERS = 16
ACCEPTED = 2000

DEFINED = """
[[digest]]
name = "news"
select = {{ any = ["storm", "government", "virus"] }}
on_arrival = {{ quiet = "{quiet}", within = "1d" }}
lengths = {{ stories = 2, timeline_entries = 6 }}
"""


def texts(count: int) -> list[dict[str, str]]:
    """Return `count` articles that differ: the sample's, each time with another first line."""
    with open_input(sample_path()) as source:
        found = [record for _, record in records(source)]
    return [
        {
            "id": f"text-{number}",
            "title": str(record["title"]),
            "published": str(record["published"]),
            "source": f"Outlet {number % 7}",
            "text": f"Report number {number} of the day.\n\n{record['text']}",
        }
        for number in range(count)
        for record in [found[number % len(found)]]
    ]


def as_page(article: dict[str, str]) -> dict[str, str]:
    """Return an article as a web page with the furniture of one."""
    body = "".join(f"<p>{line}</p>" for line in article["text"].splitlines() if line.strip())
    links = "".join(f'<li><a href="/{n}">Section {n}</a></li>' for n in range(40))
    page = (
        f"<html><head><title>{article['title']}</title></head><body><nav><ul>{links}</ul></nav>"
        f"<article><h1>{article['title']}</h1>{body}</article><footer>{links}</footer></body></html>"
    )
    return {**{k: v for k, v in article.items() if k != "text"}, "html": page}


@contextmanager
def home(quiet: str) -> Iterator[Place]:
    """Give an empty home with one digest."""
    with tempfile.TemporaryDirectory() as folder:
        place = Place(Path(folder), f"sqlite:///{folder}/digest.db", Settings())
        place.definitions.write_text(DEFINED.format(quiet=quiet))
        yield place


@contextmanager
def running(place: Place) -> Iterator[tuple[str, psutil.Process]]:
    """Run the service at `place`; give its address and its supervisor."""
    told = {"DIGEST_HOME": str(place.home), "DIGEST_PORT": "0", "DIGEST_SAMPLE": "no"}
    with subprocess.Popen(
        [sys.executable, "-m", "workers"],
        cwd=ROOT,
        env={**os.environ, **told},
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    ) as process:
        assert process.stdout  # noqa: S101 - a pipe was asked for
        ready = re.match(r"ready: (\S+)", process.stdout.readline())
        if ready is None:
            raise RuntimeError("the service did not start")
        try:
            yield ready[1], psutil.Process(process.pid)
        finally:
            process.terminate()


def plain_loop(found: list[dict[str, str]]) -> float:
    """Return articles a second of one process that stores, reads, compares and groups them."""
    selection = Selection(any=("storm", "government", "virus"))
    with home("1d") as place, open_context(place) as context:
        start = time.perf_counter()
        for first in range(0, len(found), GROUP):
            sent = [received("The record", record) for record in found[first : first + GROUP]]
            blobs = context.blobs.put_all([document.content for document in sent])
            for document, blob in zip(sent, blobs, strict=True):
                keep(context, document, blob, selection)
        return len(found) / (time.perf_counter() - start)


def keep(context: Context, sent: Received, blob: str, selection: Selection) -> None:
    """Do with one article what a worker does, without a job."""
    now = context.clock()
    stored = StoredDocument(
        uuid.uuid4().hex,
        blob,
        len(sent.content),
        sent.name,
        sent.media_type,
        "utf-8",
        sent.given,
        now,
    )
    content = context.blobs.get(blob).decode()
    said = asdict(sent.given)
    article = to_article(Document(sent.name, sent.media_type, content, **said))
    judge(selection, article)
    arrived = grouping.arrival(article, now)
    with context.store.write() as connection:
        articles.add_document(connection, stored)
        kept = articles.keep(connection, stored, article)
        grouping.shelve(connection, kept.article, arrived)


def through_the_queue(place: Place, found: list[dict[str, str]]) -> float:
    """Return articles a second from the acceptance of a file of them to the last one read."""
    lines = "\n".join(json.dumps(record) for record in found).encode()
    with open_context(place) as context:
        before = done(context)
        start = time.perf_counter()
        request = Request(
            uuid.uuid4().hex,
            Received("bench.jsonl", MediaType.TEXT, lines),
            JobKind.IMPORT,
            Priority.BULK,
        )
        accept(context, request)
        while done(context) - before < len(found):
            time.sleep(0.05)
        return len(found) / (time.perf_counter() - start)


def done(context: Context) -> int:
    """Return how many documents were read."""
    found = vitals(context, within=timedelta(days=1))
    return found.jobs.get((JobKind.INGEST, JobState.DONE), 0)


def accepted_a_second(address: str, found: list[dict[str, str]]) -> float:
    """Return acceptances a second over HTTP, each durable before its answer, from many senders."""
    left = iter(found)
    lock = threading.Lock()
    refused: list[int] = []

    def send() -> None:
        connection = http.client.HTTPConnection(urlsplit(address).netloc)
        while True:
            with lock:
                record = next(left, None)
            if record is None:
                break
            refused.extend({post(connection, record)} - {202})
        connection.close()

    senders = [threading.Thread(target=send) for _ in range(SENDERS)]
    start = time.perf_counter()
    for sender in senders:
        sender.start()
    for sender in senders:
        sender.join()
    if refused:
        raise RuntimeError(f"{len(refused)} were refused, the first with {refused[0]}")
    return len(found) / (time.perf_counter() - start)


def post(connection: http.client.HTTPConnection, record: dict[str, str]) -> int:
    """Send an article and return the status of the answer."""
    headers = {"content-type": "application/json"}
    connection.request("POST", "/api/v1/articles", json.dumps(record), headers)
    answer = connection.getresponse()
    answer.read()
    return answer.status


def until_visible(address: str) -> list[float]:
    """Return the seconds from each acceptance to the article's words in the feed."""
    connection = http.client.HTTPConnection(urlsplit(address).netloc)
    waited = []
    for _ in range(ARRIVALS):
        begun = time.perf_counter()
        mark = uuid.uuid4().hex[:12]
        text = f"A storm closed harbour {mark} on Monday. Two cranes fell into the sea there."
        post(connection, {"title": f"Storm {mark}", "text": text, "published": "2026-03-02"})
        answered = time.perf_counter()
        while mark not in feed(connection):
            time.sleep(0.02)
        waited.append(time.perf_counter() - answered)
        time.sleep(max(EVERY - (time.perf_counter() - begun), 0))
    connection.close()
    return waited


def feed(connection: http.client.HTTPConnection) -> str:
    """Return the feed as it is now."""
    connection.request("GET", "/digests/news/atom.xml")
    return connection.getresponse().read().decode()


def memory(supervisor: psutil.Process) -> None:
    """Print what each process holds: resident, and its share of what is shared."""
    for process in [supervisor, *supervisor.children(recursive=True)]:
        try:
            held = process.memory_full_info()
            words = " ".join(Path(word).name for word in process.cmdline())
        except psutil.NoSuchProcess:
            continue  # a child of a pool was just replaced
        print(f"   {held.rss / 1e6:6.0f} MB rss {held.pss / 1e6:6.0f} MB pss   {words[:64]}")


def main(argv: list[str]) -> int:
    """Measure a service on this machine; `argv` may hold the number of articles."""
    count = int(argv[0]) if argv else TEXTS
    plain = texts(count)
    pages = [as_page(record) for record in plain[: count // 3]]
    loops = plain_loop(plain), plain_loop(pages)
    with home("1d") as place, running(place) as (address, supervisor):
        queued = through_the_queue(place, plain), through_the_queue(place, pages)
        rate = accepted_a_second(address, plain[:ACCEPTED])
        memory(supervisor)
    for name, loop, queue in zip(("texts", "pages"), loops, queued, strict=True):
        print(
            f"   {name}: plain loop {loop:6.0f}/s   through Celery {queue:6.0f}/s   "
            f"ratio {queue / loop:.2f}"
        )
    print(f"   accepted over HTTP by {SENDERS} senders: {rate:.0f}/s, each synced to disk")
    with home("0.5s") as place, running(place) as (address, _):
        waited = until_visible(address)
    p95 = quantiles(waited, n=20, method="inclusive")[-1]
    print(f"   acceptance to feed: p50 {median(waited):.2f} s   p95 {p95:.2f} s")
    return 0
