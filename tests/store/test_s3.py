"""A bucket keeps blobs as a folder does: once, whole, and told when damaged."""

from __future__ import annotations

import hashlib
import multiprocessing
import os
import socket
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import TYPE_CHECKING, ClassVar
from urllib.parse import urlsplit

import pytest
from botocore.exceptions import ConnectionClosedError

from digest.errors import ConfigError, DamagedBlobError, StoreError
from digest.store.blobs import Blobs, open_blobs
from digest.store.s3 import S3Blobs

if TYPE_CHECKING:
    from pathlib import Path

    from botocore.awsrequest import AWSPreparedRequest

    from tests.seaweed import Seaweed

STORM = b"Storm closes the harbour."


@pytest.fixture
def bucket(seaweed: Seaweed, monkeypatch: pytest.MonkeyPatch) -> S3Blobs:
    """An empty bucket on a running server."""
    for name, value in seaweed.environment.items():
        monkeypatch.setenv(name, value)
    opened = open_blobs(f"s3://digest/{os.urandom(6).hex()}")
    assert isinstance(opened, S3Blobs)
    return opened


def test_a_blob_is_kept_under_its_sha256(bucket: S3Blobs) -> None:
    """Put twice it is one object; it comes back as it was, the empty one too."""
    name = bucket.put(STORM)
    assert name == hashlib.sha256(STORM).hexdigest()
    assert bucket.put(STORM) == name
    assert bucket.get(name) == STORM
    assert bucket.get(bucket.put(b"")) == b""
    assert bucket.file(name) is None


def test_many_may_put_the_same_at_once(bucket: S3Blobs) -> None:
    """Whoever comes second finds it there."""
    with ThreadPoolExecutor(8) as putting:
        names = set(putting.map(bucket.put, [STORM] * 40))
    assert len(names) == 1
    assert bucket.get(names.pop()) == STORM


def test_many_blobs_are_put_in_order(bucket: S3Blobs) -> None:
    """The names come in the order of the contents."""
    contents = [f"Text {n}.".encode() for n in range(30)]
    names = bucket.put_all(contents)
    assert [bucket.get(name) for name in names] == contents


def test_damage_is_found_by_whoever_reads(bucket: S3Blobs) -> None:
    """Other bytes than were stored are no document."""
    name = bucket.put(STORM)
    _overwrite(bucket, name, b"Calm.")
    with pytest.raises(DamagedBlobError, match="changed or damaged; restore it from a backup"):
        bucket.get(name)


@pytest.mark.parametrize("there", [b"", STORM[:9], STORM[::-1]], ids=["none", "part", "other"])
def test_what_is_not_whole_is_put_again(bucket: S3Blobs, there: bytes) -> None:
    """An object that a dead sender left, empty or a part of it, is not taken for the whole."""
    name = hashlib.sha256(STORM).hexdigest()
    _overwrite(bucket, name, there)
    assert bucket.put(STORM) == name
    assert bucket.get(name) == STORM


def test_a_sender_that_dies_leaves_no_object(bucket: S3Blobs) -> None:
    """The server is told what is to come, and stores nothing when it does not."""
    name = hashlib.sha256(STORM).hexdigest()
    client = bucket._opened()  # noqa: SLF001 - to die amid its request
    sent = []

    def die(request: AWSPreparedRequest, **_more: object) -> None:
        where = urlsplit(request.url)
        with socket.create_connection((where.hostname, where.port)) as wire:
            lines = [f"PUT {where.path} HTTP/1.1", f"host: {where.netloc}"]
            told = {key.lower(): _text(value) for key, value in request.headers.items()}
            told.pop("expect", None)  # whoever waits to be told to go on may die after that too
            lines += [f"{key}: {value}" for key, value in told.items()]
            wire.sendall("\r\n".join([*lines, "", ""]).encode())
            time.sleep(0.2)
        sent.append(request)
        raise ConnectionClosedError(endpoint_url=request.url)

    client.meta.events.register("before-send.s3.PutObject", die)
    with pytest.raises(StoreError):
        bucket.put(STORM)
    client.meta.events.unregister("before-send.s3.PutObject", die)
    assert sent
    time.sleep(0.5)
    with pytest.raises(DamagedBlobError, match="is missing"):
        bucket.get(name)


def _overwrite(bucket: S3Blobs, name: str, content: bytes) -> None:
    client = bucket._opened()  # noqa: SLF001 - to do what nobody should
    client.put_object(Bucket="digest", Key=bucket._key(name), Body=content)  # noqa: SLF001


def _text(value: str | bytes) -> str:
    return value.decode() if isinstance(value, bytes) else value


class _Conflicting(BaseHTTPRequestHandler):
    """A bucket in which somebody else's put of the same object fails after two of ours."""

    answers: ClassVar[list[int]] = []

    def do_PUT(self) -> None:
        """Take the object at last."""
        self.rfile.read(int(self.headers["content-length"]))
        self.answers.append(200 if len(self.answers) == 2 else 409)
        self.send_response(self.answers[-1])
        self.send_header("content-length", "0")
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - as its callers say
        """Say nothing."""


def test_a_put_that_conflicts_with_one_that_may_fail_is_tried_again(
    monkeypatch: pytest.MonkeyPatch, seaweed: Seaweed
) -> None:
    """A conflict (409) says that another put is under way, and not that the object is there."""
    for name, value in seaweed.environment.items():
        monkeypatch.setenv(name, value)
    with HTTPServer(("127.0.0.1", 0), _Conflicting) as server:
        serving = threading.Thread(target=server.serve_forever)
        serving.start()
        monkeypatch.setenv("AWS_ENDPOINT_URL", f"http://127.0.0.1:{server.server_port}")
        bucket = S3Blobs("s3://digest")
        bucket.put(STORM)
        bucket._opened().close()  # noqa: SLF001 - its connection would keep the server
        server.shutdown()
        serving.join()
    assert _Conflicting.answers == [409, 409, 200]


def test_a_missing_blob_is_told(bucket: S3Blobs) -> None:
    """With its key, and what to do."""
    with pytest.raises(DamagedBlobError, match=r"objects/00/00.* is missing in s3://digest/"):
        bucket.get("00" * 32)


def _put_in_child(bucket: S3Blobs) -> None:
    assert bucket.get(bucket.put(b"From a child.")) == b"From a child."


def test_a_forked_process_has_a_connection_of_its_own(bucket: S3Blobs) -> None:
    """A worker's pool is forked from a process that has used the bucket already."""
    bucket.put(STORM)
    child = multiprocessing.get_context("fork").Process(target=_put_in_child, args=(bucket,))
    child.start()
    child.join(60)
    assert child.exitcode == 0
    assert bucket.get(bucket.put(b"From a child.")) == b"From a child."


def test_wrong_credentials_are_told(bucket: S3Blobs, monkeypatch: pytest.MonkeyPatch) -> None:
    """The message names the settings, and no secret; who has other ones goes on."""
    assert bucket.put(STORM)
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "a-wrong-one")
    with pytest.raises(StoreError, match=r"cannot be used \(.*check DIGEST_BLOBS") as caught:
        S3Blobs("s3://digest").put(STORM)
    assert "a-wrong-one" not in str(caught.value)
    assert bucket.put(STORM)


def test_a_server_that_is_away_is_told(monkeypatch: pytest.MonkeyPatch, seaweed: Seaweed) -> None:
    """As a store that cannot be used, so the job that needs it rests and is not dead."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        free = taken.getsockname()[1]
    for name, value in seaweed.environment.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("AWS_ENDPOINT_URL", f"http://127.0.0.1:{free}")
    with pytest.raises(StoreError, match="whether the server runs"):
        S3Blobs("s3://digest").get("00" * 32)


def test_an_address_says_where_blobs_lie(tmp_path: Path) -> None:
    """A folder by its path, a bucket by its URL; anything else is refused."""
    assert isinstance(open_blobs(str(tmp_path)), Blobs)
    for wrong in ("s3://", "gs://bucket", "https://example.org/bucket"):
        with pytest.raises(ConfigError, match="write it like s3://bucket/prefix"):
            open_blobs(wrong)
