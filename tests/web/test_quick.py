"""An answer that was given a moment ago is given again, to whoever would get the same one."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Mapping
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from starlette.testclient import TestClient

from digest.web.app import create_app
from digest.web.caching import answer, represent
from digest.web.quick import DECIDING, LARGEST, Quick, keep

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from starlette.types import Message, Receive, Scope, Send

    from digest.service.context import Context

FEED = "/digests/storms/rss.xml"
PDF = "/digests/storms/editions/1/briefing.pdf"


class Noted(Mapping[str, str]):
    """Headers that note which of them were asked for; each has a value."""

    def __init__(self) -> None:
        """Begin with none noted."""
        self.asked: set[str] = set()

    def __getitem__(self, name: str) -> str:
        """Return a value that decides nothing, so that the next header is looked at too."""
        self.asked.add(name)
        if name == "if-none-match":
            raise KeyError(name)
        return "bytes=0-9" if name == "range" else ""

    def __iter__(self) -> Iterator[str]:
        """Return no name: nobody goes through all headers."""
        return iter(())

    def __len__(self) -> int:
        """Return that there are none."""
        return 0


@pytest.fixture
def lasting(context: Context, publish: Callable[[str], None]) -> Iterator[TestClient]:
    """A client of a service with one edition, whose answers count for a day."""
    publish("one")
    app = create_app(context, fresh=timedelta(days=1))
    with TestClient(app, base_url="http://localhost:8000", client=("127.0.0.1", 50000)) as opened:
        yield opened


def test_every_header_that_decides_an_answer_is_in_the_key() -> None:
    """Those that conditions, encodings and ranges are read from."""
    headers = Noted()
    answer(represent(b"%PDF", "application/pdf", None), "GET", headers, control="no-cache")
    assert {"accept-encoding", "if-none-match", "range"} <= headers.asked
    assert headers.asked <= {name.decode() for name in DECIDING}


def test_the_same_question_gets_the_same_answer(lasting: TestClient) -> None:
    """Whole, in part, unchanged, without its body, and in each encoding."""
    tag = lasting.get(FEED, headers={"accept-encoding": "br"}).headers["etag"]
    for method, address, headers in (
        ("GET", FEED, {"accept-encoding": "gzip"}),
        ("GET", FEED, {"accept-encoding": "identity"}),
        ("HEAD", FEED, {}),
        ("GET", FEED, {"if-none-match": tag, "accept-encoding": "br"}),
        ("GET", FEED, {"if-modified-since": "Sun, 01 Mar 2026 12:00:00 GMT"}),
        ("GET", PDF, {"range": "bytes=0-9"}),
        ("GET", PDF, {"range": "bytes=10-19"}),
    ):
        first, again = (lasting.request(method, address, headers=headers) for _ in range(2))
        assert (again.status_code, again.content) == (first.status_code, first.content)
        assert dict(again.headers) == dict(first.headers)


def test_different_questions_never_share_an_answer(lasting: TestClient) -> None:
    """Another encoding, another part, another condition, and above all another host."""
    assert lasting.get(FEED).status_code == 200
    assert lasting.get(FEED, headers={"host": "evil.example"}).status_code == 421
    packed = lasting.get(FEED, headers={"accept-encoding": "gzip"})
    plain = lasting.get(FEED, headers={"accept-encoding": "identity"})
    assert packed.headers["content-encoding"] == "gzip"
    assert "content-encoding" not in plain.headers
    assert packed.headers["etag"] != plain.headers["etag"]
    assert lasting.get(f"{FEED}?x", headers={"if-none-match": "*"}).status_code == 304
    parts = [lasting.get(PDF, headers={"range": f"bytes={n}-{n + 9}"}).content for n in (0, 10)]
    assert parts[0] != parts[1]


def test_what_changes_by_itself_is_never_kept(lasting: TestClient) -> None:
    """Pages that are made when asked for, problems, and the API."""
    before = lasting.get("/api/v1/jobs").json()
    lasting.post("/api/v1/digests/storms/editions")
    assert lasting.get("/api/v1/jobs").json() != before
    assert lasting.get("/digests/storms/feed.json").status_code == 404


async def _asked(quick: Quick, path: str) -> bytes:
    """Return what `quick` sends to a GET of `path`."""
    sent: list[Message] = []

    async def receive() -> Message:
        return {"type": "http.request"}

    async def send(message: Message) -> None:
        sent.append(message)

    scope = {"type": "http", "method": "GET", "path": path, "query_string": b"", "headers": []}
    await quick(scope, receive, send)
    return b"".join(message.get("body", b"") for message in sent)


class Counted:
    """An application that counts what it was asked, and lets everything be kept for a day."""

    def __init__(self, body: bytes) -> None:
        """Answer everything with `body`."""
        self.body = body
        self.asked: list[str] = []

    async def __call__(self, scope: Scope, _receive: Receive, send: Send) -> None:
        """Answer."""
        self.asked.append(scope["path"])
        keep(scope, time.monotonic() + 86_400)
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": self.body})


def test_what_is_kept_is_bounded() -> None:
    """By number and by bytes: whoever asks for many things pushes the oldest out, and no more."""
    app = Counted(b"x" * 100)
    quick = Quick(app, most=50, most_bytes=1000)

    async def ask() -> None:
        for path in [*map(str, range(20)), "19", "10", "0"]:
            assert await _asked(quick, path) == app.body

    asyncio.run(ask())
    assert app.asked == [*map(str, range(20)), "0"]


def test_large_answers_are_not_kept() -> None:
    """They are given each time, whole."""
    app = Counted(bytes(LARGEST + 1))
    quick = Quick(app)

    async def ask() -> None:
        for _ in range(2):
            assert await _asked(quick, "briefing") == app.body

    asyncio.run(ask())
    assert app.asked == ["briefing", "briefing"]
