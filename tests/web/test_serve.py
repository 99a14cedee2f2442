"""A real server on loopback keeps its promises to real connections."""

from __future__ import annotations

import http.client
import socket
import threading
import time
from typing import TYPE_CHECKING

import pytest

from digest.errors import UsageError
from digest.service import shelf
from digest.service.trigger import trigger
from digest.web.app import create_app
from digest.web.serve import listen, server

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from digest.service.context import Context


@pytest.fixture
def port(context: Context) -> Iterator[int]:
    """The port of a running server."""
    found = server(create_app(context))
    opened = listen(port=0)
    thread = threading.Thread(target=found.run, kwargs={"sockets": [opened]})
    thread.start()
    yield opened.getsockname()[1]
    found.should_exit = True
    thread.join()
    opened.close()


def ask(port: int, method: str, path: str, **more: object) -> tuple[int, bytes]:
    """Return status and body of one request."""
    connection = http.client.HTTPConnection("127.0.0.1", port)
    try:
        connection.request(method, path, **more)  # type: ignore[arg-type]
        response = connection.getresponse()
        return response.status, response.read()
    finally:
        connection.close()


def test_feeds_are_served(port: int, publish: Callable[[str], None]) -> None:
    """GET with bytes, HEAD without."""
    publish("one")
    assert ask(port, "GET", "/digests/storms/rss.xml")[1].startswith(b"<rss>")
    assert ask(port, "HEAD", "/digests/storms/rss.xml") == (200, b"")


def test_this_machine_may_write_and_a_page_elsewhere_may_not(port: int, context: Context) -> None:
    """The address of the connection counts, and the Origin."""
    address = "/api/v1/digests/storms/editions"
    assert ask(port, "POST", address)[0] == 202
    assert ask(port, "POST", address, headers={"Origin": "https://evil.example"})[0] == 403
    assert ask(port, "POST", address, headers={"Host": "evil.example"})[0] == 421
    assert ask(port, "POST", address, headers={"X-Forwarded-For": "10.1.1.1"})[0] == 403
    assert len(shelf.shown_jobs(context)) == 1


def test_a_sender_of_fifty_megabytes_reads_why_it_was_refused(port: int) -> None:
    """And the service goes on."""
    status, body = ask(port, "POST", "/api/v1/articles", body=b"a" * 50_000_000)
    assert status == 413
    assert b"larger than 40 MB" in body
    assert ask(port, "GET", "/healthz")[0] == 200


def test_an_open_stream_does_not_keep_the_server_from_stopping(context: Context) -> None:
    """It is ended after a short patience."""
    trigger(context, "storms", "k")
    found = server(create_app(context))
    opened = listen(port=0)
    thread = threading.Thread(target=found.run, kwargs={"sockets": [opened]})
    thread.start()
    connection = http.client.HTTPConnection("127.0.0.1", opened.getsockname()[1])
    connection.request("GET", "/api/v1/jobs/k/events")
    assert connection.getresponse().readline().startswith(b"id: ")
    found.should_exit = True
    thread.join(30)
    connection.close()
    opened.close()
    assert not thread.is_alive()


def test_a_port_in_use_is_said_to_be() -> None:
    """In one sentence, with the cure."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        with pytest.raises(UsageError, match=r"^Port \d+ on 127.0.0.1 is in use; .*--port\.$"):
            listen(port=taken.getsockname()[1])


@pytest.mark.parametrize(("host", "port"), [("203.0.113.1", 0), ("127.0.0.1", 70_000)])
def test_an_address_that_cannot_be_had_is_said_so(host: str, port: int) -> None:
    """Another machine's, or no port at all."""
    with pytest.raises(UsageError, match="cannot listen"):
        listen(host, port)


def test_answers_do_not_wait_for_acknowledgements() -> None:
    """Accepted connections are known to be TCP, so that asyncio sets TCP_NODELAY on them."""
    with listen(port=0) as opened:
        assert opened.proto == socket.IPPROTO_TCP


def test_lines_are_answered_for_while_more_are_sent(port: int) -> None:
    """What was sent is stored and told though the sender has not ended; then the rest is."""
    head = (
        "POST /api/v1/articles HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n"
        "Content-Type: application/x-ndjson\r\nAccept: application/x-ndjson\r\n"
        "Idempotency-Key: k\r\nConnection: close\r\n\r\n"
    )
    with socket.create_connection(("127.0.0.1", port), timeout=60) as connection:
        answers = connection.makefile("rb")
        connection.sendall(head.encode())
        for number in (1, 2):
            line = b'{"text": "The storm of day %d."}\n' % number
            connection.sendall(b"%x\r\n%s\r\n" % (len(line), line))
            told = b""
            while b'"k:%d"' % number not in told:
                told = answers.readline()
                assert told, "the answer broke off"
        connection.sendall(b"0\r\n\r\n")
        rest = answers.read()
        answers.close()
    assert b'"done": true' in rest
    assert b'"accepted": 2' in rest


def test_a_stream_that_breaks_keeps_what_was_stored(port: int, context: Context) -> None:
    """Half a line is not taken; the service goes on."""
    head = (
        "POST /api/v1/articles HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000\r\n"
        "Content-Type: application/x-ndjson\r\nIdempotency-Key: k\r\n\r\n"
    )
    with socket.create_connection(("127.0.0.1", port), timeout=60) as connection:
        connection.sendall(head.encode() + b'{"text": "A storm."}\n{"text": "Another')
        deadline = time.monotonic() + 60
        while not shelf.shown_jobs(context):
            assert time.monotonic() < deadline
            time.sleep(0.05)
    assert ask(port, "GET", "/healthz")[0] == 200
    assert [job.id for job in shelf.shown_jobs(context)] == ["k:1"]
