"""What people ask of the jobs of a running service: this one again, that one no more."""

from __future__ import annotations

from typing import TYPE_CHECKING

from digest.store import jobs

if TYPE_CHECKING:
    from digest.model.job import Job
    from digest.service.context import Context


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
