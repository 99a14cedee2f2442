"""Many articles are accepted as lines of JSON, in groups, each durable before it is answered for.

A line that cannot be used is refused with its reason and does not keep the others from being taken.
With a key the job of a line is `KEY:NUMBER`; without one its id follows from what it says, as in
`digest ingest`. Either way what is sent again is found and left alone.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from digest.errors import BacklogError, ConflictError, DigestError
from digest.ingest import jsonl
from digest.ingest.limits import MAX_LINE_BYTES
from digest.model.job import Pool
from digest.service.accept import Request, accept, accept_all, check
from digest.service.fetch import PageRequest, accept_url, accept_urls
from digest.service.ingest import document_request, page_request
from digest.store import joblist
from digest.store.unit import GROUP

if TYPE_CHECKING:
    from collections.abc import Sequence

    from digest.service.context import Context

LINES_AT_ONCE = GROUP
"""Lines that share one commit."""
LONGEST_LINE = MAX_LINE_BYTES
"""Bytes of a line."""
TOO_LONG = "It is longer than an article may be; split it."

_READING = (Pool.INGEST, Pool.FETCH)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a line: its job, `known` when there was one already, or why it is refused."""

    line: int
    job: str | None = None
    known: bool = False
    error: str | None = None


def accept_lines(
    context: Context, lines: Sequence[tuple[int, bytes | None]], key: str | None
) -> tuple[Outcome, ...]:
    """Accept lines, numbered; None is one that was too long. Return what became of each, in order.

    Raises:
        StoreError: they cannot be stored; some may have been, and are known when they come again.
    """
    taken = [(number, _request(number, line, key)) for number, line in lines]
    wanted = {one.id: one for _, one in taken if not isinstance(one, str)}
    with context.store.read() as connection:
        known = joblist.known(connection, wanted)
    # Under a key other content may come: that is found where it is stored.
    fresh = wanted.values() if key else [wanted[id_] for id_ in wanted.keys() - known]
    refused = _keep(context, list(fresh))
    found, seen = [], set(known)
    for number, one in taken:
        if isinstance(one, str):
            found.append(Outcome(number, error=one))
        elif one.id in refused:
            found.append(Outcome(number, error=refused[one.id]))
        else:
            found.append(Outcome(number, one.id, known=one.id in seen))
            seen.add(one.id)
    return tuple(found)


def check_backlog(context: Context) -> None:
    """Pass while not too many articles wait to be read.

    Raises:
        BacklogError: too many do.
        StoreError: the database cannot be used.
    """
    most = context.place.backlog
    with context.store.read() as connection:
        waiting = joblist.count_open(connection, _READING, most)
    if waiting >= most:
        raise BacklogError(
            f"{most} articles wait to be read already; send the rest when some of them are."
        )


def _request(number: int, line: bytes | None, key: str | None) -> Request | PageRequest | str:
    """Return what a line asks for, else why it cannot be used."""
    if line is None:
        return TOO_LONG
    where = f"Line {number}"
    try:
        record = jsonl.read_line(where, line)
        page = jsonl.named_page(where, record)
        if page is not None:
            asked = page_request(page)
            asked.checked()
            return replace(asked, id=f"{key}:{number}") if key else asked
        request = document_request(jsonl.received(where, record))
        request = replace(request, id=f"{key}:{number}") if key else request
        check(request)
    except DigestError as error:
        return str(error)
    return request


def _keep(context: Context, wanted: Sequence[Request | PageRequest]) -> dict[str, str]:
    """Store requests; return by id why some could not be."""
    documents = [one for one in wanted if isinstance(one, Request)]
    pages = [one for one in wanted if isinstance(one, PageRequest)]
    try:
        if documents:
            accept_all(context, documents)
        if pages:
            accept_urls(context, pages)
    except ConflictError:
        return _keep_each(context, wanted)
    return {}


def _keep_each(context: Context, wanted: Sequence[Request | PageRequest]) -> dict[str, str]:
    refused = {}
    for one in wanted:
        try:
            if isinstance(one, Request):
                accept(context, one)
            else:
                accept_url(context, one)
        except ConflictError as error:
            refused[one.id] = str(error)
    return refused
