"""One request and its answer over one connection, read within a deadline and a size.

HTTP/1.1 by h11: https://www.rfc-editor.org/rfc/rfc9112. Only gzip is accepted, and unpacked in
steps, so that a bomb is found out after one step and not after all of it.
"""

from __future__ import annotations

import zlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

import h11

from digest.errors import FetchError, UnwantedError

if TYPE_CHECKING:
    import socket
    from collections.abc import Callable, Mapping

    from digest.net.connect import Deadline
    from digest.net.url import Target

_CHUNK = 65_536
_EITHER_WRAPPER = 32 + zlib.MAX_WBITS  # gzip's or zlib's, told by its first bytes
_PACKED = frozenset({"gzip", "x-gzip", "deflate"})
_PLAIN = frozenset({"", "identity"})
_EMPTY = frozenset({204, 304})
_MOST_HEADERS = 65_536


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back; header names are lower-case, of a repeated one the first value counts."""

    status: int
    headers: Mapping[str, str]
    content: bytes
    cut: bool = False


@dataclass(frozen=True, slots=True)
class Asked:
    """What is sent, and what may come back.

    A GET, unless there is a `body`, which is posted. `wants` judges the media type of a 200
    before its body is read. `most` is in decoded bytes;
    what is longer is refused, or with `cut` cut there.
    """

    headers: Mapping[str, str]
    most: int
    wants: Callable[[str], bool]
    cut: bool = False
    body: bytes | None = None


def ask(connection: socket.socket, target: Target, asked: Asked, deadline: Deadline) -> Answer:
    """Send a request for `target` over `connection` and return the answer; redirects are answers.

    Raises:
        UnwantedError: the answer is too large, or of another kind than asked for.
        FetchError: it is no HTTP, breaks off, or takes too long.
    """
    try:
        return _Exchange(connection, target, deadline).run(asked)
    except TimeoutError as error:
        deadline.left()
        raise FetchError(f"{target.host} stopped answering.") from error
    except h11.RemoteProtocolError as error:
        raise FetchError(f"{target.host} does not speak HTTP as it should ({error}).") from error
    except h11.LocalProtocolError as error:
        raise FetchError(f"{target.url} cannot be asked for ({error}).") from error
    except zlib.error as error:
        raise FetchError(f"{target.host} sent a broken gzip stream.") from error
    except OSError as error:
        said = error.strerror or str(error)
        raise FetchError(f"{target.host} broke the connection off ({said}).") from error


def media_type(headers: Mapping[str, str]) -> str:
    """Return the media type that `headers` declare, in lower case, or an empty string."""
    return headers.get("content-type", "").partition(";")[0].strip().lower()


class _Exchange:
    def __init__(self, connection: socket.socket, target: Target, deadline: Deadline) -> None:
        self._socket = connection
        self._target = target
        self._deadline = deadline
        self._http = h11.Connection(h11.CLIENT, max_incomplete_event_size=_MOST_HEADERS)

    def run(self, asked: Asked) -> Answer:
        headers = {"Host": self._target.authority, **asked.headers, "Accept-Encoding": "gzip"}
        if asked.body is not None:
            headers["Content-Length"] = str(len(asked.body))
        request = h11.Request(
            method="GET" if asked.body is None else "POST",
            target=self._target.path,
            headers=[*headers.items(), ("Connection", "close")],
        )
        self._send(self._http.send(request))
        self._send(self._http.send(h11.Data(asked.body or b"")))
        self._send(self._http.send(h11.EndOfMessage()))
        head = self._head()
        found: dict[str, str] = {}
        for name, value in head.headers:
            found.setdefault(name.decode("ascii"), _text(value))
        if head.status_code != 200:  # noqa: PLR2004 - only what is found has a body worth reading
            return Answer(head.status_code, found, b"")
        kind = media_type(found)
        if not asked.wants(kind):
            raise UnwantedError(
                f"{self._target.url} is {kind or 'of no kind'}, which is not what is looked for "
                "there; give the address of a page or a feed."
            )
        content = self._body(found, asked)
        return Answer(head.status_code, found, content[: asked.most], cut=len(content) > asked.most)

    def _head(self) -> h11.Response:
        while True:
            event = self._event()
            if isinstance(event, h11.Response):
                return event
            if not isinstance(event, h11.InformationalResponse):
                raise FetchError(f"{self._target.host} closed the connection without an answer.")

    def _body(self, headers: Mapping[str, str], asked: Asked) -> bytes:
        coding = headers.get("content-encoding", "").strip().lower()
        if coding not in _PACKED | _PLAIN:
            raise UnwantedError(f"{self._target.url} is packed as {coding!r}, unasked.")
        unpack = zlib.decompressobj(_EITHER_WRAPPER) if coding in _PACKED else None
        kept = bytearray()
        taken = 0
        while isinstance(event := self._event(), h11.Data):
            taken += len(event.data)
            room = asked.most + 1 - len(kept)
            kept += unpack.decompress(event.data, room) if unpack else event.data[:room]
            if len(kept) > asked.most or taken > asked.most:
                if asked.cut:
                    break
                raise UnwantedError(
                    f"{self._target.url} is larger than {asked.most / 1_000_000:g} MB, the most "
                    "that is fetched."
                )
        return bytes(kept)

    def _event(self) -> object:
        while (event := self._http.next_event()) is h11.NEED_DATA:
            self._socket.settimeout(self._deadline.left())
            self._http.receive_data(self._socket.recv(_CHUNK))
        return event

    def _send(self, data: bytes | None) -> None:
        self._socket.settimeout(self._deadline.left())
        self._socket.sendall(data or b"")


def _text(value: bytes) -> str:
    try:
        return value.decode("utf-8")
    except UnicodeDecodeError:
        return value.decode("latin-1")
