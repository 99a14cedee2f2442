"""An answer that was given a moment ago is given again, to whoever would get the same one."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from starlette.testclient import TestClient

from digest.web.app import create_app
from digest.web.caching import answer, represent
from digest.web.quick import DECIDING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

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
