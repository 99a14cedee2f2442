"""Addresses as they are fetched: parsed once, strictly, so that no two readers see two hosts.

https://www.rfc-editor.org/rfc/rfc3986, https://url.spec.whatwg.org/#host-parsing
"""

from __future__ import annotations

import ipaddress
import re
from dataclasses import dataclass
from urllib.parse import quote, urljoin, urlsplit, urlunsplit

from digest.errors import UnsafeUrlError

_PORTS = {"http": 80, "https": 443}
_LOWEST_FREE_PORT = 1024
"""Below it only the web's own ports are asked: a mail or database server must not be spoken to."""
_LONGEST = 8000
"""Characters: RFC 9110 asks servers to take this many."""
_LONGEST_HOST = 253
_HOST = re.compile(r"(?!-)[a-z0-9_-]{1,63}(?<!-)(\.(?!-)[a-z0-9_-]{1,63}(?<!-))*\.?")
_NUMBER = re.compile(r"[0-9]+|0x[0-9a-f]*")
_USER = re.compile(r"//[^/?#]*@")
"""A user name and password, which no message repeats."""
_BROKEN = re.compile(r"[\x00-\x20\x7f\\]")
_PATH_SAFE = "/%:@!$&'()*+,;=~-._[]|"
_SHOWN = 120


@dataclass(frozen=True, slots=True)
class Target:
    """Where to go: `host` is ASCII and lower-case, without brackets; `path` begins with a slash."""

    scheme: str
    host: str
    port: int
    path: str

    @property
    def authority(self) -> str:
        """Host and port as the Host header writes them."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == _PORTS[self.scheme] else f"{host}:{self.port}"

    @property
    def origin(self) -> str:
        """Scheme, host and port: what one robots.txt speaks for."""
        return f"{self.scheme}://{self.authority}"

    @property
    def url(self) -> str:
        """The address, normalised."""
        return f"{self.origin}{self.path}"


def parse_url(url: str) -> Target:
    """Return where `url` leads; white space around it and its fragment are dropped.

    Raises:
        UnsafeUrlError: it is no http(s) address, holds a user name, a backslash or a blank, or
            writes its host in a form that readers take for different hosts.
    """
    plain = url.strip(" \t\r\n\f")
    shown = repr(_USER.sub("//", plain[:_LONGEST])[:_SHOWN])
    if len(plain) > _LONGEST or _BROKEN.search(plain):
        raise UnsafeUrlError(
            f"{shown} is no address: it is too long, or has blanks, backslashes or control "
            "characters; give one like https://example.org/news."
        )
    try:
        parts = urlsplit(plain)
        port = parts.port
    except ValueError:
        raise UnsafeUrlError(f"{shown} is no address; check its host and port.") from None
    if parts.scheme not in _PORTS or not parts.hostname:
        raise UnsafeUrlError(f"{shown} is not fetched: only http:// and https:// addresses are.")
    if "@" in parts.netloc:
        raise UnsafeUrlError(
            f"An address of {parts.hostname!r} holds a user name or password; give it without."
        )
    port = _PORTS[parts.scheme] if port is None else port
    if port not in _PORTS.values() and port < _LOWEST_FREE_PORT:
        raise UnsafeUrlError(f"{shown} names port {port}, which is not the web's.")
    path = quote(parts.path or "/", safe=_PATH_SAFE)
    query = quote(parts.query, safe=f"{_PATH_SAFE}?")
    return Target(
        parts.scheme, _host(parts.hostname, shown), port, urlunsplit(("", "", path, query, ""))
    )


def follow(target: Target, location: str) -> Target:
    """Return where a redirect from `target` leads.

    Raises:
        UnsafeUrlError: as `parse_url`.
    """
    try:
        joined = urljoin(target.url, location.strip())
    except ValueError:
        raise UnsafeUrlError(f"{target.url} redirects to something that is no address.") from None
    return parse_url(joined)


def literal(host: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    """Return the address that `host` writes, or None when it is a name."""
    try:
        return ipaddress.ip_address(host)
    except ValueError:
        return None


def _host(host: str, shown: str) -> str:
    if "%" in host:
        raise UnsafeUrlError(f"{shown} has a host with percent signs; write it plainly.")
    if literal(host) is not None:
        return str(literal(host))
    try:
        ascii_host = host.encode("idna").decode("ascii").lower()
    except UnicodeError:
        raise UnsafeUrlError(f"{shown} has a host that is no name; check it.") from None
    if not _HOST.fullmatch(ascii_host) or len(ascii_host.rstrip(".")) > _LONGEST_HOST:
        raise UnsafeUrlError(f"{shown} has a host that is no name; check it.")
    bare = ascii_host.rstrip(".")
    if _NUMBER.fullmatch(bare.rpartition(".")[2]) and literal(bare) is None:
        raise UnsafeUrlError(
            f"{shown} writes its host as a number in a form that is read in more than one way."
        )
    return bare
