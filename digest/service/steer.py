"""What people ask of a running service: an edition now, a job again, a job no more."""

from __future__ import annotations

from typing import TYPE_CHECKING

from digest.errors import UsageError
from digest.model.job import JobKind, JobOrder, Priority, request_key
from digest.store import digests, jobs

if TYPE_CHECKING:
    from datetime import datetime

    from digest.model.job import Job
    from digest.service.context import Context

AS_OF = "as_of"
"""The option that names the moment an edition stands for, in ISO 8601."""

_MOST_ID = 200  # characters, as of the ids that documents are accepted under


def trigger(context: Context, digest: str, request: str, *, as_of: datetime | None = None) -> Job:
    """Accept the job of an edition of `digest` and return it; the same request has one job.

    `request` becomes the job's public id. `as_of` is aware; None means when the job begins.

    Raises:
        UnknownError: there is no such digest.
        UsageError: the id cannot be one, or `as_of` names no moment.
        ConflictError: the id stands for other work already.
        StoreError: it cannot be stored; nothing was accepted.
    """
    if not 0 < len(request) <= _MOST_ID or not request.isprintable():
        raise UsageError(
            f"The id {request[:20]!r} cannot be one: give 1 to {_MOST_ID} printable characters."
        )
    if as_of is not None and as_of.utcoffset() is None:
        raise UsageError(f"The moment {as_of.isoformat()} has no time zone; append Z for UTC.")
    options = {AS_OF: as_of.isoformat()} if as_of else {}
    key = request_key(request)
    order = JobOrder(request, JobKind.EDITION, digest, key, Priority.TRIGGERED, options=options)
    with context.store.write(durable=True) as connection:
        digests.get(connection, digest)
        job = jobs.accept(connection, order, context.clock()).job
    context.ring()
    return job


def retry(context: Context, job: str) -> Job:
    """Bring a dead or cancelled job back, and return it; any other stays as it is.

    Raises:
        UnknownError: there is no such job.
    """
    with context.store.write(durable=True) as connection:
        found = jobs.retry(connection, job, context.clock())
    context.ring()
    return found


def cancel(context: Context, job: str) -> Job:
    """Cancel a job that is not finished, and return it; a finished one stays as it is.

    Raises:
        UnknownError: there is no such job.
    """
    with context.store.write(durable=True) as connection:
        return jobs.cancel(connection, job, context.clock())
