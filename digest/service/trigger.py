"""Somebody asks for an edition: over HTTP, the queue or the command, with the same answer."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from digest.errors import UsageError
from digest.model.job import JobKind, JobOrder, Priority, request_key
from digest.model.published import as_moment
from digest.store import digests, jobs

if TYPE_CHECKING:
    from datetime import datetime

    from digest.model.job import Job
    from digest.service.context import Context

_EXPIRES = "expires"


def trigger(
    context: Context,
    digest: str,
    request: str,
    *,
    as_of: str | None = None,
    expires: int | None = None,
) -> Job:
    """Accept the wish for an edition of `digest` and return its job; durable when it returns.

    It waits for the end of the digest's embargo, if it has one. The same `request` is the same
    job. `as_of` is an ISO 8601 time, by default that of the wish. A wish that nobody has begun
    `expires` seconds after it is passed over.

    Raises:
        UnknownError: there is no such digest.
        UsageError: `as_of` is no time, or `expires` is less than a second.
        ConflictError: the request stands for other work already.
        StoreError: it cannot be stored; nothing was accepted.
    """
    with context.store.read() as connection:
        until = digests.get(connection, digest).definition.embargo_until
    order = JobOrder(
        id=request,
        kind=JobKind.EDITION,
        subject=digest,
        key=request_key(request),
        priority=Priority.TRIGGERED,
        due=until if until and until > context.clock() else None,
        options=_options(as_of, expires),
    )
    accepted = context.store.together(lambda c: jobs.accept(c, order, context.clock()))
    context.ring()
    return accepted.job


def is_expired(job: Job, now: datetime) -> bool:
    """Return whether the wish that `job` stands for is no longer wanted."""
    seconds = job.options.get(_EXPIRES)
    return seconds is not None and now > job.created + timedelta(seconds=int(seconds))


def _options(as_of: str | None, expires: int | None) -> dict[str, str]:
    options = {"as_of": _moment(as_of)} if as_of else {}
    if expires is not None:
        if expires < 1:
            raise UsageError(f"expires is {expires}; write seconds, 1 or more.")
        options[_EXPIRES] = str(expires)
    return options


def _moment(value: str) -> str:
    try:
        return as_moment(value).isoformat()
    except (ValueError, TypeError):
        raise UsageError(
            f"as_of is {value!r}, which is no time; write it like 2014-12-01T18:30Z."
        ) from None
