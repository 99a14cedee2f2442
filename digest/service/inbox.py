"""The folder inbox/ of a home: what is put there is taken in, and moved to done/ or failed/.

A file stays where it is until its job has ended, and the job's id follows from the file's name and
bytes. So whatever is killed in between, the next look goes on with the same job: nothing is lost
and nothing is taken in twice. https://man7.org/linux/man-pages/man2/flock.2.html
"""

from __future__ import annotations

import fcntl
import hashlib
import logging
import os
import time
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING

from digest.errors import ConflictError, DigestError, StoreError
from digest.ingest.files import read_raw
from digest.model.job import FINAL, JobState
from digest.service.accept import accept, of_file
from digest.service.steer import retry
from digest.store import joblist
from digest.store.faults import disk_error

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from digest.service.context import Context

log = logging.getLogger(__name__)

DONE, FAILED = "done", "failed"
REASON = ".reason.txt"
"""What the name of the file beside a refused one ends with."""

_UNFINISHED = (".part", ".partial", ".crdownload", ".download", ".tmp", ".swp", "~")
"""How programs name a file that they have not finished yet."""
_A_LOOK = 0.5
"""Seconds that a look may take: the clock has other things to do as well."""

Mark = tuple[int, int, int]
"""Size, time of change and inode: what changes whenever a file is written to."""


class Inbox:
    """Looks into the inbox of a service again and again; any number of them may do so at once."""

    def __init__(self) -> None:
        """Begin knowing nothing: what was seen is kept in memory alone."""
        self._seen: dict[Path, Mark] = {}
        self._since: dict[Path, datetime] = {}
        self._ids: dict[Path, tuple[Mark, str]] = {}
        self._stuck: dict[Path, Mark] = {}
        self._closed: set[str] = set()

    def look(self, context: Context) -> None:
        """Take in the files that no longer change, and put away those whose jobs have ended.

        Raises:
            StoreError: the database, the blobs or the folder cannot be used; nothing is lost.
        """
        folder = context.place.inbox
        try:
            _prepare(folder)
            with _alone(folder) as alone:
                if alone:
                    self._look(context, folder)
        except OSError as error:
            raise disk_error(error, str(folder)) from error

    def _look(self, context: Context, folder: Path) -> None:
        closed: set[str] = set()
        found = dict(_files(folder, closed))
        for name in sorted(closed - self._closed):
            log.error("%s cannot be read, so nothing in it is taken in; change its rights.", name)
        self._closed = closed
        steady = [
            path
            for path, mark in found.items()
            if self._seen.get(path) == mark and self._stuck.get(path) != mark
        ]
        now = context.clock()
        same = {path for path, mark in found.items() if self._seen.get(path) == mark}
        self._since = {path: self._since[path] if path in same else now for path in found}
        self._seen = found
        self._ids = {path: known for path, known in self._ids.items() if path in found}
        until = time.monotonic() + _A_LOOK
        for path in steady:
            self._settle(context, folder, path, found[path])
            if time.monotonic() > until:
                break

    def _settle(self, context: Context, folder: Path, path: Path, mark: Mark) -> None:
        """Take one file in, or put it away."""
        try:
            job = self._job(context, folder, path, mark)
            if job is None:
                return
            state, error = job
        except StoreError:
            raise
        except ConflictError as change:
            log.warning("%s is not taken in: %s", path, change)
            return
        except DigestError as refusal:
            state, error = JobState.DEAD, str(refusal)
        except FileNotFoundError:
            return  # somebody took it away again
        try:
            _put_away(folder, path, state, error or "")
        except OSError as problem:
            self._stuck[path] = mark
            log.error("%s cannot be put away: %s", path, problem.strerror)  # noqa: TRY400

    def _job(
        self, context: Context, folder: Path, path: Path, mark: Mark
    ) -> tuple[JobState, str | None] | None:
        """Return how the job of a file has ended, or None when it has not; accept the file first.

        A dead job whose file is put here again is tried again; one that has died since the file
        lies here was another watcher's.
        """
        known = self._ids.get(path)
        if known is not None and known[0] == mark:
            with context.store.read() as connection:
                job = joblist.get(connection, known[1])
        else:
            raw = read_raw(path)
            request = _request(path.relative_to(folder), raw)
            job = accept(context, of_file(path.name, raw, request))
            ended = job.finished if job.state in {JobState.DEAD, JobState.CANCELLED} else None
            if ended and ended <= self._since[path]:
                job = retry(context, job.id)
            self._ids[path] = (mark, request)
            log.info("took in %s as job %s", path.relative_to(folder), request)
        return (job.state, job.error) if job.state in FINAL else None


def _prepare(folder: Path) -> None:
    for name in (DONE, FAILED):
        (folder / name).mkdir(parents=True, exist_ok=True)


@contextmanager
def _alone(folder: Path) -> Iterator[bool]:
    """Tell whether nobody else looks into the folder; the kernel lets go with the process.

    It is let go by name as well: a child of the pool that is forked meanwhile has the file open,
    too, and would hold it as long as it lives.
    """
    with (folder / ".lock").open("a") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
            return
        try:
            yield True
        finally:
            fcntl.flock(lock, fcntl.LOCK_UN)


def _files(folder: Path, closed: set[str]) -> Iterator[tuple[Path, Mark]]:
    """Yield what lies in the inbox and its sub-folders, but for hidden and unfinished files.

    Folders that cannot be read are added to `closed`.
    """
    for here, folders, names in os.walk(folder, onerror=lambda e: closed.add(str(e.filename))):
        place = Path(here)
        own = {DONE, FAILED} if place == folder else set()
        folders[:] = sorted(n for n in folders if not n.startswith(".") and n not in own)
        links = [name for name in folders if (place / name).is_symlink()]
        for name in sorted([*names, *links]):
            if name.startswith(".") or name.lower().endswith(_UNFINISHED):
                continue
            try:
                found = (place / name).lstat()
            except FileNotFoundError:
                continue
            yield place / name, (found.st_size, found.st_mtime_ns, found.st_ino)


def _request(name: Path, raw: bytes) -> str:
    """Return the id of a file's job: the same name and bytes, the same id.

    The bytes are those that are accepted: a file that is written to meanwhile is another one.
    """
    content = hashlib.sha256(raw).digest()
    return f"inbox-{hashlib.sha256(content + os.fsencode(name)).hexdigest()[:32]}"


def _put_away(folder: Path, path: Path, state: JobState, error: str) -> None:
    """Move a file to done/, or to failed/ with the reason beside it; nothing is overwritten."""
    goal = folder / (DONE if state is JobState.DONE else FAILED) / path.relative_to(folder)
    goal.parent.mkdir(parents=True, exist_ok=True)
    # Both endings of a packed file stay its last: the form of what is put back follows from them.
    ending = "".join(path.suffixes[-2:]) if path.suffix.lower() == ".gz" else path.suffix
    for number in count(2):
        if not goal.exists() and not goal.is_symlink():
            break
        goal = goal.with_name(f"{path.name.removesuffix(ending)}-{number}{ending}")
    if state is not JobState.DONE:
        reason = error or f"Its job was {state.value}."
        goal.with_name(goal.name + REASON).write_text(f"{reason}\n", "utf-8")
    path.rename(goal)
