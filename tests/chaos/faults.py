"""What can go wrong with a service, its servers, the wires between them and its clock."""

from __future__ import annotations

import signal
import threading
import time
from contextlib import suppress
from typing import TYPE_CHECKING

import psutil
import redis

if TYPE_CHECKING:
    import random

    from tests.chaos.engines import Engines
    from tests.chaos.service import Service
    from tests.chaos.wire import Wire

PARTS = {
    "ingest": "--queues celery,ingest",
    "render": "--queues render",
    "fetch": "--queues fetch",
    "web": "workers.serve",
    "valkey": "valkey-server unixsocket",
}
"""The parts of a service, by words of their commands."""
POOLS = {"child": ["ingest", "render"], "freeze": ["ingest"]}
"""The pools of which a child is killed, or stopped until others take its job over."""
OF_PARTS = ["child", "child", "freeze", "kill", "kill", "stop", "flush", "up", "clock"]
OF_WIRES = ["cut", "amid", "shut", "hold", "slow"]
JUMPS = (-86_400.0, -3600.0, -40.0, 40.0, 3600.0, 86_400.0)
"""Seconds by which the clock is off all at once: less and more than leases and waits hold."""
LONGER = 4.0
"""Seconds, longer than the leases of these services."""
DELAY = 0.05
"""Seconds by which a slow wire delays each piece."""
AMID = 6000
"""Bytes, at most, until a wire breaks that is to break amid a message."""


class Faults:
    """Lets one thing after the other go wrong, as `chance` has it; wires mend by themselves."""

    def __init__(self, service: Service, engines: Engines, chance: random.Random) -> None:
        """Prepare to; nothing goes wrong yet."""
        self._service = service
        self._engines = engines
        self._chance = chance
        self._mending: list[threading.Timer] = []
        self._off = 0.0

    def happen(self) -> str:
        """Let one thing go wrong, and return what."""
        what = self._chance.choice(OF_PARTS + OF_WIRES * bool(self._engines.wires))
        if what in OF_WIRES:
            return self._trouble(what)
        if what == "clock":
            jump = self._chance.choice(JUMPS)
            self._off += jump
            self._engines.set_clock(self._off)
            return f"clock {jump:+.0f} s"
        if what == "up":
            self.end()  # it is started by whoever sees that its servers are there
            self._service.end(signal.SIGKILL)
            self._service.start()
            return what
        if what == "flush":
            return self._flush()
        return self._strike(what)

    def end(self) -> None:
        """Wait until all wires are mended."""
        for timer in self._mending:
            timer.join()
        for wire in self._engines.wires.values():
            wire.mend()

    def _trouble(self, what: str) -> str:
        name = self._chance.choice(sorted(self._engines.wires))
        wire = self._engines.wires[name]
        if what == "cut":
            wire.cut()
        elif what == "amid":
            wire.cut_after(self._chance.randrange(1, AMID))
        elif what == "shut":
            wire.shut()
            self._mend(wire, self._chance.uniform(0.5, LONGER))
        elif what == "hold":
            wire.hold()
            self._mend(wire, LONGER)
        else:
            wire.slow(DELAY)
            self._mend(wire, LONGER)
        return f"{what} {name}"

    def _mend(self, wire: Wire, seconds: float) -> None:
        timer = threading.Timer(seconds, wire.mend)
        timer.start()
        self._mending.append(timer)

    def _strike(self, what: str) -> str:
        part = self._chance.choice(POOLS.get(what, list(PARTS)))
        if part == "valkey" and self._engines.valkey is not None:
            self._engines.valkey.kill()
            self._engines.valkey.start()
            return f"kill {part}"
        found = self._service.parts(PARTS[part])
        if not found:
            return f"{what} {part}: none"
        victim = self._chance.choice(found[1:] or found) if what in POOLS else found[0]
        with suppress(psutil.NoSuchProcess):
            if what in {"stop", "freeze"}:
                victim.suspend()
                time.sleep(LONGER)
                victim.resume()
            else:
                victim.kill()
        return f"{what} {part}"

    def _flush(self) -> str:
        """Let the broker forget all that it holds."""
        told = self._engines.valkey
        client = (
            redis.Redis(port=told.port)
            if told
            else redis.Redis(unix_socket_path=str(self._service.socket))
        )
        try:
            client.flushall()
        except (redis.RedisError, OSError):
            return "flush: none"
        finally:
            client.close()
        return "flush"
