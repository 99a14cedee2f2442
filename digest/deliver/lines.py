"""Articles go to another service as one stream of lines (NDJSON), packed on the way."""

from __future__ import annotations

import http.client
import json
import ssl
import zlib
from contextlib import suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from digest.errors import DeliveryError, RefusedError, UsageError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_GZIP = 31  # zlib's window bits that stand for the form of gzip
_PIECE = 1 << 16
"""Bytes of lines that are packed together before they are sent."""
_SECONDS = 600
"""How long nothing may come or go: a service stores what was sent before it reads on."""
_LARGEST_ANSWER = 1 << 20
_LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})
_ACCEPTED = 202
_TRY_AGAIN = frozenset({429, 503})


@dataclass(frozen=True, slots=True)
class Receiver:
    """Another service: the address of its home page, and a token of its own when it needs one."""

    url: str
    token: str | None = field(default=None, repr=False)


def send_lines(receiver: Receiver, lines: Iterable[bytes]) -> dict[str, object]:
    """Send `lines`, each with its line break, and return what the service says of them in sum.

    Raises:
        UsageError: the address is none, or the token would go over it in the clear.
        RefusedError: the service refuses the stream, now and again.
        DeliveryError: it broke off, or the service asks to come again; what was stored is known
            when it is sent again.
    """
    connection, path = _connection(receiver)
    headers = {"content-type": "application/x-ndjson", "content-encoding": "gzip"}
    if receiver.token:
        headers["authorization"] = f"Bearer {receiver.token}"
    try:
        status, told = _exchange(connection, path, headers, _packed(lines))
    except (OSError, http.client.HTTPException) as error:
        raise DeliveryError(
            f"The stream to {connection.host} broke off ({error or type(error).__name__}); send it "
            "again, nothing is doubled."
        ) from error
    finally:
        connection.close()
    if status == _ACCEPTED:
        return told
    kind = DeliveryError if status in _TRY_AGAIN else RefusedError
    said = told.get("detail") or "it says no more"
    raise kind(f"{connection.host} answered {status}: {said}")


def _connection(receiver: Receiver) -> tuple[http.client.HTTPConnection, str]:
    try:
        parts = urlsplit(receiver.url)
        host, port = parts.hostname, parts.port
    except ValueError:
        host, port = None, None
    if not host or parts.scheme not in {"http", "https"} or "@" in parts.netloc:
        raise UsageError(
            "The address to send to is none; write that of the service, like "
            "https://news.example.org/."
        )
    path = f"{parts.path.rstrip('/')}/api/v1/articles"
    if parts.scheme == "https":
        trust = ssl.create_default_context()
        return http.client.HTTPSConnection(host, port, timeout=_SECONDS, context=trust), path
    if receiver.token and host not in _LOOPBACK:
        raise UsageError(f"A token would go to {host} in the clear; write https://.")
    return http.client.HTTPConnection(host, port, timeout=_SECONDS), path


def _exchange(
    connection: http.client.HTTPConnection,
    path: str,
    headers: dict[str, str],
    packed: Iterator[bytes],
) -> tuple[int, dict[str, object]]:
    connection.connect()
    # Who refuses a stream before its end may have said why.
    with suppress(BrokenPipeError, ConnectionResetError):
        connection.request("POST", path, packed, headers, encode_chunked=True)
    answer = connection.getresponse()
    content = answer.read(_LARGEST_ANSWER)
    try:
        told = json.loads(content)
    except ValueError:
        told = None
    return answer.status, told if isinstance(told, dict) else {}


def _packed(lines: Iterable[bytes]) -> Iterator[bytes]:
    packing = zlib.compressobj(wbits=_GZIP)
    held: list[bytes] = []
    size = 0
    for line in lines:
        held.append(line)
        size += len(line)
        if size >= _PIECE:
            if packed := packing.compress(b"".join(held)):
                yield packed
            held, size = [], 0
    yield packing.compress(b"".join(held)) + packing.flush()
