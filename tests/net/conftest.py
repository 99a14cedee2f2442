"""A small internet for the tests: names, public addresses, and one server behind all of them."""

from __future__ import annotations

import gzip
import io
import socket
import threading
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING

import pytest

from digest.net import connect
from digest.net.fetch import Fetcher
from digest.net.manners import OwnManners

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    Answerer = Callable[[BaseHTTPRequestHandler], None]

PUBLIC = "93.184.215.14"
"""A public address; what connects to it reaches the test's own server."""


@dataclass
class Internet:
    """Where names lead, what was connected to, and what the server does."""

    server: ThreadingHTTPServer
    names: dict[str, list[list[str]]] = field(
        default_factory=lambda: {"news.example.org": [[PUBLIC]], "other.example.org": [[PUBLIC]]}
    )
    reached: list[str] = field(default_factory=list)
    asked: Counter[str] = field(default_factory=Counter)
    seen: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    answers: dict[str, Answerer] = field(default_factory=dict)

    @property
    def port(self) -> int:
        """The port that the server listens on."""
        return int(self.server.server_address[1])

    def resolve(self, host: str, _port: int) -> Sequence[str]:
        """Return the next addresses of a name; the last ones stay."""
        turns = self.names.get(host)
        if turns is None:
            try:
                socket.inet_pton(socket.AF_INET6 if ":" in host else socket.AF_INET, host)
            except OSError:
                raise socket.gaierror(socket.EAI_NONAME, "Name or service not known") from None
            return [host]
        return turns.pop(0) if len(turns) > 1 else turns[0]

    def fetcher(self, **changes: object) -> Fetcher:
        """Return a fetcher that lives in this internet, and never sleeps."""
        values: dict[str, object] = {
            "agent": "article-digest/test (+https://example.org/)",
            "manners": OwnManners(),
            "clock": lambda: datetime.now(UTC),
            "interval": timedelta(0),
            "resolve": self.resolve,
            "seconds": 20.0,
            **changes,
        }
        return Fetcher(**values)  # type: ignore[arg-type]

    @staticmethod
    def page(
        content: bytes, kind: str = "text/html", status: int = 200, **headers: str
    ) -> Answerer:
        """Return what answers with `content`."""

        def answer(handler: BaseHTTPRequestHandler) -> None:
            handler.send_response(status)
            handler.send_header("Content-Type", kind)
            handler.send_header("Content-Length", str(len(content)))
            for name, value in headers.items():
                handler.send_header(name.replace("_", "-"), value)
            handler.end_headers()
            handler.wfile.write(content)

        return answer

    def redirect(self, to: str, status: int = 302) -> Answerer:
        """Return what sends elsewhere."""
        return self.page(b"", status=status, Location=to)

    @staticmethod
    def bomb(megabytes: int) -> bytes:
        """Return a gzip stream that unpacks to so many megabytes of zeros."""
        packed = io.BytesIO()
        with gzip.GzipFile(fileobj=packed, mode="wb") as stream:
            for _ in range(megabytes):
                stream.write(bytes(1_000_000))
        return packed.getvalue()


@pytest.fixture
def internet(monkeypatch: pytest.MonkeyPatch) -> Iterator[Internet]:
    """An internet whose public addresses all are one server on loopback."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            world.asked[self.path] += 1
            world.seen.append((self.path, {k.lower(): v for k, v in self.headers.items()}))
            found = world.answers.get(self.path, Internet.page(b"", "text/plain", 404))
            self.close_connection = True
            with suppress(OSError):
                found(self)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - its name
            pass

    class Quiet(ThreadingHTTPServer):
        daemon_threads = True

        def handle_error(self, *_args: object) -> None:
            pass

    server = Quiet(("127.0.0.1", 0), Handler)
    world = Internet(server)
    real = socket.create_connection

    def reach(address: tuple[str, int], timeout: float) -> socket.socket:
        world.reached.append(address[0])
        return real(("127.0.0.1", world.port), timeout=timeout)

    monkeypatch.setattr(connect.socket, "create_connection", reach)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    yield world
    server.shutdown()
    server.server_close()
    thread.join()
