"""How many times a second one web process sends a feed, beside nginx with the same file."""

from __future__ import annotations

import gzip
import os
import select
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING

import psutil

from digest.ingest.files import open_input
from digest.ingest.jsonl import records
from digest.model.definition import DigestDefinition, Form, Origin
from digest.model.job import Pool
from digest.model.place import Place
from digest.model.settings import Settings
from digest.service import shelf
from digest.service.accept import Request, accept, received
from digest.service.context import open_context
from digest.service.dispatch import work
from digest.service.sample import sample_path
from digest.service.trigger import trigger
from digest.store import digests
from digest.store.unit import sqlite_url

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

GETS, UNCHANGED = 5_000, 6_000
"""The bars: full answers and 304s a second of one web process."""
CONNECTIONS = 32
"""Readers at once, each on a connection that is kept: more change neither figure by a tenth."""
SECONDS = 3.0
TIMES = 3
NO_BROKER = "redis://127.0.0.1:9/0"
"""Readers need none: the web process goes on while its broker is away."""
ROOT = Path(__file__).parents[1]
PATH = "/digests/news/atom.xml"
NGINX = """
{user} worker_processes 1; daemon off; pid {folder}/nginx.pid; error_log stderr crit;
events {{ worker_connections 512; }}
http {{
  access_log off; sendfile on; tcp_nopush on; gzip_static on; gzip_vary on;
  keepalive_requests 100000000; open_file_cache max=100;
  types {{ application/atom+xml xml; }}
  client_body_temp_path {folder}; proxy_temp_path {folder}; fastcgi_temp_path {folder};
  uwsgi_temp_path {folder}; scgi_temp_path {folder};
  server {{ listen 127.0.0.1:{port}; root {folder}/site; add_header Cache-Control max-age=60; }}
}}
"""


def prepare(home: Path) -> bytes:
    """Make a service with one digest and one edition of the bundled sample; return its feed."""
    place = Place(home, sqlite_url(home / "digest.db"), Settings())
    with open_context(place) as context:
        with context.store.write() as connection:
            forms = (Form.RSS, Form.ATOM, Form.JSON)
            news = DigestDefinition("news", "News", forms=forms)
            digests.define(connection, news, Origin.FILE, context.clock())
        with open_input(sample_path()) as source:
            for number, (_, record) in enumerate(records(source)):
                accept(context, Request(f"{number}", received(f"{number}", record)))
        while work(context, Pool.INGEST, worker="bench"):
            pass
        trigger(context, "news", "one")
        while work(context, Pool.RENDER, worker="bench"):
            pass
        return shelf.content(context, shelf.feed_file(context, "news", "atom.xml"))


class Reader:
    """A connection that asks the same thing again and again."""

    def __init__(self, port: int, request: bytes) -> None:
        """Connect, and learn how long an answer is."""
        self.request = request
        self.socket = socket.create_connection(("127.0.0.1", port))
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.size = len(self._answer())
        self.left = self.size
        self.socket.settimeout(0)

    def _answer(self) -> bytes:
        self.socket.sendall(self.request)
        found = b""
        while b"\r\n\r\n" not in found:
            found += self.socket.recv(1 << 20)
        head, _, body = found.partition(b"\r\n\r\n")
        lines = dict(line.lower().split(b": ", 1) for line in head.split(b"\r\n")[1:])
        length = 0 if b" 304 " in head else int(lines[b"content-length"])
        while len(body) < length:
            body += self.socket.recv(1 << 20)
        self.status = int(head.split(b" ", 2)[1])
        self.tag = lines[b"etag"].decode()
        return head + b"\r\n\r\n" + body

    def more(self) -> bool:
        """Take what has come; return whether an answer is complete, and then ask again."""
        self.left -= len(self.socket.recv(1 << 20))
        if self.left:
            return False
        self.left = self.size
        self.socket.send(self.request)
        return True


def rate(port: int, request: bytes, status: int, server: psutil.Process) -> tuple[float, float]:
    """Return the answers a second to `request`, and those a second of the server's CPU time."""
    readers = [Reader(port, request) for _ in range(CONNECTIONS)]
    if any(reader.status != status for reader in readers):
        raise RuntimeError(f"status {readers[0].status} instead of {status}")
    poll = select.epoll()
    by_number = {reader.socket.fileno(): reader for reader in readers}
    for number, reader in by_number.items():
        poll.register(number, select.EPOLLIN)
        reader.socket.send(request)
    used = cpu(server)
    done, start = 0, time.perf_counter()
    while time.perf_counter() < start + SECONDS:
        for number, _ in poll.poll(1):
            done += by_number[number].more()
    took, used = time.perf_counter() - start, cpu(server) - used
    poll.close()
    for reader in readers:
        reader.socket.close()
    return done / took, done / used


def cpu(server: psutil.Process) -> float:
    """Return the seconds of CPU that a server and its children have used."""
    every = [server, *server.children(recursive=True)]
    return sum(time.user + time.system for time in (one.cpu_times() for one in every))


@contextmanager
def running(command: Sequence[str | Path], port: int, **more: object) -> Iterator[psutil.Process]:
    """Run a server until the block ends, once it answers at `port`."""
    process = subprocess.Popen(command, **more)  # type: ignore[call-overload]
    try:
        for _ in range(200):
            try:
                socket.create_connection(("127.0.0.1", port), 1).close()
                break
            except OSError:
                time.sleep(0.1)
        yield psutil.Process(process.pid)
    finally:
        process.terminate()
        process.wait(30)


def free_port() -> int:
    """Return a port that nobody listens at."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


def asked(*headers: str) -> bytes:
    """Return the request for the feed."""
    lines = [f"GET {PATH} HTTP/1.1", "Host: localhost", "Accept-Encoding: gzip", *headers]
    return "\r\n".join([*lines, "", ""]).encode()


Rates = dict[str, tuple[float, float]]


def measure(port: int, server: psutil.Process) -> Rates:
    """Return the medians of full answers and of 304s: a second, and a second of CPU."""
    whole = asked()
    probe = Reader(port, whole)
    probe.socket.close()
    again = asked(f"If-None-Match: {probe.tag}")
    found: Rates = {}
    for name, request, status in (("GET", whole, 200), ("304", again, 304)):
        runs = [rate(port, request, status, server) for _ in range(TIMES)]
        told, alone = (median(side) for side in zip(*runs, strict=True))
        found[name] = told, alone
    return found


def ours(home: Path) -> Rates:
    """Return the rates of one web process of the service at `home`."""
    port = free_port()
    environ = {**os.environ, "DIGEST_HOME": str(home), "DIGEST_PORT": str(port)}
    environ["DIGEST_BROKER_URL"] = NO_BROKER
    command = [sys.executable, "-m", "workers.serve"]
    with running(command, port, env=environ, cwd=ROOT, stderr=subprocess.DEVNULL) as server:
        return measure(port, server)


def nginx(folder: Path, content: bytes) -> Rates | None:
    """Return the rates of nginx with the same file, packed beside it; None without nginx."""
    program = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin")
    if program is None:
        return None
    port = free_port()
    file = folder / f"site{PATH}"
    file.parent.mkdir(parents=True)
    file.write_bytes(content)
    file.with_name(f"{file.name}.gz").write_bytes(gzip.compress(content, 9))
    user = "user root;" if os.geteuid() == 0 else ""
    settings = folder / "nginx.conf"
    settings.write_text(NGINX.format(folder=folder, port=port, user=user))
    with running(
        [program, "-c", settings, "-p", folder], port, stderr=subprocess.DEVNULL
    ) as server:
        return measure(port, server)


def main(argv: list[str]) -> int:
    """Print both rates of both servers; return 1 when ours are below the bars."""
    del argv
    with tempfile.TemporaryDirectory() as scratch:
        home, folder = Path(scratch) / "home", Path(scratch) / "nginx"
        for made in (home, folder):
            made.mkdir()
        content = prepare(home)
        peer = nginx(folder, content)
        own = ours(home)
    print(f"   a feed of {len(content) / 1000:.0f} kB, {CONNECTIONS} readers, asked with gzip")
    for name, bar in (("GET", GETS), ("304", UNCHANGED)):
        told, alone = own[name]
        print(f"   {name}/s  ours {told:6.0f} (bar {bar}), {alone:6.0f} a second of its CPU time")
        if peer:
            theirs, their_cpu = peer[name]
            ratio = f"ratio {told / theirs:.2f}, by CPU time {alone / their_cpu:.2f}"
            print(f"          nginx {theirs:6.0f}, {their_cpu:6.0f}; {ratio}")
    return int(own["GET"][0] < GETS or own["304"][0] < UNCHANGED)
