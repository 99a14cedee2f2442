"""The broker may ask for a password, speak TLS, and be the one that a Sentinel names."""

from __future__ import annotations

import contextlib
import socket
import ssl
import subprocess
import threading
import time
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from digest.errors import ConfigError
from digest.model.job import Hint, Pool
from workers import broker
from workers.app import create_app
from workers.bell import Bell
from workers.transport import options, security

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from digest.model.place import Place

PASSWORD = "of-the-broker"  # noqa: S105 - of these tests
WITHIN = 60.0


def free_port() -> int:
    """Return a port that nobody listens on."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        return int(taken.getsockname()[1])


def wait_for(true: Callable[[], bool]) -> None:
    """Wait until something is so."""
    deadline = time.monotonic() + WITHIN
    while not true():
        assert time.monotonic() < deadline, "it did not come true"
        time.sleep(0.05)


def answers(port: int) -> bool:
    """Return whether somebody listens."""
    try:
        socket.create_connection(("127.0.0.1", port), timeout=1).close()
    except OSError:
        return False
    return True


@contextlib.contextmanager
def running(folder: Path, *arguments: str) -> Iterator[None]:
    """Run a Valkey server while the block does."""
    command = [broker.find_server(), *arguments, "--dir", str(folder), "--bind", "127.0.0.1"]
    with (folder / "server.log").open("ab") as log:
        server = subprocess.Popen(command, stdout=log, stderr=log)
    try:
        yield
    finally:
        server.kill()
        server.wait()


@pytest.fixture
def guarded(tmp_path: Path) -> Iterator[int]:
    """The port of a server that asks for a password."""
    port = free_port()
    with running(tmp_path, "--port", str(port), "--requirepass", PASSWORD, "--save", ""):
        wait_for(lambda: answers(port))
        yield port


def rings(place: Place, url: str) -> int:
    """Ring over the broker at `url`, and return how many hints then lie there."""
    app = create_app(place, url)
    bell = Bell(app)
    try:
        bell.send([Hint(1, Pool.INGEST, "j")])
        return bell.count()[Pool.INGEST]
    finally:
        app.close()


def test_a_password_opens_the_broker(place: Place, guarded: int) -> None:
    """And without it the message says that it does not answer, and shows no password."""
    url = f"redis://:{PASSWORD}@127.0.0.1:{guarded}/0"
    assert rings(place, url) == 1
    broker.check(place, url)
    with pytest.raises(ConfigError, match="does not answer") as caught:
        broker.check(place, f"redis://:wrong-{PASSWORD}@127.0.0.1:{guarded}/0")
    assert PASSWORD not in str(caught.value)


def test_a_sentinel_says_where_the_broker_is(place: Place, guarded: int, tmp_path: Path) -> None:
    """Only the Sentinel's address is told to us; password and database are the broker's own."""
    port = free_port()
    config = tmp_path / "sentinel.conf"
    config.write_text(
        f"port {port}\nsentinel monitor digest 127.0.0.1 {guarded} 1\n"
        f"sentinel auth-pass digest {PASSWORD}\n"
    )
    watched = replace(place, broker_master="digest")
    with running(tmp_path, str(config), "--sentinel"):
        wait_for(lambda: answers(port))
        url = f"sentinel://:{PASSWORD}@127.0.0.1:{port}/0"
        broker.check(watched, url)
        assert rings(watched, url) == 1
        assert rings(watched, f"redis://:{PASSWORD}@127.0.0.1:{guarded}/0") == 2


@pytest.mark.system
def test_the_brokers_certificate_is_checked(
    place: Place, guarded: int, tmp_path: Path, program: Callable[[str], str]
) -> None:
    """One of an authority that was named is trusted, by its name; any other is not."""
    key, certificate = tmp_path / "key.pem", tmp_path / "certificate.pem"
    made = [program("openssl"), "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2"]
    made += ["-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost"]
    made += ["-keyout", str(key), "-out", str(certificate)]
    subprocess.run(made, check=True, capture_output=True)
    with terminated(guarded, certificate, key) as port:
        url = f"rediss://:{PASSWORD}@localhost:{port}/0"
        assert rings(replace(place, broker_ca=certificate), url) == 1
        with pytest.raises(ConfigError, match="does not answer"):
            broker.check(place, url)
        by_address = f"rediss://:{PASSWORD}@127.0.0.1:{port}/0"
        with pytest.raises(ConfigError, match="does not answer"):
            broker.check(replace(place, broker_ca=certificate), by_address)


def test_tls_is_asked_for_by_scheme_or_authority(place: Place, tmp_path: Path) -> None:
    """A Sentinel's address has no scheme for it, so there the authority asks for it."""
    assert security(place, "redis://localhost") is None
    found = security(place, "rediss://localhost")
    assert found == {"ssl_cert_reqs": ssl.CERT_REQUIRED, "ssl_check_hostname": True}
    named = replace(place, broker_ca=tmp_path / "ca.pem", sentinel_password=PASSWORD)
    told = security(named, "sentinel://a:1;sentinel://b:1")
    assert told is not None
    assert told["ssl_ca_certs"] == str(tmp_path / "ca.pem")
    assert options(named, "sentinel://a:1")["sentinel_kwargs"]["password"] == PASSWORD
    assert "master_name" not in options(named, "redis://a:1")


@contextlib.contextmanager
def terminated(port: int, certificate: Path, key: Path) -> Iterator[int]:
    """Offer the server on `port` over TLS, on a port of its own."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    listening = socket.create_server(("127.0.0.1", 0))
    opened: list[socket.socket] = []
    threads: list[threading.Thread] = []

    def serve() -> None:
        while True:
            try:
                opened.append(listening.accept()[0])
            except OSError:
                return
            with contextlib.suppress(OSError):
                outer = context.wrap_socket(opened[-1], server_side=True)
                inner = socket.create_connection(("127.0.0.1", port))
                opened.extend([outer, inner])
                for ends in ((outer, inner), (inner, outer)):
                    threads.append(threading.Thread(target=carry, args=ends))
                    threads[-1].start()

    server = threading.Thread(target=serve)
    server.start()
    try:
        yield int(listening.getsockname()[1])
    finally:
        close(listening)
        server.join()
        for end in opened:
            shut(end)
        for thread in threads:
            thread.join()
        for end in opened:
            end.close()


def carry(source: socket.socket, target: socket.socket) -> None:
    """Carry what comes from one end to the other, until either is shut."""
    with contextlib.suppress(OSError, ValueError):
        while data := source.recv(65536):
            target.sendall(data)
    shut(source)
    shut(target)


def shut(end: socket.socket) -> None:
    """Let both ends of a connection know that it is over."""
    with contextlib.suppress(OSError):
        end.shutdown(socket.SHUT_RDWR)


def close(listening: socket.socket) -> None:
    """Wake whoever waits for a connection, and close."""
    shut(listening)
    listening.close()
