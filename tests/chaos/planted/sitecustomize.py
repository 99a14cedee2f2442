"""Plants a clock that can be set in every process of a service, and the bug that is asked for.

The clock is off by the seconds that the file `DIGEST_CHAOS_CLOCK` holds, the bug is the one that
`DIGEST_PLANTED` names. Python imports this module at its start when its folder is on PYTHONPATH.
It changes modules of ours right after they are imported, and a bug makes the moments wide in which
a fault would tell.
"""

# ruff: noqa: ANN401, SLF001 - it reaches into modules that it does not import

from __future__ import annotations

import importlib.abc
import importlib.util
import mmap
import os
import struct
import sys
import time
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from importlib.machinery import ModuleSpec
    from types import ModuleType

WINDOW = 0.3
"""Seconds that a moment lasts in which a process must not be killed."""


def early_ack(jobs: ModuleType) -> None:
    """Close a job when it is claimed, before it is done."""
    claim = jobs.claim

    def claim_and_close(connection: Any, *given: Any, **named: Any) -> Any:
        job = claim(connection, *given, **named)
        if job is not None:
            jobs.finish(connection, job.lease, job.started, result="0/0")
        return job

    jobs.claim = claim_and_close
    unfenced(jobs)


def unfenced(jobs: ModuleType) -> None:
    """Let any attempt change its job, also one that was taken over."""
    sa = sys.modules["sqlalchemy"]
    anyone = sa.and_(jobs.jobs.c.id == sa.bindparam("leased"), sa.bindparam("token") >= 0)
    jobs._change.__defaults__ = (sa.update(jobs.jobs).where(anyone),)


def no_sweep(jobs: ModuleType) -> None:
    """Claim waiting jobs alone: what a killed worker held is never taken up."""
    sa = sys.modules["sqlalchemy"]
    first = jobs._FIRST.where(jobs.jobs.c.state == jobs.JobState.WAITING)
    jobs._CLAIM = (
        sa.update(jobs.jobs)
        .where(jobs.jobs.c.id == first.scalar_subquery())
        .values(state=jobs.JobState.RUNNING, attempt=jobs.jobs.c.attempt + 1, finished=None)
        .returning(jobs.jobs)
    )


def early_release(release: ModuleType) -> None:
    """Commit an edition before its files are."""
    editions, whole = release.editions, release.editions.release

    def first_half(connection: Any, stored: Any, *given: Any, files: Any, **named: Any) -> Any:
        generation = whole(connection, stored, *given, files=[], **named)
        late.append((stored, list(files)))
        return generation

    late: list[tuple[Any, list[Any]]] = []
    publish = release.release

    def publish_in_halves(context: Any, *given: Any) -> None:
        publish(context, *given)
        time.sleep(WINDOW)
        with context.store.write() as connection:
            while late:
                stored, files = late.pop()
                for file in files:
                    row = {"name": file.name, "blob": file.blob, "size": file.size}
                    row |= {"edition": stored.id, "revision": stored.revision}
                    connection.execute(editions.insert(editions.edition_files).values(**row))

    editions.release = first_half
    release.release = publish_in_halves


def in_place(blobs: ModuleType) -> None:
    """Write files where they are read, slowly, also those that are there already."""

    def write(_self: object, path: Any, content: bytes) -> None:
        with path.open("wb") as stream:
            stream.write(content[: len(content) // 2])
            stream.flush()
            time.sleep(WINDOW)
            stream.write(content[len(content) // 2 :])

    blobs._has = lambda _path, _size: False
    blobs.Blobs._write = write


def set_clock(context: ModuleType) -> None:
    """Let the service's clock be off by as much as its file says at each moment."""
    with Path(os.environ["DIGEST_CHAOS_CLOCK"]).open("rb") as file:
        mapped = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)

    def now() -> datetime:
        return datetime.now(UTC) + timedelta(seconds=struct.unpack_from("d", mapped)[0])

    context.utc_now = now
    context.open_context.__wrapped__.__kwdefaults__["clock"] = now


PLANTS: dict[str, tuple[str, Callable[[ModuleType], None]]] = {
    "early ack": ("digest.store.jobs", early_ack),
    "no fencing": ("digest.store.jobs", unfenced),
    "no sweep": ("digest.store.jobs", no_sweep),
    "publish before commit": ("digest.service.release", early_release),
    "write in place": ("digest.store.blobs", in_place),
}


class Planter(importlib.abc.MetaPathFinder):
    """Finds one module as others do, and changes it once it is loaded."""

    def __init__(self, name: str, change: Callable[[ModuleType], None]) -> None:
        """Change the module `name`."""
        self._name = name
        self._change = change

    def find_spec(self, name: str, _path: object, _target: object = None) -> ModuleSpec | None:
        """Return the spec of the module that is to be changed."""
        if name != self._name:
            return None
        with without(self):
            spec = importlib.util.find_spec(name)
        if spec is None or spec.loader is None:
            return None
        load = spec.loader.exec_module

        def load_and_change(module: ModuleType) -> None:
            load(module)
            self._change(module)

        spec.loader.exec_module = load_and_change  # type: ignore[method-assign]
        return spec


@contextmanager
def without(finder: Planter) -> Iterator[None]:
    """Ask the other finders alone."""
    sys.meta_path.remove(finder)
    try:
        yield
    finally:
        sys.meta_path.insert(0, finder)


if "DIGEST_CHAOS_CLOCK" in os.environ:
    sys.meta_path.insert(0, Planter("digest.service.context", set_clock))
if planted := os.environ.get("DIGEST_PLANTED"):
    sys.meta_path.insert(0, Planter(*PLANTS[planted]))
