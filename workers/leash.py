"""Processes that end with whoever started them, however that one ended.

The starter keeps the writing end of a pipe open and never writes. When it dies, by SIGKILL too,
its end is closed, and those at the other end read the end of the file.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

LEASH = "DIGEST_LEASH"
"""The environment variable with the number of the pipe's reading end."""

_PARENT_LOOKED_FOR = 1.0  # seconds between two looks at the parent's number
_SIGNALLED = 128  # what shells add to the number of the signal that ended a program
_PATIENCE = 10.0  # seconds between asking a program to end and ending it
_LAST_PATIENCE = 40.0  # the same for a worker, whose soft shutdown takes up to 30


def hold_leash(environ: Mapping[str, str]) -> None:
    """Send this process SIGTERM when the pipe that `environ` names comes to its end.

    Its whole process group, which whoever set the variable made for it, is killed some time
    after.
    """
    if number := environ.get(LEASH):
        _watch("leash", _terminate_at_end, int(number))


def follow_parent() -> None:
    """End this process at once when its parent is gone."""
    _watch("parent", _exit_without, os.getppid())


def main(command: Sequence[str]) -> int:
    """Run a program that knows nothing of leashes; return its exit code.

    It gets SIGTERM when standard input ends, or when this process gets one, and SIGKILL after
    ten seconds more.
    """
    # A process group of its own: Ctrl-C at a terminal is for the supervisor to hear.
    with subprocess.Popen(command, stdin=subprocess.DEVNULL, start_new_session=True) as program:  # noqa: S603

        def end(*_signal: object) -> None:
            threading.Thread(target=_end, args=(program,), daemon=True).start()

        def end_at_end(handle: int) -> None:
            _read_to_end(handle)
            end()

        signal.signal(signal.SIGTERM, end)
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        _watch("leash", end_at_end, sys.stdin.fileno())
        code = program.wait()
        return code if code >= 0 else _SIGNALLED - code


def _watch(name: str, watch: Callable[[int], None], number: int) -> None:
    threading.Thread(target=watch, args=(number,), name=name, daemon=True).start()


def _terminate_at_end(handle: int) -> None:
    _read_to_end(handle)
    os.kill(os.getpid(), signal.SIGTERM)
    time.sleep(_LAST_PATIENCE)
    os.killpg(0, signal.SIGKILL)


def _read_to_end(handle: int) -> None:
    while os.read(handle, 1024):
        pass


def _exit_without(parent: int) -> None:
    while os.getppid() == parent:
        time.sleep(_PARENT_LOOKED_FOR)
    os._exit(1)


def _end(program: subprocess.Popen[bytes]) -> None:
    program.terminate()
    try:
        program.wait(_PATIENCE)
    except subprocess.TimeoutExpired:
        program.kill()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
