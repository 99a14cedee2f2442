"""What a disk holds after a power cut: what was synced by then, and perhaps some of the rest.

A record (see record.c) is replayed up to the cut. The content of a file is durable once a sync of
it has ended that began after the write; its name is once its folder was synced so. That is all that
POSIX promises; most file systems keep more. https://pubs.opengroup.org/onlinepubs/9799919799/
"""

from __future__ import annotations

import os
import struct
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import random
    from collections.abc import Iterator

_HEAD = struct.Struct("<c3xIQQII")
_SECTOR = 512
"""Bytes that a disk writes as one: what was not synced may be there in part, by sectors."""
_LUCK = 0.5
"""How likely it is that something which was not synced is there after a cut that is not strict."""
ACK = "A"
"""A record of ours: something was promised to somebody."""


@dataclass(frozen=True, slots=True)
class Record:
    """One thing that happened; what its fields mean depends on its kind, as in record.c."""

    kind: str
    thread: int
    file: int
    offset: int
    first: bytes
    second: bytes


def records(path: Path) -> Iterator[Record]:
    """Yield what was recorded, in order; a last one that was cut off is left out."""
    content = memoryview(path.read_bytes())
    at = 0
    while at + _HEAD.size <= len(content):
        kind, thread, file, offset, one, two = _HEAD.unpack_from(content, at)
        at += _HEAD.size
        if at + one + two > len(content):
            return
        first, second = bytes(content[at : at + one]), bytes(content[at + one : at + one + two])
        at += one + two
        yield Record(kind.decode(), thread, file, offset, first, second)


def promise(log: Path, what: str) -> None:
    """Record that something was promised to somebody at this moment."""
    said = what.encode()
    handle = os.open(log, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    try:
        os.write(handle, _HEAD.pack(ACK.encode(), 0, 0, 0, len(said), 0) + said)
    finally:
        os.close(handle)


@dataclass(eq=False, slots=True)
class _File:
    """A file's durable content, and what was done to it since: writes, and sizes it was cut to.

    `synced` counts what was pending and is durable, here as in a folder.
    """

    durable: bytearray = field(default_factory=bytearray)
    pending: list[tuple[int, bytes | None]] = field(default_factory=list)
    synced: int = 0


@dataclass(eq=False, slots=True)
class _Folder:
    """A folder's durable names, and those that came or went (None) since."""

    durable: dict[str, _File | None] = field(default_factory=dict)
    pending: list[tuple[str, _File | None, bool]] = field(default_factory=list)
    synced: int = 0


class Disk:
    """A disk below the folder `root`, which holds `before` at first."""

    def __init__(self, root: Path, before: dict[str, bytes]) -> None:
        """Begin with files, by their paths below `root`, that have been there for long."""
        self._root = str(root)
        self._files: dict[int, _File] = {}
        self._live: dict[str, _File] = {}
        self._folders: dict[str, _Folder] = {self._root: _Folder()}
        self._syncing: dict[tuple[int, int], int] = {}
        for name, content in before.items():
            path = Path(self._root, name)
            for folder in reversed(path.relative_to(root).parents[:-1]):
                self._made(str(root / folder), durable=True)
            file = self._live[str(path)] = _File(bytearray(content))
            self._folders[str(path.parent)].durable[path.name] = file

    def see(self, record: Record) -> None:
        """Let one recorded thing happen."""
        path, other = os.fsdecode(record.first), os.fsdecode(record.second)
        match record.kind:
            case "C":
                self._create(path, record.file)
            case "W":
                self._of(record.file).pending.append((record.offset, record.first))
            case "T":
                self._of(record.file).pending.append((record.offset, None))
            case "M":
                self._made(path, durable=False)
            case "U":
                self._live.pop(path, None)
                self._name(path, None, gone=True)
            case "R" | "L":
                file = self._live.get(path) or self._of(record.file)
                self._live[other] = file
                self._name(other, file)
                if record.kind == "R":
                    self._live.pop(path, None)
                    self._name(path, None, gone=True)
            case "B":
                found = self._synced_by(record)
                begun = found.synced + len(found.pending)
                self._syncing[record.thread, record.file] = begun
            case "E":
                found = self._synced_by(record)
                begun = self._syncing.pop((record.thread, record.file), 0)
                _settle(found, max(begun - found.synced, 0))
            case _:
                pass

    def after_cut(self, to: Path, chance: random.Random | None) -> None:
        """Write into the folder `to` what is left: with `chance`, some of what was not synced."""
        for path, folder in self._folders.items():
            if not self._is_durable(path):
                continue
            here = to / Path(path).relative_to(self._root)
            here.mkdir(parents=True, exist_ok=True)
            names = dict(folder.durable)
            for name, file, gone in folder.pending:
                if chance is None or chance.random() < _LUCK:
                    continue
                if gone:
                    names.pop(name, None)
                else:
                    names[name] = file
            for name, file in names.items():
                if file is not None:
                    (here / name).write_bytes(_left(file, chance))

    def _create(self, path: str, number: int) -> None:
        known = self._live.get(path)
        if known is not None and self._files.get(number) is known:
            return  # two opened it at once, and both found that it was not there
        file = self._files[number] = self._live[path] = _File()
        self._name(path, file)

    def _of(self, number: int) -> _File:
        return self._files.setdefault(number, _File())

    def _name(self, path: str, file: _File | None, *, gone: bool = False) -> None:
        parent, _, name = path.rpartition("/")
        self._folders.setdefault(parent, _Folder()).pending.append((name, file, gone))

    def _made(self, path: str, *, durable: bool) -> None:
        if path in self._folders and durable:
            return
        self._folders[path] = _Folder()
        parent, _, name = path.rpartition("/")
        if durable:
            self._folders[parent].durable[name] = None
        else:
            self._folders.setdefault(parent, _Folder()).pending.append((name, None, False))

    def _is_durable(self, path: str) -> bool:
        """Return whether a folder's name is there, and so are those above it."""
        while path != self._root:
            parent, _, name = path.rpartition("/")
            above = self._folders.get(parent)
            if above is None or name not in above.durable:
                return False
            path = parent
        return True

    def _synced_by(self, record: Record) -> _File | _Folder:
        if record.first:
            return self._folders.setdefault(os.fsdecode(record.first), _Folder())
        return self._of(record.file)


def _settle(found: _File | _Folder, count: int) -> None:
    """Let the first `count` of what is pending be durable."""
    if isinstance(found, _File):
        for offset, content in found.pending[:count]:
            _apply(found.durable, offset, content)
    else:
        for name, file, gone in found.pending[:count]:
            if gone:
                found.durable.pop(name, None)
            else:
                found.durable[name] = file
    del found.pending[:count]
    found.synced += count


def _apply(to: bytearray, offset: int, content: bytes | None) -> None:
    if content is None:
        del to[offset:]
        to.extend(bytes(offset - len(to)))
        return
    to.extend(bytes(max(offset - len(to), 0)))
    to[offset : offset + len(content)] = content


def _left(file: _File, chance: random.Random | None) -> bytes:
    if chance is None:
        return bytes(file.durable)
    left = bytearray(file.durable)
    for offset, content in file.pending:
        if content is None:
            if chance.random() < _LUCK:
                _apply(left, offset, None)
            continue
        start = 0
        while start < len(content):
            end = min((offset + start) // _SECTOR * _SECTOR + _SECTOR - offset, len(content))
            if chance.random() < _LUCK:
                _apply(left, offset + start, content[start:end])
            start = end
    return bytes(left)
