"""A folder of a mailbox, read and never changed: over IMAP, guarded like every other way out.

https://www.rfc-editor.org/rfc/rfc9051, by imaplib, whose own connecting and reading are replaced:
the address is judged before it is connected to, and a deadline holds for each byte.
"""

from __future__ import annotations

import imaplib
import re
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote, urlsplit

from digest.errors import FetchError, UnsafeUrlError
from digest.net.connect import connect
from digest.net.url import parse_url

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from digest.net.connect import Deadline, Resolver
    from digest.net.reach import Opening
    from digest.net.url import Target

_PORTS = {"imaps": 993, "imap": 143}
_CHUNK = 65_536
_LONGEST_LINE = 10_000_000
"""Bytes: a search of a folder with a million letters is answered in one line of seven million."""
_NUMBER = re.compile(rb"\b(\d{1,10})\b")
_SIZE = re.compile(rb"RFC822\.SIZE (\d{1,12})")


@dataclass(frozen=True, slots=True)
class MailAddress:
    """Where letters lie: a folder of a user's mailbox; `target` is where to connect to."""

    target: Target
    user: str
    folder: str


@dataclass(frozen=True, slots=True)
class Letter:
    """A message by its number in the folder, which grows; `content` is None for one too large."""

    uid: int
    content: bytes | None


def parse_mail_address(address: str, openings: Sequence[Opening]) -> MailAddress:
    """Return what `imaps://user@host/Folder` names; the folder is INBOX when none is.

    A plain `imap://` is for hosts among `openings` alone: a password goes over it.

    Raises:
        UnsafeUrlError: it is no such address, or holds a password.
    """
    try:
        parts = urlsplit(address)
        port = parts.port
    except ValueError:
        raise UnsafeUrlError(  # it is not repeated: a password may stand in it
            "The address of a mailbox is not one; check its host and port."
        ) from None
    if parts.scheme not in _PORTS or not parts.hostname or not parts.username:
        raise UnsafeUrlError(
            "The address of a mailbox names no folder of letters; write imaps://user@host/Folder."
        )
    if parts.password is not None:
        raise UnsafeUrlError(
            f"The address of a mailbox at {parts.hostname} holds a password; give it without."
        )
    host = f"[{parts.hostname}]" if ":" in parts.hostname else parts.hostname
    web = parse_url(f"{'https' if parts.scheme == 'imaps' else 'http'}://{host}/")
    target = replace(web, port=port or _PORTS[parts.scheme])
    if parts.scheme == "imap" and not any(opening.covers(target) for opening in openings):
        raise UnsafeUrlError(
            f"A password would go to {parts.hostname} in the clear; write imaps://, or name the "
            "host in DIGEST_PRIVATE_HOSTS."
        )
    return MailAddress(target, unquote(parts.username), unquote(parts.path.strip("/")) or "INBOX")


class Mailbox:
    """An open folder; `validity` changes when the numbers of its letters begin anew."""

    def __init__(self, client: _Client, validity: int) -> None:
        """Read by `client`, which has opened the folder."""
        self._client = client
        self.validity = validity

    def uids_after(self, last: int) -> list[int]:
        """Return the numbers of the letters after `last`, in order.

        Raises:
            FetchError: the server does not answer as it should, or in time.
        """
        found = self._client.done("uid", "SEARCH", f"UID {last + 1}:*")
        uids = {int(number) for line in found if line for number in _NUMBER.findall(line)}
        return sorted(uid for uid in uids if uid > last)  # `*` stands for the last one as well

    def read(self, uid: int, most: int) -> Letter:
        """Return a letter, without its content when it has more than `most` bytes.

        Raises:
            FetchError: as `uids_after`.
        """
        told = self._client.done("uid", "FETCH", str(uid), "(RFC822.SIZE)")
        size = next((int(m[1]) for part in told if part and (m := _SIZE.search(_line(part)))), 0)
        if size > most:
            return Letter(uid, None)
        found = self._client.done("uid", "FETCH", str(uid), "(BODY.PEEK[])")
        content = next((part[1] for part in found if isinstance(part, tuple)), b"")
        return Letter(uid, content if len(content) <= most else None)


@contextmanager
def open_mailbox(
    address: MailAddress,
    password: str,
    openings: Sequence[Opening],
    resolve: Resolver,
    deadline: Deadline,
) -> Iterator[Mailbox]:
    """Open a folder for reading, and log out in the end.

    Raises:
        UnsafeUrlError: the host is not public, and nothing opens it.
        FetchError: it does not answer in time, or refuses user, password or folder.
    """
    client = _client(address, openings, resolve, deadline)
    try:
        client.done("login", _quoted(address.user), _one_line(password))
        client.done("select", _quoted(address.folder), True)  # noqa: FBT003 - read only
        told = client.response("UIDVALIDITY")[1]
        found = _NUMBER.search(told[0]) if told and told[0] else None
        yield Mailbox(client, int(found[1]) if found else 0)
    finally:
        with suppress(imaplib.IMAP4.error, FetchError, OSError):
            client.logout()
        client.shutdown()


def _client(
    address: MailAddress, openings: Sequence[Opening], resolve: Resolver, deadline: Deadline
) -> _Client:
    try:
        return _Client(address, openings, resolve, deadline)
    except (imaplib.IMAP4.error, OSError, EOFError) as error:
        raise FetchError(f"{address.target.host} does not speak IMAP ({error}).") from error


class _Client(imaplib.IMAP4):
    """imaplib over a connection that was checked, each read of it within the deadline."""

    def __init__(
        self,
        address: MailAddress,
        openings: Sequence[Opening],
        resolve: Resolver,
        deadline: Deadline,
    ) -> None:
        self._address = address
        self._openings = openings
        self._resolve = resolve
        self._deadline = deadline
        self._pending = bytearray()
        super().__init__(address.target.host, address.target.port)

    def done(self, command: str, *arguments: object) -> list[Any]:
        """Send a command and return what came back.

        Raises:
            FetchError: it was refused, or not answered in time.
        """
        host = self._address.target.host
        try:
            kind, found = getattr(self, command)(*arguments)
        except (imaplib.IMAP4.error, OSError, EOFError, ValueError) as error:
            self._deadline.left()
            raise FetchError(f"{host} refuses {command}: {_said(error)}.") from error
        if kind != "OK":
            said = _said(found[0] if found else "")
            raise FetchError(f"{host} refuses {command}: {said}; check user, password and folder.")
        return list(found)

    def open(self, *_arguments: object, **_named: object) -> None:
        """Connect to the address that was judged."""
        self.sock = connect(self._address.target, self._openings, self._resolve, self._deadline)

    def read(self, size: int) -> bytes:
        """Return `size` bytes."""
        while len(self._pending) < size:
            self._receive()
        return self._taken(size)

    def readline(self) -> bytes:
        """Return a line with its end."""
        while (end := self._pending.find(b"\n")) < 0:
            if len(self._pending) > _LONGEST_LINE:
                raise self.error("a line is too long")
            self._receive()
        return self._taken(end + 1)

    def send(self, data: bytes) -> None:  # type: ignore[override]
        """Send `data`."""
        self.sock.settimeout(self._deadline.left())
        self.sock.sendall(data)

    def shutdown(self) -> None:
        """Close the connection."""
        self.sock.close()

    def _receive(self) -> None:
        self.sock.settimeout(self._deadline.left())
        data = self.sock.recv(_CHUNK)
        if not data:
            raise self.abort("the connection was closed")
        self._pending += data

    def _taken(self, size: int) -> bytes:
        data = bytes(self._pending[:size])
        del self._pending[:size]
        return data


def _line(part: object) -> bytes:
    return part[0] if isinstance(part, tuple) else part if isinstance(part, bytes) else b""


def _quoted(text: str) -> str:
    """Return a quoted string of IMAP; names of folders are in its own UTF-7.

    Raises:
        FetchError: it cannot be written so.
    """
    escaped = _one_line(text).replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def _one_line(text: str) -> str:
    """Return `text`, which cannot be taken for a command of its own.

    Raises:
        FetchError: it has a line break.
    """
    if any(letter in text for letter in "\r\n\0"):
        raise FetchError("A line break cannot stand in a name or password.")
    return text


def _said(told: object) -> str:
    text = told.decode("utf-8", "replace") if isinstance(told, bytes) else str(told)
    return " ".join(text.split())[:200].rstrip(".") or "without a reason"
