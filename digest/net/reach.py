"""Which addresses may be spoken to: public ones, and private ones that were named.

https://www.iana.org/assignments/iana-ipv4-special-registry,
https://www.iana.org/assignments/iana-ipv6-special-registry
"""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

from digest.errors import ConfigError
from digest.net.url import literal

if TYPE_CHECKING:
    from collections.abc import Iterable

    from digest.net.url import Target

Address: TypeAlias = ipaddress.IPv4Address | ipaddress.IPv6Address
Network: TypeAlias = ipaddress.IPv4Network | ipaddress.IPv6Network

_CLOSED_4 = tuple(
    ipaddress.IPv4Network(network)
    for network in (
        "0.0.0.0/8",
        "10.0.0.0/8",
        "100.64.0.0/10",
        "127.0.0.0/8",
        "169.254.0.0/16",
        "172.16.0.0/12",
        "192.0.0.0/24",
        "192.0.2.0/24",
        "192.31.196.0/24",
        "192.52.193.0/24",
        "192.88.99.0/24",
        "192.168.0.0/16",
        "192.175.48.0/24",
        "198.18.0.0/15",
        "198.51.100.0/24",
        "203.0.113.0/24",
        "224.0.0.0/3",  # multicast, reserved, broadcast
    )
)
_OPEN_6 = ipaddress.IPv6Network("2000::/3")
"""All that is assigned as global unicast; everything else is closed without a list."""
_CLOSED_6 = tuple(
    ipaddress.IPv6Network(network)
    for network in ("2001::/23", "2001:db8::/32", "2002::/16", "2620:4f:8000::/48", "3fff::/20")
)
_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")
_LAST_PORT = 65535


def is_public(address: Address) -> bool:
    """Return whether `address` is one of the open internet's.

    An address that carries another within it (mapped, translated) is judged by that one; those
    that tunnel (6to4, Teredo) are not public.
    """
    if isinstance(address, ipaddress.IPv4Address):
        return not any(address in network for network in _CLOSED_4)
    if address.ipv4_mapped is not None:
        return is_public(address.ipv4_mapped)
    if address in _NAT64:
        return is_public(ipaddress.IPv4Address(int(address) & 0xFFFFFFFF))
    return address in _OPEN_6 and not any(address in network for network in _CLOSED_6)


@dataclass(frozen=True, slots=True)
class Opening:
    """One private place that may be fetched from: a name, names below one, or a network."""

    name: str | None = None
    below: str | None = None
    network: Network | None = None
    port: int | None = None

    def covers(self, target: Target) -> bool:
        """Return whether `target` is what this opening names.

        A network opens addresses that the URL itself writes: a name that resolves into it must
        be named, or any site could point its own name there.
        """
        if self.port is not None and self.port != target.port:
            return False
        address = literal(target.host)
        if self.network is not None:
            return address is not None and address in self.network
        if self.below is not None:
            return target.host.endswith(self.below)
        return target.host == self.name


def parse_openings(entries: Iterable[str]) -> tuple[Opening, ...]:
    """Return the openings of a setting: `host`, `.domain`, `10.0.0.0/8`, each also `:port`.

    Raises:
        ConfigError: an entry is none of these.
    """
    return tuple(_opening(entry.strip().lower()) for entry in entries)


def _opening(entry: str) -> Opening:
    host, port = _split(entry)
    bare = host.removeprefix("[").removesuffix("]")
    try:
        return Opening(network=ipaddress.ip_network(bare), port=port)
    except ValueError:
        pass
    if not bare or "/" in bare or ":" in bare or bare.strip(".") == "":
        raise ConfigError(
            f"DIGEST_PRIVATE_HOSTS has {entry!r}, which names no host; write host, host:port, "
            ".domain, or a network like 10.0.0.0/8."
        )
    if bare.startswith("."):
        return Opening(below=bare, port=port)
    return Opening(name=bare, port=port)


def _split(entry: str) -> tuple[str, int | None]:
    host, colon, port = entry.rpartition(":")
    bare_v6 = ":" in host and not host.endswith("]")
    if not colon or bare_v6 or not port.isdecimal() or int(port) > _LAST_PORT:
        return entry, None
    return host, int(port)
