"""Lists of URLs and folders as sources: what is in them that was not taken yet."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from digest.errors import DigestError, FetchError, InputError, StoreError
from digest.ingest.files import open_input, read_raw
from digest.model.job import JobKind, Priority
from digest.model.received import Given
from digest.service.accept import accept, of_file, refuse
from digest.service.fetch import PageRequest, accept_urls
from digest.service.outside import fetcher, is_page
from digest.store import joblist

if TYPE_CHECKING:
    from collections.abc import Iterator

    from digest.model.source import PolledSource
    from digest.service.context import Context

_MOST = 10_000
"""Files of a folder and lines of a list that are looked at in one poll."""
_DIGITS = 16
_FOUND = 200


@dataclass(frozen=True, slots=True)
class Collected:
    """How much was new, what could not be used, and a mark to go on from."""

    new: int
    problem: str | None = None
    mark: str | None = None


def entry_id(source: str, key: str, *parts: str | None) -> str:
    """Return the id of what a source holds under `key`: another one when one of `parts` changes."""
    content = "\0".join(part or "" for part in parts)
    return f"{source}:{_digest(key)}:{_digest(content)}"


def collect_urls(context: Context, source: PolledSource) -> Collected:
    """Accept each address of a list: a text of one a line, in a file or on the web.

    Each is fetched anew at each poll, for pages change.

    Raises:
        FetchError: the list itself cannot be fetched.
        OSError: it cannot be read.
    """
    definition = source.definition
    requests: list[PageRequest] = []
    problem = None
    for number, url in _addresses(context, source.state.address):
        id_ = entry_id(definition.name, url, source.state.due.isoformat())
        given = Given(outlet=definition.outlet, language=definition.language)
        page = PageRequest(id_, url, given, definition.name, Priority.BULK)
        try:
            page.checked()
        except FetchError as error:
            problem = problem or f"Line {number}: {error}"
        else:
            requests.append(page)
    if requests:
        accept_urls(context, requests)
    return Collected(len(requests), problem)


def collect_folder(context: Context, source: PolledSource) -> Collected:
    """Accept each file of a folder that is new or has changed; one that cannot be is a dead job.

    Raises:
        OSError: the folder cannot be read.
        StoreError: the database cannot be used.
    """
    definition = source.definition
    folder = context.place.home / Path(definition.address).expanduser()
    if not folder.is_dir():
        raise FileNotFoundError(f"There is no folder {folder}; make it, or correct the address.")
    found = {entry_id(definition.name, name, mark): path for path, name, mark in _files(folder)}
    with context.store.read() as connection:
        known = joblist.known(connection, found)
    new = 0
    for id_, path in found.items():
        if id_ in known:
            continue
        try:
            raw = read_raw(path)
            if entry_id(definition.name, *_marked(path, folder)) != id_:
                continue  # it was written to meanwhile; the next poll takes it as it is then
            request = of_file(path.name, raw, id_)
            given = replace(
                request.document.given, outlet=definition.outlet, language=definition.language
            )
            document = replace(request.document, given=given, source=definition.name)
            accept(context, replace(request, document=document, priority=Priority.BULK))
        except FileNotFoundError:
            continue  # somebody took it away
        except StoreError:
            raise
        except DigestError as error:
            refuse(context, JobKind.INGEST, id_, id_, str(error))
        new += 1
    return Collected(new)


def _addresses(context: Context, address: str) -> Iterator[tuple[int, str]]:
    if address.startswith(("http://", "https://")):
        answer = fetcher(context).get(address, wants=is_page)
        if answer.status != _FOUND:
            raise FetchError(f"{address} answers {answer.status}.")
        text = answer.content.decode("utf-8", "replace")
    else:
        path = context.place.home / Path(address).expanduser()
        with open_input(str(path)) as opened:
            try:
                text = opened.read_document().decode("utf-8", "replace")
            except InputError as error:
                raise OSError(str(error)) from error
    for number, line in enumerate(text.splitlines()[:_MOST], start=1):
        if line.strip() and not line.startswith("#"):
            yield number, line.strip()


def _files(folder: Path) -> Iterator[tuple[Path, str, str]]:
    """Yield the files of a folder with name and mark; links are not followed, hidden ones left."""
    for path in sorted(folder.rglob("*"))[:_MOST]:
        parts = path.relative_to(folder).parts
        if path.is_symlink() or not path.is_file() or any(p[0] == "." for p in parts):
            continue
        yield path, *_marked(path, folder)


def _marked(path: Path, folder: Path) -> tuple[str, str]:
    told = path.lstat()
    return str(path.relative_to(folder)), f"{told.st_size}:{told.st_mtime_ns}"


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()[:_DIGITS]
