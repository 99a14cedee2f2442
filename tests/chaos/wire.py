"""A wire of ours between a service and a server: it can be cut, shut, held and slowed."""

from __future__ import annotations

import asyncio
import socket
import struct
import threading
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

_CHUNK = 1 << 16
_RESET = struct.pack("ii", 1, 0)
"""SO_LINGER for a connection that is to end with RST, as of a host that has gone."""


class Wire:
    """Carries connections from a port of its own to a server, in a thread of its own."""

    def __init__(self, server: int | Path) -> None:
        """Carry to `server`, a port of this machine or a socket's path; nothing is connected."""
        self._server = server
        self._ends: set[asyncio.StreamWriter] = set()
        self._left: int | None = None
        self._delay = 0.0
        self._shut = False
        self._loop = asyncio.new_event_loop()
        self._flows = asyncio.Event()
        self._flows.set()
        ready = threading.Event()
        self._thread = threading.Thread(target=self._run, args=(ready,), name="wire")
        self._thread.start()
        ready.wait()

    def cut(self) -> None:
        """Reset all connections that there are."""
        self._tell(self._reset)

    def cut_after(self, count: int) -> None:
        """Reset all connections once `count` bytes more have gone by, amid a message then."""
        self._tell(lambda: setattr(self, "_left", count))

    def shut(self) -> None:
        """Reset all connections, and each that is made."""
        self._tell(lambda: setattr(self, "_shut", True))
        self.cut()

    def hold(self) -> None:
        """Let nothing through, as a net that loses all packets; connections stay."""
        self._tell(self._flows.clear)

    def slow(self, seconds: float) -> None:
        """Delay whatever goes through."""
        self._tell(lambda: setattr(self, "_delay", seconds))

    def mend(self) -> None:
        """Carry as at the start."""
        self._tell(self._mend)

    def close(self) -> None:
        """End all connections, and the thread."""
        self._tell(lambda: self._stopped.set_result(None))
        self._thread.join()
        self._loop.close()

    def _tell(self, action: Callable[[], object]) -> None:
        self._loop.call_soon_threadsafe(action)

    def _run(self, ready: threading.Event) -> None:
        self._loop.run_until_complete(self._serve(ready))

    async def _serve(self, ready: threading.Event) -> None:
        self._stopped = self._loop.create_future()
        server = await asyncio.start_server(self._carry, "127.0.0.1", 0)
        self.port = int(server.sockets[0].getsockname()[1])
        ready.set()
        await self._stopped
        server.close()
        self._mend()
        self._reset()
        others = asyncio.all_tasks() - {asyncio.current_task()}
        await asyncio.gather(*others, return_exceptions=True)

    async def _carry(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._ends.add(writer)
        beyond: asyncio.StreamWriter | None = None
        try:
            if self._shut:
                return
            if isinstance(self._server, int):
                answers, beyond = await asyncio.open_connection("127.0.0.1", self._server)
            else:
                answers, beyond = await asyncio.open_unix_connection(self._server)
            self._ends.add(beyond)
            await asyncio.gather(self._pump(reader, beyond), self._pump(answers, writer))
        except OSError:
            pass  # either side has gone; the other one is to notice
        finally:
            for end in (writer, beyond):
                if end is not None:
                    self._ends.discard(end)
                    _abort(end)

    async def _pump(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while content := await reader.read(_CHUNK):
            await self._flows.wait()
            if self._delay:
                await asyncio.sleep(self._delay)
            if self._left is not None:
                self._left -= len(content)
                if self._left <= 0:
                    writer.write(content[: self._left])
                    self._left = None
                    self._reset()
                    return
            writer.write(content)
            await writer.drain()
        if writer.can_write_eof():
            writer.write_eof()

    def _reset(self) -> None:
        for end in self._ends:
            _abort(end)

    def _mend(self) -> None:
        self._shut, self._delay, self._left = False, 0.0, None
        self._flows.set()


def _abort(end: asyncio.StreamWriter) -> None:
    held: socket.socket | None = end.get_extra_info("socket")
    if held is not None and held.family != socket.AF_UNIX and held.fileno() >= 0:
        held.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RESET)
    end.transport.abort()
