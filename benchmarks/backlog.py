"""A backlog is worked off: memory stays flat, and an edition that is asked for starts at once.

Documents are accepted first, then a service is started on them. Each few seconds an edition is
asked for over HTTP; how long its job waited for a worker is read from the database. The peer is
the same service with nothing else to do: what it takes there is what the way to a worker takes.
"""

from __future__ import annotations

import http.client
import json
import random
import time
import uuid
from pathlib import Path
from statistics import median, quantiles
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import psutil
import sqlalchemy as sa
from scale import articles
from service import home, running

from digest.model.article import MediaType
from digest.model.job import JobKind, JobState, Priority
from digest.model.received import Given, Received
from digest.service.accept import Request, accept_all
from digest.service.context import open_context
from digest.store.schema import jobs
from digest.store.unit import GROUP

if TYPE_CHECKING:
    from collections.abc import Sequence

    from digest.model.place import Place
    from digest.service.context import Context

JOBS = 10_000
LENGTH = 400
"""Characters of a text: the backlog of jobs is what counts here, not of words."""
EVERY = 2.0
LOOKS = 20
"""Seconds between two wishes, and lines of the curve."""
IDLE = 20
"""Editions that are asked for while there is nothing else to do."""
RARE = """
[[digest]]
name = "news"
select = { any = "xylophone" }
when_empty = "no change"
formats = ["page", "atom"]
"""


def fill(context: Context, count: int) -> float:
    """Accept `count` documents, and return how many a second were."""
    chosen = random.Random(3)  # noqa: S311 - the same texts in each run
    found = articles(500)
    start = time.perf_counter()
    for first in range(0, count, GROUP):
        accept_all(
            context,
            [
                Request(uuid.uuid4().hex, _document(number, found, chosen), priority=Priority.BULK)
                for number in range(first, min(first + GROUP, count))
            ],
        )
    return count / (time.perf_counter() - start)


def _document(number: int, found: Sequence[str], chosen: random.Random) -> Received:
    text = chosen.choice(found)
    start = chosen.randrange(max(len(text) - LENGTH, 1))
    content = f"Report {number}. {text[start : start + LENGTH]}".encode()
    given = Given(published=f"2026-03-{number % 28 + 1:02}", title=f"Report {number}")
    return Received(f"{number}", MediaType.TEXT, content, given)


def wish(address: str) -> str:
    """Ask for an edition, and return the id of its job."""
    name = uuid.uuid4().hex
    connection = http.client.HTTPConnection(urlsplit(address).netloc, timeout=60)
    headers = {"content-type": "application/json", "idempotency-key": name}
    connection.request("POST", "/api/v1/digests/news/editions", json.dumps({}), headers)
    answer = connection.getresponse()
    answer.read()
    connection.close()
    if answer.status != 202:
        raise RuntimeError(f"an edition was refused with {answer.status}")
    return name


def waits(context: Context, wished: Sequence[str]) -> list[float]:
    """Return the seconds from each wish to the moment when a worker took it, once all are done."""
    chosen = sa.select(jobs.c.created, jobs.c.started, jobs.c.state).where(jobs.c.id.in_(wished))
    while True:
        with context.store.read() as connection:
            rows = connection.execute(chosen).all()
        if all(row.state == JobState.DONE for row in rows):
            return [(row.started - row.created).total_seconds() for row in rows]
        time.sleep(0.05)


def left(context: Context) -> int:
    """Return how many documents are yet to be read."""
    waiting = sa.select(sa.func.count()).where(
        jobs.c.kind == JobKind.INGEST, jobs.c.claimable.is_not(None)
    )
    with context.store.read() as connection:
        return int(connection.execute(waiting).scalar_one())


def memory(supervisor: psutil.Process) -> tuple[float, float]:
    """Return the megabytes of all processes, shared ones counted once, and of the largest."""
    held = []
    for process in [supervisor, *supervisor.children(recursive=True)]:
        try:
            found = process.memory_full_info()
            held.append((found.pss / 1e6, found.rss / 1e6))
        except psutil.NoSuchProcess:
            continue  # a child of a pool was just replaced
    return sum(pss for pss, _ in held), max(rss for _, rss in held)


def drain(place: Place, context: Context, count: int) -> list[float]:
    """Run a service until the backlog is read, print the curve, and return what wishes waited."""
    wished: list[str] = []
    with running(place) as (address, supervisor):
        start = shown = time.perf_counter()
        before = count
        told = []
        while (still := left(context)) > 0:
            time.sleep(EVERY)
            wished.append(wish(address))
            if before - still >= count // LOOKS:
                now = time.perf_counter()
                pace, (total, largest) = (before - still) / (now - shown), memory(supervisor)
                wal = Path(f"{place.home}/digest.db-wal").stat().st_size / 1e6
                print(
                    f"   {still:7} left  {pace:5.0f}/s  {total:5.0f} MB in all, {largest:4.0f} MB "
                    f"the largest  WAL {wal:3.0f} MB",
                    flush=True,
                )
                told.append(total)
                shown, before = now, still
        seconds = time.perf_counter() - start
        found = waits(context, wished)
    print(f"   {count} jobs in {seconds:.0f} s: {count / seconds:.0f}/s")
    if len(told) > 2:
        third = len(told) // 3 or 1
        first, last = median(told[:third]), median(told[-third:])
        print(f"   memory of the last third beside the first: {last / first:.2f}")
    return found


def idle(place: Place, context: Context) -> list[float]:
    """Return what wishes wait that a service is asked which has nothing else to do."""
    found = []
    with running(place) as (address, _):
        for _ in range(IDLE):
            found += waits(context, [wish(address)])
    return found


def main(argv: list[str]) -> int:
    """Measure with the number of jobs that `argv` may hold; print the curve, and starts."""
    count = int(argv[0]) if argv else JOBS
    with home("1d") as place:
        place.definitions.write_text(RARE)
        with open_context(place) as context:
            quiet = idle(place, context)
            print(f"   accepted {fill(context, count):.0f}/s", flush=True)
            busy = drain(place, context, count)
    for name, found in (("nothing else", quiet), ("the backlog", busy)):
        p95 = quantiles(found, n=20, method="inclusive")[-1]
        print(
            f"   start of an edition beside {name}: p50 {1000 * median(found):.0f} ms  "
            f"p95 {1000 * p95:.0f} ms  most {1000 * max(found):.0f} ms of {len(found)}"
        )
    return 0
