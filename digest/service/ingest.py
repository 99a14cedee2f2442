"""Files, folders and addresses that a user names are taken in: resumable, and nothing twice.

A document's id follows from its bytes and what is said beside it, so whatever was accepted before,
in a run that was cut off or long ago, is found and left alone.
"""

from __future__ import annotations

import hashlib
import time
from dataclasses import astuple, dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

from digest.errors import FetchError, InputError, UsageError
from digest.ingest.documents import SUFFIXES, read_file
from digest.ingest.files import open_input
from digest.model.job import FINAL, JobState, Pool, Priority
from digest.model.received import Link, Received, Refused
from digest.service.accept import Request, accept_all
from digest.service.dispatch import work
from digest.service.fetch import PageRequest, accept_urls
from digest.store import joblist
from digest.store.unit import GROUP

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from digest.service.context import Context

    Move: TypeAlias = Callable[[str, int, int], None]

_WEB = ("http://", "https://")
_MOST_REFUSED = 1000
_A_LOOK = 0.5
"""Seconds between two looks at how far it is: people look no faster, and counting takes time."""

Taken: TypeAlias = Request | PageRequest | Refused


@dataclass(slots=True)
class Report:
    """What became of what was named; `ids` are the jobs of documents new and known, each once."""

    new: int = 0
    known: int = 0
    refused: list[Refused] = field(default_factory=list)
    ids: dict[str, None] = field(default_factory=dict)
    done: int = 0
    dead: int = 0


def ingest(context: Context, named: Sequence[str], *, move: Move) -> Report:
    """Accept what `named` names: files, folders, addresses; return a report.

    What cannot be used is refused, and does not keep the rest from being taken. `move` is told how
    far it is.

    Raises:
        UsageError: there is nothing of a name.
        StoreError: the database cannot be used; what was accepted until then stays.
    """
    paths = [path for name in named for path in files_of(name)]
    report = Report()
    for number, path in enumerate(paths):
        move("taking in", number, len(paths))
        batch: list[Taken] = []
        for taken in _requests(path):
            batch.append(taken)
            if len(batch) == GROUP:
                _keep(context, batch, report)
                batch = []
        _keep(context, batch, report)
    move("taking in", len(paths), len(paths))
    return report


def read_now(context: Context, report: Report, *, worker: str, move: Move) -> None:
    """Do the work of this service here, until what `report` names is read or waits for its turn.

    Raises:
        StoreError: the database cannot be used.
    """
    total = len(report.ids)
    looked = time.monotonic()
    while any(work(context, pool, worker=worker) for pool in (Pool.FETCH, Pool.INGEST)):
        if time.monotonic() - looked > _A_LOOK:
            _count(context, report)
            move("reading", report.done + report.dead, total)
            looked = time.monotonic()
    _count(context, report)
    move("reading", report.done + report.dead, total)


def _count(context: Context, report: Report) -> None:
    with context.store.read() as connection:
        found = joblist.states(connection, list(report.ids))
    report.dead = found.get(JobState.DEAD, 0)
    report.done = sum(count for state, count in found.items() if state in FINAL) - report.dead


def files_of(name: str) -> Iterator[str]:
    """Yield the files that a name stands for; in folders, those of kinds that are read.

    Raises:
        UsageError: there is nothing of that name.
    """
    path = Path(name)
    if name.startswith(_WEB) or not path.is_dir():
        if not name.startswith(_WEB) and not path.is_file():
            raise UsageError(f"There is no file or folder {name}; check how it is written.")
        yield name
        return
    for found in sorted(path.rglob("*")):
        hidden = any(part.startswith(".") for part in found.relative_to(path).parts)
        suffix = Path(found.name.lower().removesuffix(".gz")).suffix
        if suffix in SUFFIXES and not hidden and not found.is_symlink() and found.is_file():
            yield str(found)


def _requests(name: str) -> Iterator[Taken]:
    if name.startswith(_WEB):
        yield _page(Link(name))
        return
    try:
        with open_input(name) as opened:
            for item in read_file(opened):
                yield _request(item)
    except InputError as error:
        yield Refused(name, str(error))


def _request(item: Received | Link | Refused) -> Taken:
    if isinstance(item, Refused):
        return item
    return _page(item) if isinstance(item, Link) else document_request(item)


def document_request(document: Received) -> Request:
    """Return the request for a document under the id that follows from what it says."""
    id_ = _id("file", document.content, repr(astuple(document.given)))
    return Request(id_, document, priority=Priority.BULK)


def page_request(link: Link) -> PageRequest:
    """Return the request for a page under the id that follows from its address."""
    id_ = _id("url", link.url.encode("utf-8", "replace"), "")
    return PageRequest(id_, link.url, link.given, priority=Priority.BULK)


def _page(link: Link) -> Taken:
    page = page_request(link)
    try:
        page.checked()
    except FetchError as error:
        return Refused(link.url, str(error))
    return page


def _keep(context: Context, batch: Sequence[Taken], report: Report) -> None:
    wanted = {item.id: item for item in batch if not isinstance(item, Refused)}
    with context.store.read() as connection:
        known = joblist.known(connection, wanted)
    fresh = [item for id_, item in wanted.items() if id_ not in known]
    documents = [item for item in fresh if isinstance(item, Request)]
    pages = [item for item in fresh if isinstance(item, PageRequest)]
    if documents:
        accept_all(context, documents)
    if pages:
        accept_urls(context, pages)
    report.new += len(fresh)
    report.known += len(wanted) - len(fresh)
    report.ids |= dict.fromkeys(wanted)
    refused = [item for item in batch if isinstance(item, Refused)]
    report.refused += refused[: max(_MOST_REFUSED - len(report.refused), 0)]


def _id(kind: str, content: bytes, said: str) -> str:
    found = hashlib.sha256(content + b"\0" + said.encode("utf-8", "replace")).hexdigest()
    return f"{kind}:{found[:40]}"
