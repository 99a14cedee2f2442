"""Attempts are counted, and what is said during one says which job it is about."""

from __future__ import annotations

import gzip
import json
import logging
import threading
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING

import pytest
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest

from digest.model.article import MediaType
from digest.model.job import JobKind, Pool
from digest.model.place import Journal, Place
from digest.model.received import Received
from digest.model.settings import Settings
from digest.service.accept import Request, accept
from digest.service.attempts import BOUNDS
from digest.service.context import open_context
from digest.service.dispatch import work
from digest.service.journal import JsonLines, Lines, about, concerns, keep_journal
from digest.store import tallies

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from digest.service.context import Context


@dataclass
class Collector:
    """What was sent to a collector of OpenTelemetry."""

    requests: list[ExportTraceServiceRequest] = field(default_factory=list)


@pytest.fixture
def collector(monkeypatch: pytest.MonkeyPatch) -> Iterator[Collector]:
    """A running collector, named by the environment."""
    world = Collector()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            if self.headers["Content-Encoding"] == "gzip":
                body = gzip.decompress(body)
            world.requests.append(ExportTraceServiceRequest.FromString(body))
            self.send_response(200)
            self.end_headers()

        def log_message(self, *_args: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    address = f"http://127.0.0.1:{server.server_address[1]}"
    monkeypatch.setenv("OTEL_EXPORTER_OTLP_ENDPOINT", address)
    yield world
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture
def usual_logging() -> Iterator[None]:
    """What a test changes of logging is as it was afterwards."""
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    yield
    root.handlers[:], root.level = handlers, level


def read(context: Context, count: int) -> None:
    """Accept articles and read them, until there is nothing to do."""
    for n in range(count):
        text = f"Storm {n} closes the harbour.".encode()
        accept(context, Request(f"a{n}", Received(f"a{n}", MediaType.TEXT, text)))
    while work(context, Pool.INGEST, worker="w"):
        pass


def test_every_attempt_is_counted_once(context: Context) -> None:
    """By kind and by how long it took; the counts are stored when there is nothing more to do."""
    read(context, 5)
    with context.store.read() as connection:
        found = tallies.read(connection)
    assert {tally.kind for tally in found} == {JobKind.INGEST}
    assert sum(tally.attempts for tally in found) == 5
    assert all(tally.most in BOUNDS for tally in found)
    assert all(tally.seconds <= tally.most * tally.attempts for tally in found)


@pytest.mark.usefixtures("usual_logging")
def test_what_is_said_carries_its_ids(context: Context, capsys: pytest.CaptureFixture[str]) -> None:
    """One JSON object a line: the job, and the article that it became."""
    keep_journal(Journal(as_json=True, level=logging.INFO))
    read(context, 1)
    lines = [json.loads(line) for line in capsys.readouterr().err.splitlines()]
    (said,) = [line for line in lines if line["said"].startswith("worked for")]
    assert (said["job"], said["kind"], said["attempt"]) == ("a0", "ingest", "1")
    assert said["article"]
    assert (said["level"], said["logger"]) == ("info", "digest.service.attempts")


def record(message: str, error: Exception | None = None) -> logging.LogRecord:
    """Return a message as logging passes it on."""
    told = (type(error), error, error.__traceback__) if error else None
    return logging.LogRecord("digest.x", logging.ERROR, "x.py", 1, message, (), told)


def test_a_traceback_stays_within_its_line() -> None:
    """Machines read line by line."""
    line = JsonLines().format(record("it failed\nbadly", ValueError("line one\nline two")))
    assert "\n" not in line
    assert "line two" in json.loads(line)["traceback"]


def test_lines_for_people_end_with_what_they_are_about() -> None:
    """And say nothing more outside of any job."""
    lines = Lines()
    with about(job="j1"):
        concerns(edition="storms-3")
        assert lines.format(record("it rests")).endswith("ERROR it rests [job=j1 edition=storms-3]")
    assert lines.format(record("it rests")).endswith("ERROR it rests")


def test_each_attempt_is_a_span(database_url: str, tmp_path: Path, collector: Collector) -> None:
    """With its ids, sent to the collector that the environment names before the service closes."""
    place = Place(tmp_path / "home", database_url, Settings(), traced=True)
    with open_context(place) as traced:
        read(traced, 3)
    spans = [
        span
        for resource in collector.requests
        for scope in resource.resource_spans[0].scope_spans
        for span in scope.spans
    ]
    told = [{a.key: a.value.string_value for a in span.attributes} for span in spans]
    assert {span.name for span in spans} == {"digest.ingest"}
    assert sorted(one["digest.job"] for one in told) == ["a0", "a1", "a2"]
