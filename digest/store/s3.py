"""Blobs as objects of a bucket; S3 of Amazon, SeaweedFS, MinIO, Ceph and others.

An object is put only where there is none of its name (`If-None-Match: *`), so nothing that was
once stored is ever written again, and all may put the same at once. Servers may store what they
got of an object when its sender died (SeaweedFS an empty one, when it died before the first byte):
its MD5 goes ahead of it, and an object that is there already is looked at before it is believed.
https://docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-writes.html
"""

from __future__ import annotations

import base64
import hashlib
import os
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError
from botocore.session import Session

from digest.errors import ConfigError, DamagedBlobError, StoreError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

_SHARD = 2  # as in a folder, so that a bucket and a folder can be copied to each other
_AT_ONCE = 8
"""Requests at once: each waits for the net, 2 ms nearby and 50 far away."""
_THERE = {"PreconditionFailed", "412"}
_CONFLICT = {"ConditionalRequestConflict", "409"}
"""Another one is putting the same object and may yet fail: this one is to be put again."""
_CONFLICTS = 5
"""So often, until somebody has put it; a put takes tens of milliseconds."""
_CONFLICT_REST = 0.1  # seconds
_ABSENT = {"NoSuchKey", "404"}
_CONFIG = Config(
    connect_timeout=5,
    read_timeout=30,
    retries={"mode": "standard", "total_max_attempts": 4},
    max_pool_connections=2 * _AT_ONCE,
    s3={"addressing_style": "path"},  # buckets of one's own server have no names of their own
    request_checksum_calculation="when_required",  # which servers but Amazon's do not know
    response_checksum_validation="when_required",
)


class S3Blobs:
    """A bucket of blobs; any number of processes may use it at once.

    Address of the server, region and credentials are those of AWS's own variables and files:
    AWS_ENDPOINT_URL, AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_REGION, ...
    """

    def __init__(self, where: str) -> None:
        """Use the bucket that `where` names, like `s3://bucket/prefix`; nothing is opened yet.

        Raises:
            ConfigError: it names no bucket.
        """
        parts = urlsplit(where)
        if parts.scheme != "s3" or not parts.netloc or parts.query:
            raise ConfigError(f"DIGEST_BLOBS is {where!r}; write it like s3://bucket/prefix.")
        self._where = where
        self._bucket = parts.netloc
        self._prefix = f"{parts.path.strip('/')}/".lstrip("/")
        self._lock = threading.Lock()
        self._client: Any = None
        self._process = 0

    def put(self, content: bytes) -> str:
        """Store `content` durably and return its sha256 in hex.

        Raises:
            StoreError: the bucket cannot be written to.
        """
        name = hashlib.sha256(content).hexdigest()
        for left in reversed(range(_CONFLICTS)):
            try:
                self._send(name, content, IfNoneMatch="*")
                break
            except ClientError as error:
                if _code(error) in _THERE:
                    self._mend(name, content)
                    break
                if _code(error) not in _CONFLICT or not left:
                    raise self._trouble(error) from error
                time.sleep(_CONFLICT_REST)
            except BotoCoreError as error:
                raise self._trouble(error) from error
        return name

    def _send(self, name: str, content: bytes, **conditions: str) -> None:
        md5 = hashlib.md5(content, usedforsecurity=False).digest()
        self._opened().put_object(
            Bucket=self._bucket,
            Key=self._key(name),
            Body=content,
            ContentMD5=base64.b64encode(md5).decode(),
            **conditions,
        )

    def _mend(self, name: str, content: bytes) -> None:
        """Put an object once more if what is there under its name is not its content."""
        try:
            there = self._opened().head_object(Bucket=self._bucket, Key=self._key(name))
            if there["ContentLength"] == len(content):
                md5 = hashlib.md5(content, usedforsecurity=False).hexdigest()
                # An ETag is the MD5 of a plain object, and something else of an encrypted one.
                if there["ETag"].strip('"') == md5 or self._is_whole(name):
                    return
            self._send(name, content)
        except (ClientError, BotoCoreError) as error:
            raise self._trouble(error) from error

    def _is_whole(self, name: str) -> bool:
        try:
            self.get(name)
        except DamagedBlobError:
            return False
        return True

    def put_all(self, contents: Sequence[bytes]) -> tuple[str, ...]:
        """Store all `contents` durably, several at a time; return their sha256 in order.

        Raises:
            StoreError: the bucket cannot be written to.
        """
        with ThreadPoolExecutor(_AT_ONCE) as putting:
            return tuple(putting.map(self.put, contents))

    def get(self, name: str) -> bytes:
        """Return the bytes of the blob `name`.

        Raises:
            DamagedBlobError: it is missing, or other bytes than were stored.
            StoreError: the bucket cannot be read.
        """
        key = self._key(name)
        try:
            found = self._opened().get_object(Bucket=self._bucket, Key=key)
            with found["Body"] as body:
                content: bytes = body.read()
        except ClientError as error:
            if _code(error) in _ABSENT:
                raise DamagedBlobError(
                    f"The stored document {key} is missing in {self._where}; restore it from a "
                    "backup."
                ) from None
            raise self._trouble(error) from error
        except BotoCoreError as error:
            raise self._trouble(error) from error
        if hashlib.sha256(content).hexdigest() != name:
            raise DamagedBlobError(
                f"The stored document {key} in {self._where} was changed or damaged; restore it "
                "from a backup."
            )
        return content

    def file(self, _name: str) -> Path | None:
        """Return None: no blob of a bucket is a file."""
        return None

    def link(self, _name: str, _path: Path) -> bool:
        """Return false: a file cannot become an object without being sent."""
        return False

    def names(self) -> Iterator[str]:
        """Yield the names of all blobs, those that no row names among them.

        Raises:
            StoreError: the bucket cannot be read.
        """
        pages = self._opened().get_paginator("list_objects_v2")
        try:
            for page in pages.paginate(Bucket=self._bucket, Prefix=f"{self._prefix}objects/"):
                for found in page.get("Contents", ()):
                    yield str(found["Key"]).rpartition("/")[2]
        except (ClientError, BotoCoreError) as error:
            raise self._trouble(error) from error

    def remove(self, name: str) -> None:
        """Let the blob `name` be no more; a bucket with versions keeps it as an older one.

        Raises:
            StoreError: the bucket cannot be written to.
        """
        try:
            self._opened().delete_object(Bucket=self._bucket, Key=self._key(name))
        except (ClientError, BotoCoreError) as error:
            raise self._trouble(error) from error

    def _key(self, name: str) -> str:
        return f"{self._prefix}objects/{name[:_SHARD]}/{name}"

    def _opened(self) -> Any:  # noqa: ANN401 - clients of botocore are made when it runs
        """Return the client of this process: a forked one must not share its parent's sockets."""
        with self._lock:
            if self._client is None or self._process != os.getpid():
                try:
                    self._client = Session().create_client("s3", config=_CONFIG)
                except (BotoCoreError, ValueError) as error:
                    raise ConfigError(
                        f"The bucket of DIGEST_BLOBS cannot be used: {error}"
                    ) from None
                self._process = os.getpid()
            return self._client

    def _trouble(self, error: ClientError | BotoCoreError) -> StoreError:
        return StoreError(
            f"{self._where} cannot be used ({_said(error)}); check DIGEST_BLOBS, AWS_ENDPOINT_URL "
            "and the credentials, and whether the server runs."
        )


def _code(error: ClientError) -> str:
    return str(error.response.get("Error", {}).get("Code", ""))


def _said(error: Exception) -> str:
    if isinstance(error, ClientError):
        return _code(error)
    return type(error).__name__
