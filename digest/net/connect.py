"""Connections to addresses that were checked: the one that was judged is the one connected to.

Nothing resolves a name a second time, so a name that changes between look and leap gains nothing.
"""

from __future__ import annotations

import ipaddress
import socket
import ssl
import threading
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

from digest.errors import FetchError, UnsafeUrlError
from digest.net.reach import is_public

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from digest.net.reach import Opening
    from digest.net.url import Target

    Resolver: TypeAlias = Callable[[str, int], Sequence[str]]

_TRIES = 4
"""Addresses of one host that are tried; more are a way to keep us busy."""
_CONNECT_SECONDS = 6.0
"""What one address has to answer; a handshake around the world takes less than one."""


@dataclass(frozen=True, slots=True)
class Deadline:
    """The moment of the monotonic clock by which all of a fetch must be over."""

    at: float
    seconds: float

    @classmethod
    def after(cls, seconds: float) -> Deadline:
        """Return the deadline that is `seconds` away."""
        return cls(time.monotonic() + seconds, seconds)

    def left(self) -> float:
        """Return the seconds that are left.

        Raises:
            FetchError: there are none.
        """
        left = self.at - time.monotonic()
        if left <= 0:
            raise FetchError(
                f"The answer took longer than the {self.seconds:g} s that it may; the site is "
                "slow, or does so on purpose."
            )
        return left


def connect(
    target: Target, openings: Sequence[Opening], resolve: Resolver, deadline: Deadline
) -> socket.socket:
    """Return a connection to `target`, with TLS where its scheme asks for it.

    Raises:
        UnsafeUrlError: one of its addresses is not public, and nothing opens it.
        FetchError: it has no address, or none answers in time.
    """
    addresses = _addresses(target, resolve, deadline)
    if not any(opening.covers(target) for opening in openings):
        closed = [a for a in addresses if not is_public(ipaddress.ip_address(a))]
        if closed:
            raise UnsafeUrlError(
                f"{target.host} is {closed[0]}, which is not on the public internet; name it in "
                "DIGEST_PRIVATE_HOSTS if it should be fetched from."
            )
    raw = _first(target, addresses, deadline)
    if target.scheme == "http":
        return raw
    try:
        raw.settimeout(deadline.left())
        return ssl.create_default_context().wrap_socket(raw, server_hostname=target.host)
    except (OSError, ssl.CertificateError) as error:
        raw.close()
        raise FetchError(
            f"{target.host} offers no secure connection that can be trusted "
            f"({_said(error)}); check its certificate."
        ) from error
    except BaseException:
        raw.close()
        raise


def system_resolver(host: str, port: int) -> tuple[str, ...]:
    """Return the addresses that this machine's resolver knows for `host`.

    Raises:
        OSError: it knows none.
    """
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return tuple(dict.fromkeys(str(entry[4][0]) for entry in found))


def _addresses(target: Target, resolve: Resolver, deadline: Deadline) -> list[str]:
    """Resolve in a thread of its own: a resolver knows no deadline."""
    answers: list[Sequence[str]] = []
    errors: list[Exception] = []

    def ask() -> None:
        try:
            answers.append(resolve(target.host, target.port))
        except (OSError, UnicodeError) as error:
            errors.append(error)

    thread = threading.Thread(target=ask, name=f"resolve-{target.host}", daemon=True)
    thread.start()
    thread.join(deadline.left())
    if answers and answers[0]:
        return [str(ipaddress.ip_address(a.partition("%")[0])) for a in answers[0]]
    deadline.left()
    reason = f" ({_said(errors[0])})" if errors else ""
    raise FetchError(f"The host {target.host} has no address{reason}; check how it is written.")


def _first(target: Target, addresses: Sequence[str], deadline: Deadline) -> socket.socket:
    last: OSError | None = None
    for address in addresses[:_TRIES]:
        try:
            return socket.create_connection(
                (address, target.port), timeout=min(deadline.left(), _CONNECT_SECONDS)
            )
        except OSError as error:
            last = error
    said = _said(last) if last else "no address"
    raise FetchError(f"{target.host} does not answer on port {target.port} ({said}).") from last


def _said(error: Exception) -> str:
    said = getattr(error, "strerror", None) or str(error) or type(error).__name__
    return said[:1].lower() + said[1:].rstrip(".")
