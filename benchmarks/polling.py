"""Polling many feeds: a thousand on loopback, of every temper, by one process of fetch workers.

    ./run bench polling [FEEDS]

Feeds answer well, not modified, gone, not found, overloaded, broken, slowly, without an end, or
with a gzip bomb. All are polled, and a week later again. The server counts who asked when. The run
ends by itself: 1 is returned when a job hangs, memory grows, or a host is asked too often.
"""

from __future__ import annotations

import asyncio
import gzip
import multiprocessing
import sys
import tempfile
import threading
import time
from collections import Counter, defaultdict
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

import psutil

from digest.model.definition import Definitions, SourceDefinition, SourceKind
from digest.model.job import FINAL, JobKind, Pool
from digest.model.place import Place
from digest.model.settings import Settings
from digest.net.fetch import SECONDS
from digest.service.context import Context, open_context
from digest.service.define import define_all
from digest.service.dispatch import work
from digest.service.poll import make_polls
from digest.store import joblist, sources

if TYPE_CHECKING:
    from multiprocessing.connection import Connection

FEEDS = 1000
FEEDS_OF_A_HOST = 5
WORKERS = 8
"""Threads, as many as the fetch pool of `digest up` has."""
INTERVAL = timedelta(seconds=1)
ROUND = 240.0
"""Seconds after which what is not done counts as stuck."""
MOST_GROWTH = 40e6
"""Bytes that the second round may add: a bomb or an endless body that were kept have 5 MB each."""
TEMPERS = (
    *(("well", 620), ("not found", 60), ("gone", 60), ("overloaded", 60), ("broken", 80)),
    *(("slow", 10), ("endless", 20), ("bomb", 20), ("no feed", 70)),
)
"""How many of a thousand feeds are of each temper."""
TEXT = "The harbour was closed on Monday after a storm tore two cranes loose. " * 25


def temper(number: int) -> str:
    """Return what the feed of a number is like; neighbours differ."""
    place = number * 617 % 1000
    for name, count in TEMPERS:
        place -= count
        if place < 0:
            return name
    raise ValueError(number)


def host(number: int) -> str:
    """Return a feed's host; one that rests its whole host has one of its own."""
    if temper(number) == "overloaded":
        return f"o{number}.test"
    return f"h{number // FEEDS_OF_A_HOST}.test"


@dataclass
class Server:
    """Answers for all hosts, and notes when each was asked for what."""

    asked: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    answers: Counter[int] = field(default_factory=Counter)
    bomb: bytes = gzip.compress(bytes(200_000_000), 9)

    async def answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Answer one request and close the connection."""
        with suppress(OSError, asyncio.IncompleteReadError, asyncio.CancelledError):
            head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
            path = head.split()[1]
            headers = dict(line.lower().split(": ", 1) for line in head.split("\r\n")[1:-2])
            self.asked[headers["host"].partition(":")[0]].append(time.monotonic())
            if path == "/robots.txt":
                self._say(writer, 404)
            else:
                await self._feed(int(path[1:]), headers, writer)
            await writer.drain()
        writer.close()

    def _say(
        self, writer: asyncio.StreamWriter, status: int, body: bytes = b"", more: str = ""
    ) -> None:
        self.answers[status] += 1
        head = f"HTTP/1.1 {status} X\r\nContent-Length: {len(body)}\r\n{more}\r\n"
        writer.write(head.encode() + body)

    async def _feed(
        self, number: int, headers: dict[str, str], writer: asyncio.StreamWriter
    ) -> None:
        kind = temper(number)
        tag = f'"{number}"'
        if kind == "well" and headers.get("if-none-match") == tag:
            self._say(writer, 304)
        elif kind == "well":
            self._say(writer, 200, feed(number), f"ETag: {tag}\r\nContent-Type: text/xml\r\n")
        elif kind == "bomb":
            more = "Content-Encoding: gzip\r\nContent-Type: text/xml\r\n"
            self._say(writer, 200, self.bomb, more)
        elif kind == "no feed":
            self._say(writer, 200, b"<html><p>no feed", "Content-Type: text/html\r\n")
        elif kind in {"slow", "endless"}:
            await self._drip(writer, kind)
        else:
            status = {"not found": 404, "gone": 410, "overloaded": 429, "broken": 500}[kind]
            self._say(writer, status, b"", "Retry-After: 86400\r\n" if status == 429 else "")

    async def _drip(self, writer: asyncio.StreamWriter, kind: str) -> None:
        self.answers[200] += 1
        writer.write(b"HTTP/1.1 200 X\r\nContent-Type: text/xml\r\n\r\n<rss>")
        piece, rest = (b"x", 0.5) if kind == "slow" else (b"<a>b</a>" * 8192, 0.0)
        while True:
            writer.write(piece)
            await writer.drain()
            await asyncio.sleep(rest)


def feed(number: int) -> bytes:
    """Return a feed of three whole articles."""
    items = "".join(
        f"<item><title>Storm {n}</title><link>http://{host(number)}/{number}/{n}</link>"
        f"<description>{number}.{n} {TEXT}</description></item>"
        for n in range(3)
    )
    return f"<rss version='2.0'><channel><title>Wire</title>{items}</channel></rss>".encode()


def serve(pipe: Connection) -> None:
    """Run the server in a process of its own until told to stop, then tell what was asked."""

    async def run() -> None:
        server = Server()
        listening = await asyncio.start_server(server.answer, "127.0.0.1", 0, backlog=1024)
        pipe.send(listening.sockets[0].getsockname()[1])
        await asyncio.to_thread(pipe.recv)
        pipe.send((dict(server.asked), server.answers))

    asyncio.run(run())


@dataclass
class Clock:
    """The real clock, set forward."""

    ahead: timedelta = timedelta(0)

    def __call__(self) -> datetime:
        """Return the time."""
        return datetime.now(UTC) + self.ahead


@dataclass
class Crew:
    """The workers of a pool, and how long each job held one of them."""

    context: Context
    seconds: list[float] = field(default_factory=list)
    over: threading.Event = field(default_factory=threading.Event)

    def run(self) -> tuple[float, int]:
        """Do all polls; return the seconds that took, and how many jobs are left."""
        began = time.monotonic()
        threads = [threading.Thread(target=self._work, args=(n,)) for n in range(WORKERS)]
        for thread in threads:
            thread.start()
        while (left := self._left()) and time.monotonic() - began < ROUND:
            time.sleep(0.5)
        self.over.set()
        for thread in threads:
            thread.join(2 * SECONDS)
        return time.monotonic() - began, left + sum(t.is_alive() for t in threads)

    def _work(self, number: int) -> None:
        while not self.over.is_set():
            began = time.monotonic()
            if work(self.context, Pool.FETCH, worker=f"w{number}") is None:
                time.sleep(0.1)
            else:
                self.seconds.append(time.monotonic() - began)

    def _left(self) -> int:
        with self.context.store.read() as connection:
            found = joblist.newest(connection, limit=100_000)
        return sum(job.kind is JobKind.POLL and job.state not in FINAL for job in found)


def main(argv: list[str]) -> int:
    """Poll all feeds twice and print what happened."""
    count = int(argv[0]) if argv else FEEDS
    own = multiprocessing.get_context("fork")  # spawned, it would not find this module
    ours, theirs = own.Pipe()
    server = own.Process(target=serve, args=(theirs,), daemon=True)
    server.start()
    port = listen(ours).recv()
    clock = Clock()
    sizes: list[int] = []
    left: list[int] = []
    seconds: list[float] = []
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        place = Place(
            home,
            f"sqlite:///{home / 'digest.db'}",
            Settings(),
            private_hosts=(".test",),
            host_interval=INTERVAL,
        )
        with open_context(place, clock=clock) as opened:
            context = replace(opened, resolve=lambda _host, _port: ["127.0.0.1"])
            define(context, count, port)
            for _ in range(2):
                clock.ahead += timedelta(days=8)
                polls = make_polls(context)
                crew = Crew(context)
                spent, open_ = crew.run()
                sizes.append(psutil.Process().memory_info().rss)
                left.append(open_)
                seconds += crew.seconds
                print(
                    f"   {polls} polls in {spent:.0f} s; {open_} left; longest job "
                    f"{max(crew.seconds):.1f} s; memory {sizes[-1] / 1e6:.0f} MB"
                )
            with context.store.read() as connection:
                states = sources.live(connection)
            told = Counter(_standing(s.state.error) for s in states)
            print("   " + ", ".join(f"{name} {n}" for name, n in told.most_common()))
    ours.send("stop")
    asked, answers = listen(ours).recv()
    server.join(10)
    busiest, closest = busiest_second(asked)
    print(f"   {answers.total()} answers: {dict(sorted(answers.items()))}")
    print(
        f"   most requests to one host in one second {busiest}; closest two {closest:.2f} s apart"
    )
    grown = sizes[1] - sizes[0]
    stuck = max(seconds) > SECONDS + 5 or any(left)
    print(f"   memory grew by {grown / 1e6:.1f} MB, bar {MOST_GROWTH / 1e6:.0f}; stuck: {stuck}")
    return int(stuck or grown > MOST_GROWTH or busiest > 2)


def listen(pipe: Connection) -> Connection:
    """Return `pipe` once the server has said something, which it does at once or never."""
    if not pipe.poll(SECONDS):
        raise TimeoutError
    return pipe


def define(context: Context, count: int, port: int) -> None:
    """Define all feeds as sources."""
    found = tuple(
        SourceDefinition(f"f{n}", SourceKind.FEED, f"http://{host(n)}:{port}/{n}")
        for n in range(count)
    )
    define_all(context, Definitions(sources=found))


def busiest_second(asked: dict[str, list[float]]) -> tuple[int, float]:
    """Return the most requests that a host got within a second, and the least time between two.

    Turns are given a second apart; on the way each is late by its own part of a moment, so that
    three may never fall into a second, and two do only just.
    """
    busiest, closest = 0, float("inf")
    for moments in asked.values():
        moments.sort()
        for index, moment in enumerate(moments):
            busiest = max(busiest, sum(0 <= other - moment < 1 for other in moments[index:]))
        gaps = (later - one for one, later in pairwise(moments))
        closest = min(closest, *gaps, closest)
    return busiest, closest


def _standing(error: str | None) -> str:
    if error is None:
        return "fine"
    for word in ("404", "410", "429", "500", "larger", "longer", "no feed", "enough", "cannot be"):
        if word in error:
            return word
    return error


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
