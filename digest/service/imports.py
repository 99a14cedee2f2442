"""A file of JSON Lines that was accepted is taken apart: each line is a document of its own."""

from __future__ import annotations

import io
from itertools import islice
from typing import TYPE_CHECKING

from digest.errors import InputError
from digest.ingest.files import OpenFile
from digest.ingest.jsonl import records
from digest.model.job import Priority, Progress
from digest.service.accept import Request, accept_all, received
from digest.store import articles, jobs

if TYPE_CHECKING:
    from collections.abc import Iterator

    from digest.model.job import Job
    from digest.service.context import Context

_BATCH = 200
"""Documents accepted in one commit; see `digest.store.unit.GROUP`."""


def take_apart(context: Context, job: Job) -> None:
    """Accept every document of the file that is the subject of `job`, then close the job.

    A document's id is the job's with its number, so a second attempt accepts none twice.

    Raises:
        InputError: a line is no article; those before it stay accepted.
        DamagedBlobError: the file's bytes are not those that were accepted.
        LostLeaseError: another attempt has taken the job over.
    """
    with context.store.read() as connection:
        document = articles.get_document(connection, job.subject)
    stream = io.BytesIO(context.blobs.get(document.blob))
    requests = _requests(OpenFile(document.name, "jsonl", stream), job.id)
    count = 0
    while batch := tuple(islice(requests, _BATCH)):
        count += len(accept_all(context, batch))
        with context.store.write() as connection:
            jobs.report(connection, job.lease, Progress("importing", count, 0))
    if not count:
        raise InputError(f"{document.name} is empty; give a file that holds articles.")
    with context.store.write() as connection:
        jobs.finish(connection, job.lease, context.clock(), result=f"{count} documents")


def _requests(source: OpenFile, job: str) -> Iterator[Request]:
    for number, (where, record) in enumerate(records(source), start=1):
        yield Request(f"{job}.{number}", received(where, record), priority=Priority.BULK)
