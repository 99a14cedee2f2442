"""How the broker is spoken to: time-outs, TLS, and a Sentinel that says which server is the one.

https://docs.celeryq.dev/en/stable/getting-started/backends-and-brokers/redis.html
"""

from __future__ import annotations

import ssl
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from digest.model.place import Place

_OPTIONS: dict[str, Any] = {
    "visibility_timeout": 900,
    "unacked_restore_interval": 10,
    "unacked_restore_throttle": 1,
    "socket_timeout": 10,
    "socket_connect_timeout": 2,
    "global_keyprefix": "digest:",
}
_SENTINEL = "sentinel://"


def options(place: Place, url: str) -> dict[str, Any]:
    """Return what kombu's transport is told of a broker at `url`."""
    if not url.startswith(_SENTINEL):
        return dict(_OPTIONS)
    asked = {"socket_timeout": _OPTIONS["socket_timeout"], "password": place.sentinel_password}
    return {**_OPTIONS, "master_name": place.broker_master, "sentinel_kwargs": asked}


def security(place: Place, url: str) -> dict[str, Any] | None:
    """Return how TLS is checked for a broker at `url`, None when it is spoken to without."""
    if not url.startswith("rediss://") and place.broker_ca is None:
        return None
    found: dict[str, Any] = {"ssl_cert_reqs": ssl.CERT_REQUIRED, "ssl_check_hostname": True}
    if place.broker_ca is not None:
        found["ssl_ca_certs"] = str(place.broker_ca)
    return found
