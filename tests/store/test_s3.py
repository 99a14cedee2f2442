"""A bucket keeps blobs as a folder does: once, whole, and told when damaged."""

from __future__ import annotations

import hashlib
import multiprocessing
import os
import socket
import threading
from concurrent.futures import ThreadPoolExecutor
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import TYPE_CHECKING, ClassVar

import pytest

from digest.errors import ConfigError, DamagedBlobError, StoreError
from digest.store.blobs import Blobs, open_blobs
from digest.store.s3 import S3Blobs

if TYPE_CHECKING:
    from pathlib import Path

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


def test_what_was_stored_is_never_written_again(bucket: S3Blobs) -> None:
    """Damage is found by whoever reads, and not hidden by whoever puts the same again."""
    name = bucket.put(STORM)
    client = bucket._opened()  # noqa: SLF001 - to do what nobody should
    client.put_object(Bucket="digest", Key=bucket._key(name), Body=b"Calm.")  # noqa: SLF001
    bucket.put(STORM)
    with pytest.raises(DamagedBlobError, match="changed or damaged; restore it from a backup"):
        bucket.get(name)


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
