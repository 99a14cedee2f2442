"""All in one: the embedded broker, the workers with their clocks, and the web; `digest up`.

Each part is a process. One that ends is started again; all end when this one does, however it
ends. A lock on the home keeps a second supervisor out.
"""

from __future__ import annotations

import fcntl
import logging
import os
import signal
import sys
import time
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from datetime import timedelta
from errno import EADDRINUSE
from functools import partial
from typing import TYPE_CHECKING, NoReturn, TextIO

from digest.cli.migrate import prepare
from digest.config import load_journal, load_listening, load_place, wants_sample
from digest.errors import ConfigError, DigestError, MissingPartError, StoreError, UsageError
from digest.model.job import Pool
from digest.model.settings import DEFAULT_BASE_URL
from digest.service.context import open_context, utc_now
from digest.service.journal import keep_journal
from digest.service.produce import warm
from digest.service.tick import alive
from digest.web.serve import listen
from workers import broker
from workers.app import PUBLIC_QUEUE
from workers.herald import FirstEditions, tell_ready
from workers.serve import SOCKET
from workers.supervisor import LOOK, Part, Supervisor

if TYPE_CHECKING:
    import socket
    from collections.abc import Iterator
    from datetime import datetime
    from pathlib import Path

    from digest.model.place import Listening, Place
    from digest.service.context import Context

log = logging.getLogger("digest.up")

_READY_WITHIN = timedelta(seconds=60)
"""What workers have for their first sign of life; importing all parts takes them 2."""
_LEFT_WITHIN = 30.0
"""Seconds that the web of a killed service has to end: imports, if it was just starting, and 3 for
its open streams."""
_EVERYWHERE = {"0.0.0.0", "::"}  # noqa: S104 - compared, not bound

POOLS = {
    "ingest": (f"{PUBLIC_QUEUE},{Pool.INGEST}", "2", "prefork"),
    "fetch": (str(Pool.FETCH), "8", "threads"),
    "render": (str(Pool.RENDER), "1", "prefork"),
}
"""The workers: which queues each consumes, how many jobs it does at once, and in what: those that
wait for strangers are threads of one process."""


@contextmanager
def locked(home: Path) -> Iterator[None]:
    """Hold the home for one supervisor, made when it is not there; the kernel lets go of it.

    Raises:
        ConfigError: another one holds it, or it cannot be made or written to.
    """
    with _lock_of(home) as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            lock.seek(0)
            raise ConfigError(
                f"`digest up` runs in {home} already (process {lock.read().strip()}); stop it, or "
                "set DIGEST_HOME to another folder."
            ) from None
        _write_whole(lock, f"{os.getpid()}\n")
        yield


def _lock_of(home: Path) -> TextIO:
    try:
        home.mkdir(parents=True, exist_ok=True)
        return (home / "up.lock").open("a+")
    except OSError as error:
        raise ConfigError(
            f"{home} cannot be the home of a service ({error.strerror}); name a folder that you "
            "may write to, with --home or DIGEST_HOME."
        ) from None


def main() -> int:
    """Run the service of the environment's home until SIGINT or SIGTERM; return an exit code."""
    try:
        keep_journal(load_journal(os.environ, usual="INFO"))
        place, listening = load_place(os.environ), load_listening(os.environ)
        with ExitStack() as stack:
            stack.enter_context(locked(place.home))
            # The socket is ours: a web that is started again finds its port, callers wait for it.
            taken = stack.enter_context(_listen(place, listening))
            place = _addressed(place, taken)
            _check_printing()
            if place.broker is not None:
                broker.check(place, place.broker)
            prepare(place, sample=wants_sample(os.environ))
            _supervise(place, taken, stack)
    except DigestError as error:
        sys.stderr.write(f"digest: {error}\n")
        return error.exit_code
    return 0


def _listen(place: Place, listening: Listening) -> socket.socket:
    """Return the socket to listen at, as soon as a web that a killed service left lets go of it.

    Raises:
        UsageError: the address cannot be had.
    """
    # Whoever ends well takes its broker's address away.
    until = time.monotonic() + (_LEFT_WITHIN if place.broker_file.exists() else 0)
    told = False
    while True:
        try:
            return listen(listening.host, listening.port)
        except UsageError as error:
            busy = isinstance(error.__cause__, OSError) and error.__cause__.errno == EADDRINUSE
            if not busy or time.monotonic() > until:
                raise
        if not told:
            log.warning("port %d is in use; perhaps a killed service is ending", listening.port)
            told = True
        time.sleep(LOOK)


def _addressed(place: Place, taken: socket.socket) -> Place:
    """Return the place with the address that it is served at, unless it was told a public one."""
    if place.base.base_url != DEFAULT_BASE_URL:
        return place
    return replace(place, base=replace(place.base, base_url=f"http://{_shown(taken)}/"))


def _check_printing() -> None:
    """Pass when briefings can be printed; a child tries, so that its libraries end with it.

    Raises:
        MissingPartError: a system library is missing.
    """
    child = os.fork()
    if child == 0:
        _try_printing()
    _, status = os.waitpid(child, 0)
    if os.waitstatus_to_exitcode(status):
        raise MissingPartError("The service was not started; install what is missing first.")


def _try_printing() -> NoReturn:
    code = 1
    try:
        warm()
        code = 0
    except DigestError as error:
        sys.stderr.write(f"digest: {error}\n")
        sys.stderr.flush()
    finally:
        os._exit(code)


def _supervise(place: Place, taken: socket.socket, stack: ExitStack) -> None:
    url, parts = _broker(place)
    environment = {
        **os.environ,
        "DIGEST_HOME": str(place.home),
        "DIGEST_BASE_URL": place.base.base_url,
        "DIGEST_BROKER_URL": url,
        SOCKET: str(taken.fileno()),
        "PYTHONWARNINGS": "ignore::Warning:celery.platforms",  # of root, once for each worker
        "REMAP_SIGTERM": "SIGQUIT",  # or a worker's soft shutdown waits for its tasks for ever
    }
    supervisor = Supervisor([*parts, *_workers(), _web(taken)], environment)
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, supervisor.stop)
    place.broker_file.touch(mode=0o600)
    place.broker_file.write_text(f"{url}\n", "utf-8")
    stack.callback(place.broker_file.unlink, missing_ok=True)
    stack.callback(supervisor.end)
    supervisor.start()
    if _is_ready(place, supervisor):
        address = f"http://{_shown(taken)}/"
        tell_ready(place, address)
        supervisor.run(FirstEditions(place, address).look)
    else:
        supervisor.run()
    log.info("stopping")


def _is_ready(place: Place, supervisor: Supervisor) -> bool:
    """Wait until each part has given a sign of life; return whether all did in time."""
    began = utc_now()
    with open_context(place) as context:
        while not _all_alive(context, began):
            supervisor.look()
            if supervisor.stopping:
                return False
            if utc_now() - began > _READY_WITHIN:
                log.error("not all parts came up within %s; see above for why", _READY_WITHIN)
                return False
            time.sleep(LOOK)
    return True


def _all_alive(context: Context, began: datetime) -> bool:
    """Return whether all parts have given a sign of life; none can while the database is away."""
    try:
        workers = len(alive(context, "worker", began))
        return workers >= len(POOLS) and bool(alive(context, "web", began))
    except StoreError as error:
        log.warning("%s", error)
        return False


def _broker(place: Place) -> tuple[str, list[Part]]:
    """Return the broker's URL, and its part when it is the embedded one.

    Raises:
        MissingPartError: there is no server for one of our own.
    """
    if place.broker is not None:
        return place.broker, []
    path = broker.socket_of(place)
    return broker.url_of(path), [
        Part(
            "broker",
            [sys.executable, "-m", "workers.leash", *broker.command(place, path)],
            partial(broker.shut_down, path),
        )
    ]


def _workers() -> list[Part]:
    """Return the pools: what they keep in memory differs, so they share no process."""
    common = ["--loglevel", "WARNING", "--without-gossip", "--without-mingle"]
    return [
        Part(
            name,
            [
                *(sys.executable, "-m", "celery", "--quiet", "-A", "workers", "worker", *common),
                *("--queues", queues, "--concurrency", size, "--pool", kind),
                *("--hostname", f"{name}@%h"),
            ],
        )
        for name, (queues, size, kind) in POOLS.items()
    ]


def _web(taken: socket.socket) -> Part:
    """Return the web, which listens on a socket that is handed down."""
    return Part("web", [sys.executable, "-m", "workers.serve"], inherits=(taken.fileno(),))


def _shown(taken: socket.socket) -> str:
    """Return host and port as they stand in an address that this machine can follow."""
    host, port = taken.getsockname()[:2]
    if host in _EVERYWHERE:
        return f"localhost:{port}"
    return f"[{host}]:{port}" if ":" in host else f"{host}:{port}"


def _write_whole(file: TextIO, content: str) -> None:
    file.truncate(0)
    file.write(content)
    file.flush()
