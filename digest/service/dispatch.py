"""The most urgent job of a pool is claimed and done, and every way it can end is written down."""

from __future__ import annotations

import hashlib
import logging
import pkgutil
from datetime import timedelta
from functools import cache
from typing import TYPE_CHECKING

from digest.errors import (
    DamagedBlobError,
    DigestError,
    ForbiddenUrlError,
    HostBusyError,
    InputError,
    LostLeaseError,
    RefusedError,
    StoreError,
    TooLargeError,
    UncitedError,
    UnsafeUrlError,
    UnwantedError,
    UsageError,
)
from digest.model.job import POOLS, JobKind
from digest.service.announce import announce_failure
from digest.store import joblist, jobs, pauses

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping
    from datetime import datetime

    from sqlalchemy import Connection

    from digest.model.job import Job, Pool
    from digest.service.context import Context

    Handler = Callable[[Context, Job], None]

log = logging.getLogger(__name__)

_HOPELESS = (
    InputError,
    UsageError,
    UncitedError,
    DamagedBlobError,
    TooLargeError,
    UnsafeUrlError,
    UnwantedError,
    ForbiddenUrlError,
    RefusedError,
)
"""Errors that another attempt would meet again."""

_WIDEST_SPREAD = 240
"""Seconds: those who wait for one host come back spread over so many at most."""

_HANDLERS: Mapping[JobKind, str] = {
    JobKind.IMPORT: "digest.service.imports:take_apart",
    JobKind.INGEST: "digest.service.read:read_document",
    JobKind.POLL: "digest.service.poll:poll_source",
    JobKind.FETCH: "digest.service.fetch:fetch_page",
    JobKind.ERRATA: "digest.service.errata:note_errata",
    JobKind.EDITION: "digest.service.produce:make_edition",
    JobKind.CORRECT: "digest.service.correct:correct_edition",
    JobKind.TAKEDOWN: "digest.service.takedown:purge",
    JobKind.INDEX: "digest.service.release:index",
    JobKind.PING: "digest.service.ping:ping",
    JobKind.DELIVER: "digest.service.deliver:deliver",
}
"""Found by name when first needed: a worker that reads articles has no use for what prints."""


@cache  # finding one takes a fiftieth of what reading a short article does
def handler_of(kind: JobKind) -> Handler:
    """Return what does jobs of a kind."""
    handler: Handler = pkgutil.resolve_name(_HANDLERS[kind])
    return handler


def warm(pools: Collection[Pool]) -> None:
    """Load what the jobs of `pools` need, for a process that is about to fork its workers."""
    for kind, pool in POOLS.items():
        if pool in pools:
            handler_of(kind)


def work(
    context: Context,
    pool: Pool,
    *,
    worker: str,
    time_is_up: type[Exception] = TimeoutError,
    handler: Callable[[JobKind], Handler] = handler_of,
    go_on: bool = False,
) -> Job | None:
    """Claim the most urgent job of `pool`, do it, and return it as it was claimed.

    `time_is_up` is what interrupts a job that takes too long. Who has just done one may `go_on`:
    there is likely to be another one, so it is claimed without a look whether there is.

    Returns None when there is none, or the service is drained: hints may be late, or sent twice.
    Whatever the job raises is stored with it; it is tried again unless that is hopeless. A
    database that is locked or a disk that is full costs the job no attempt.

    Raises:
        StoreError: the claim failed, so nothing was begun.
        BaseException: the process is to stop; the job was put back.
    """
    now = context.clock()
    job = None
    if go_on or _is_any(context, pool, now):
        with context.store.write() as connection:
            if not pauses.since(connection):
                job = jobs.claim(connection, pool, now, worker=worker, lease=context.place.lease)
    if job is None:
        context.attempts.store(now=True)
        return None
    with context.attempts.timed(job):
        _run(context, job, handler(job.kind), time_is_up)
    context.attempts.store()
    return job


def _is_any(context: Context, pool: Pool, now: datetime) -> bool:
    """Return whether there is work; a look needs no lock, and most hints come late."""
    with context.store.read() as connection:
        return joblist.is_any_ready(connection, pool, now)


def _run(context: Context, job: Job, handler: Handler, time_is_up: type[Exception]) -> None:
    try:
        with context.leases.kept(job.lease):
            handler(context, job)
    except LostLeaseError as error:
        log.warning("%s", error)
    except HostBusyError as error:
        due = _spread(job, error.until)
        _settle(context, lambda c: jobs.put_back(c, job.lease, due))
    except _HOPELESS as error:
        _fail(context, job, str(error), final=True)
    except StoreError as error:
        log.warning("it rests: %s", error)
        _settle(
            context, lambda c: jobs.put_back(c, job.lease, context.clock() + context.place.renewal)
        )
    except DigestError as error:
        _fail(context, job, str(error))
    except time_is_up:
        _fail(context, job, "It took longer than a job may; give it less to do at once.")
    except Exception as error:
        log.exception("it failed")
        first, _, _ = str(error).partition("\n")
        _fail(context, job, f"A defect of ours: {type(error).__name__}: {first}")
    except BaseException:
        _settle(context, lambda c: jobs.put_back(c, job.lease, context.clock()))
        raise


def _fail(context: Context, job: Job, error: str, *, final: bool = False) -> None:
    log.warning("%s", error)
    now = context.clock()

    def settle(connection: Connection) -> None:
        failed = jobs.fail(connection, job.lease, now, error=error, final=final)
        announce_failure(connection, failed, now)

    _settle(context, settle)


def _spread(job: Job, until: datetime) -> datetime:
    """Return when to try again what waits for a host: further apart the longer the queue is."""
    found = hashlib.sha256(f"{job.id}:{job.attempt}".encode()).digest()
    widest = min(1 << min(job.attempt, 20), _WIDEST_SPREAD)
    return until + timedelta(seconds=widest * found[0] / 256)


def _settle(context: Context, change: Callable[[Connection], object]) -> None:
    """Write down how an attempt ended; if even that fails, the lease's end will tell."""
    try:
        with context.store.write() as connection:
            change(connection)
    except StoreError as error:
        log.warning("%s", error)
