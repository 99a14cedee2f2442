"""A file that was accepted is taken apart: what it holds are documents and links of their own."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import chain, islice
from typing import TYPE_CHECKING

from digest.errors import FetchError, InputError
from digest.ingest.documents import read_file
from digest.ingest.files import open_raw
from digest.model.job import JobKind, JobOrder, Priority, Progress, request_key
from digest.model.received import Given, Link, Received, Refused, StoredDocument
from digest.service.accept import Request, accept_all
from digest.service.fetch import PageRequest, accept_urls
from digest.store import articles, jobs

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from digest.ingest.documents import Item
    from digest.model.job import Job
    from digest.service.context import Context

_BATCH = 200
"""Documents accepted in one commit; see `digest.store.unit.GROUP`."""


@dataclass(slots=True)
class _Tally:
    """What was taken out of a file so far, and why the first of the refused was."""

    documents: int = 0
    links: int = 0
    refused: int = 0
    reason: str = ""

    @property
    def seen(self) -> int:
        return self.documents + self.links + self.refused

    def __str__(self) -> str:
        parts = [f"{self.documents} documents"] if self.documents or not self.links else []
        parts += [f"{self.links} links"] if self.links else []
        parts += [f"{self.refused} refused"] if self.refused else []
        return ", ".join(parts)


def take_apart(context: Context, job: Job) -> None:
    """Accept all that the file holds which is the subject of `job`, then close the job.

    A file that holds one document is read by this same job, so that what becomes of the document
    becomes of the file. Of several, each has a job whose id is this one's with its number, so a
    second attempt accepts none twice; those that cannot be used are dead jobs with their reason.

    Raises:
        InputError: nothing in it can be used, or a line is no JSON; those before stay accepted.
        DamagedBlobError: the file's bytes are not those that were accepted.
        LostLeaseError: another attempt has taken the job over.
    """
    with context.store.read() as connection:
        file = articles.get_document(connection, job.subject)
    with open_raw(file.name, context.blobs.get(file.blob)) as opened:
        items = read_file(opened)
        first = list(islice(items, 2))
        many = opened.form == "jsonl" or len(first) > 1
        if not many and first and isinstance(first[0], Received):
            _go_on(context, job, file, first[0])
            return
        tally = _take(context, job, file, chain(first, items))
    if not tally.documents + tally.links:
        raise InputError(tally.reason or f"{file.name} is empty; give a file that holds articles.")
    with context.store.write() as connection:
        jobs.finish(connection, job.lease, context.clock(), result=str(tally))


def _go_on(context: Context, job: Job, file: StoredDocument, found: Received) -> None:
    document = StoredDocument(
        id=f"{job.id}.1",
        blob=context.blobs.put(found.content),
        size=len(found.content),
        name=found.name,
        media_type=found.media_type,
        charset=found.charset,
        given=_merged(file.given, found.given),
        accepted=file.accepted,
        source=file.source,
    )
    with context.store.write(durable=True) as connection:
        articles.add_document(connection, document)
        jobs.go_on(connection, job.lease, JobKind.INGEST, document.id, context.clock())
    context.ring()


def _take(context: Context, job: Job, file: StoredDocument, items: Iterable[Item]) -> _Tally:
    tally = _Tally()
    numbered = enumerate(items, start=1)
    while batch := list(islice(numbered, _BATCH)):
        _accept(context, job, file, batch, tally)
        with context.store.write() as connection:
            jobs.report(connection, job.lease, Progress("importing", tally.seen, 0))
    return tally


def _accept(
    context: Context,
    job: Job,
    file: StoredDocument,
    batch: Sequence[tuple[int, Item]],
    tally: _Tally,
) -> None:
    documents: list[Request] = []
    pages: list[PageRequest] = []
    refused: list[tuple[str, Refused]] = []
    for number, item in batch:
        id_ = f"{job.id}.{number}"
        if isinstance(item, Received):
            given = _merged(file.given, item.given)
            document = replace(item, given=given, source=file.source)
            documents.append(Request(id_, document, priority=Priority.BULK))
        elif isinstance(item, Refused):
            refused.append((id_, item))
        else:
            page = _page(id_, file, item)
            if isinstance(page, Refused):
                refused.append((id_, page))
            else:
                pages.append(page)
    _refuse(context, refused)
    if documents:
        accept_all(context, documents)
    if pages:
        accept_urls(context, pages)
    tally.documents += len(documents)
    tally.links += len(pages)
    tally.refused += len(refused)
    if refused and not tally.reason:
        tally.reason = _reason(refused[0][1])


def _page(id_: str, file: StoredDocument, link: Link) -> PageRequest | Refused:
    given = _merged(file.given, link.given)
    page = PageRequest(id_, link.url, given, file.source, Priority.BULK)
    try:
        page.checked()
    except FetchError as error:
        return Refused(link.url, str(error))
    return page


def _refuse(context: Context, refused: Sequence[tuple[str, Refused]]) -> None:
    if not refused:
        return
    with context.store.write(durable=True) as connection:
        for id_, item in refused:
            order = JobOrder(id_, JobKind.INGEST, id_, request_key(id_))
            jobs.refuse(connection, order, context.clock(), error=_reason(item))


def _reason(refused: Refused) -> str:
    """Return why something was refused, with its name if that is not said yet."""
    if refused.name in refused.reason:
        return refused.reason
    return f"{refused.name}: {refused.reason}"


def _merged(beside: Given, own: Given) -> Given:
    """Return what a document says of itself; what was said of the file that holds it wins."""
    outlet, language = beside.outlet or own.outlet, beside.language or own.language
    return replace(own, outlet=outlet, language=language)
