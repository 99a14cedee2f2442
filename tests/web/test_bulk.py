"""Articles come in bulk, and every line is answered for."""

from __future__ import annotations

import gzip
import json
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from starlette.testclient import TestClient

from digest.errors import StoreFullError
from digest.model.token import Scope
from digest.service import bulk as service
from digest.service import tokens
from digest.store import joblist
from digest.web.app import create_app

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from digest.service.context import Context

LINES = {"content-type": "application/x-ndjson"}
BY_LINE = {**LINES, "accept": "application/x-ndjson"}


def body(numbers: Sequence[int]) -> bytes:
    """Return the lines of articles."""
    texts = (f"The storm of day {number} closed the harbour." for number in numbers)
    return b"".join(json.dumps({"text": text}).encode() + b"\n" for text in texts)


def jobs_of(context: Context) -> set[str]:
    """Return the ids of all jobs."""
    with context.store.read() as connection:
        return {job.id for job in joblist.newest(connection, limit=10_000)}


def test_lines_are_accepted_and_told_in_sum(
    client: TestClient, context: Context, rung: list[str]
) -> None:
    """Blank lines count as lines; each line that is not blank is a job under the key."""
    sent = body([1]) + b"\n" + body([3, 4])
    answer = client.post(
        "/api/v1/articles", content=sent, headers={**LINES, "idempotency-key": "k"}
    )
    assert answer.status_code == 202
    expected = {"key": "k", "accepted": 3, "known": 0, "refused": 0, "last": 4, "errors": []}
    assert answer.json() == expected
    assert jobs_of(context) == {"k:1", "k:3", "k:4"}
    assert rung


def test_what_is_sent_again_doubles_nothing(client: TestClient, context: Context) -> None:
    """Under its key by line, and without one by what a line says; more may follow."""
    for headers in ({**LINES, "idempotency-key": "k"}, LINES):
        before = len(jobs_of(context))
        first = client.post("/api/v1/articles", content=body(range(5)), headers=headers).json()
        again = client.post("/api/v1/articles", content=body(range(8)), headers=headers).json()
        assert (first["accepted"], again["known"], again["accepted"]) == (5, 5, 3)
        assert len(jobs_of(context)) == before + 8


def test_a_line_that_cannot_be_used_is_told_and_the_rest_is_taken(client: TestClient) -> None:
    """Each with its number and its reason."""
    sent = b'{"text": "A storm."}\nno json\n[]\n{"id": "x"}\n{"text": " "}\n{"url": "file:///x"}\n'
    told = client.post("/api/v1/articles", content=sent, headers=LINES).json()
    assert (told["accepted"], told["refused"]) == (1, 5)
    reasons = {one["line"]: one["error"] for one in told["errors"]}
    assert sorted(reasons) == [2, 3, 4, 5, 6]
    assert "no JSON" in reasons[2]
    assert "neither 'text' nor 'html'" in reasons[4]


def test_other_content_under_a_key_is_refused_by_line(client: TestClient) -> None:
    """The lines that are the same are known."""
    headers = {**LINES, "idempotency-key": "k"}
    client.post("/api/v1/articles", content=body([1, 2, 3]), headers=headers)
    told = client.post("/api/v1/articles", content=body([1, 7, 3]), headers=headers).json()
    assert (told["known"], told["accepted"], told["refused"]) == (2, 0, 1)
    assert told["errors"][0]["line"] == 2
    assert "belongs to another document" in told["errors"][0]["error"]


def test_each_line_is_told_where_that_is_asked_for(client: TestClient) -> None:
    """Its job or its reason; the last line says that all were read."""
    sent = body([1]) + b"{}\n" + body([1])
    answer = client.post("/api/v1/articles", content=sent, headers=BY_LINE)
    assert answer.status_code == 202
    assert answer.headers["content-type"] == "application/x-ndjson"
    one, two, three, last = map(json.loads, answer.text.splitlines())
    assert (one["line"], two["line"], three["line"]) == (1, 2, 3)
    assert three == {"line": 3, "job": one["job"], "known": True}
    assert "neither" in two["error"]
    assert (last["done"], last["accepted"], last["known"], last["refused"]) == (True, 1, 1, 1)


def test_packed_lines_are_unpacked(client: TestClient) -> None:
    """Whatever is packed otherwise, or is no gzip, is a problem."""
    packed = {**LINES, "content-encoding": "gzip"}
    sent = gzip.compress(body(range(500)))
    assert client.post("/api/v1/articles", content=sent, headers=packed).json()["accepted"] == 500
    broken = client.post("/api/v1/articles", content=b"{}", headers=packed)
    assert (broken.status_code, broken.json()["last"]) == (422, 0)
    other = client.post(
        "/api/v1/articles", content=b"", headers={**LINES, "content-encoding": "br"}
    )
    assert other.status_code == 415


def test_a_stream_may_be_longer_than_a_body(context: Context) -> None:
    """Only a line is limited; the others are taken."""
    one = json.dumps({"text": "A storm. " * 60_000}).encode() + b"\n"
    long = json.dumps({"text": "A" * 40_000_000}).encode() + b"\n"

    def stream() -> Iterator[bytes]:
        for number in range(90):
            yield one.replace(b"A storm", b"A storm of day %d" % number, 1)
        yield long

    with TestClient(create_app(context), base_url="http://localhost", client=("127.0.0.1", 5)) as c:
        told = c.post("/api/v1/articles", content=stream(), headers=LINES).json()
    assert (told["accepted"], told["refused"]) == (90, 1)
    assert told["errors"] == [{"line": 91, "error": service.TOO_LONG}]


@pytest.mark.parametrize("headers", [LINES, BY_LINE])
def test_a_full_disk_is_told_with_the_last_line_that_is_safe(
    client: TestClient, monkeypatch: pytest.MonkeyPatch, headers: dict[str, str]
) -> None:
    """Before the first line it is the status; after some are told it is the last line."""
    accept_all, room = service.accept_all, 1

    def filling(context: Context, requests: Sequence[service.Request]) -> object:
        nonlocal room
        room -= 1
        if room < 0:
            raise StoreFullError("There is no space left.")
        return accept_all(context, requests)

    monkeypatch.setattr(service, "accept_all", filling)
    answer = client.post("/api/v1/articles", content=body(range(300)), headers=headers)
    last = json.loads(answer.text.splitlines()[-1])
    assert (last["status"], last["last"], last["accepted"]) == (507, 200, 200)
    assert answer.status_code == (507 if headers is LINES else 202)
    refused = client.post("/api/v1/articles", content=body([400]), headers=headers)
    assert (refused.status_code, refused.json()["last"]) == (507, 0)


def test_too_much_that_waits_is_enough(context: Context) -> None:
    """A sender is told to come again, and up to which line all is safe."""
    full = replace(context, place=replace(context.place, backlog=200))
    app = create_app(full)
    with TestClient(app, base_url="http://localhost", client=("127.0.0.1", 5)) as client:
        answer = client.post("/api/v1/articles", content=body(range(300)), headers=LINES)
    assert answer.status_code == 503
    assert answer.headers["retry-after"]
    assert answer.json()["last"] == 200
    assert len(jobs_of(context)) == 200


def test_a_stream_needs_the_scope_to_send(context: Context) -> None:
    """As a single article does."""
    reader = tokens.add(context, "reader", [Scope.READ]).secret
    sender = tokens.add(context, "sender", [Scope.INGEST]).secret
    with TestClient(create_app(context), base_url="http://localhost") as client:
        statuses = [
            client.post(
                "/api/v1/articles", content=body([1]), headers={**LINES, **shown}
            ).status_code
            for shown in (
                {},
                {"authorization": f"Bearer {reader}"},
                {"authorization": f"Bearer {sender}"},
            )
        ]
    assert statuses == [401, 403, 202]
