"""The server around the application: an address that is bound first, and a clean stop."""

from __future__ import annotations

import errno
import socket

import uvicorn
from fastapi import FastAPI

from digest.errors import UsageError

HOST = "127.0.0.1"
PORT = 8000

_BACKLOG = 2048
_PATIENCE = 3  # seconds that open streams may take to end when the server is to stop


def listen(host: str = HOST, port: int = PORT) -> socket.socket:
    """Return a socket that listens at `host` and `port`; port 0 takes a free one.

    Raises:
        UsageError: the address cannot be had; the message says why.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    # Only connections that name TCP get TCP_NODELAY from asyncio; without it an answer of two
    # packets waits 40 ms for the acknowledgement of the first.
    found = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    try:
        found.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        found.bind((host, port))
        found.listen(_BACKLOG)
    except (OSError, OverflowError) as error:
        found.close()
        raise UsageError(_why(error, host, port)) from error
    return found


def server(app: FastAPI) -> uvicorn.Server:
    """Return the server of `app`; run it with `run(sockets=[listen(...)])`.

    It stops on SIGTERM, SIGINT, or when its `should_exit` is set.
    """
    config = uvicorn.Config(
        app,
        log_config=None,
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=_PATIENCE,
        lifespan="off",
    )
    return uvicorn.Server(config)


def _why(error: OSError | OverflowError, host: str, port: int) -> str:
    code = error.errno if isinstance(error, OSError) else None
    if code == errno.EADDRINUSE:
        return f"Port {port} on {host} is in use; stop what uses it or choose another with --port."
    if code == errno.EACCES:
        return f"Port {port} may not be used by this user; choose one above 1023 with --port."
    return f"The service cannot listen at {host}, port {port}: {error}; choose another address."
