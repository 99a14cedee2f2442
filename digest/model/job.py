"""A job: one piece of work with its state, its lease and the key that makes it happen once."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from enum import IntEnum, StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

MAX_ATTEMPTS = 4
"""A task that kills its worker was seen to take three of them with it before the queue gave up
(Celery 5.7); four tries outlive a restart and a deploy, and end."""

LEASE = timedelta(seconds=30)
"""How long a claim holds without being renewed, unless the service says otherwise."""

_FIRST_DELAY = timedelta(seconds=2)
_LONGEST_DELAY = timedelta(minutes=10)
_DELIVERY_DELAYS = tuple(
    timedelta(seconds=seconds)
    for seconds in (5, 300, 1800, 7200, 18000, 36000, 50400, 72000, 86400)
)
"""As Standard Webhooks asks: for three days somebody else's server may be away.
https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md"""
_MINUTES = "%Y-%m-%dT%H:%MZ"
_SECONDS = "%Y-%m-%dT%H:%M:%SZ"


class JobKind(StrEnum):
    """What a job does; its subject is the id in brackets."""

    IMPORT = "import"  # take in what a file holds (document), or go on as INGEST
    INGEST = "ingest"  # read a document (document)
    POLL = "poll"  # ask a source for what is new (source)
    FETCH = "fetch"  # fetch a page, then go on as INGEST (URL)
    ERRATA = "errata"  # find the editions that quote what an article no longer says (article)
    EDITION = "edition"  # compose and release an edition (digest)
    CORRECT = "correct"  # compose an edition anew from what its articles say by now (digest)
    TAKEDOWN = "takedown"  # erase an article wherever its words stand (article)
    INDEX = "index"  # write a feed and its indexes anew (digest)
    PING = "ping"  # tell the hub that the feeds of a digest changed (digest)
    DELIVER = "deliver"  # tell one webhook or recipient of an edition (digest)


class JobState(StrEnum):
    """Where a job stands; the last four are final, until someone retries the job."""

    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    DEAD = "dead"  # its attempts are used up, or its input cannot be used: see its error
    CANCELLED = "cancelled"
    SKIPPED = "skipped"  # a slot that went by while nobody kept the schedule


FINAL = frozenset({JobState.DONE, JobState.DEAD, JobState.CANCELLED, JobState.SKIPPED})


class Pool(StrEnum):
    """Which workers take a job: what they keep in memory differs."""

    INGEST = "ingest"
    FETCH = "fetch"
    RENDER = "render"


POOLS = {
    JobKind.IMPORT: Pool.INGEST,
    JobKind.INGEST: Pool.INGEST,
    JobKind.POLL: Pool.FETCH,
    JobKind.FETCH: Pool.FETCH,
    JobKind.ERRATA: Pool.RENDER,
    JobKind.EDITION: Pool.RENDER,
    JobKind.CORRECT: Pool.RENDER,
    JobKind.TAKEDOWN: Pool.RENDER,
    JobKind.INDEX: Pool.RENDER,
    JobKind.PING: Pool.FETCH,
    JobKind.DELIVER: Pool.FETCH,  # which waits for the servers of others too
}


OF_DIGESTS = frozenset(
    {JobKind.EDITION, JobKind.CORRECT, JobKind.INDEX, JobKind.PING, JobKind.DELIVER}
)
"""The kinds of job whose subject is a digest."""

_SENT = frozenset({JobKind.DELIVER, JobKind.PING})


class Priority(IntEnum):
    """Who goes first; lower is sooner."""

    TRIGGERED = 0
    SCHEDULED = 10
    BULK = 20


def slot_key(slot: datetime) -> str:
    """Return the key of the edition that is due at `slot`, an aware time; it is stored in UTC."""
    moment = slot.astimezone(UTC)
    return f"at:{moment.strftime(_SECONDS if moment.second else _MINUTES)}"


def request_key(request: str) -> str:
    """Return the key of work that a request asked for: the same request, the same key."""
    return f"manual:{request}"


def window_key(window: int) -> str:
    """Return the key of the edition of the digest's `window`-th burst of arrivals."""
    return f"arrival:{window}"


def slot_of(key: str) -> datetime | None:
    """Return the slot that `key` names, in UTC, or None when it names none."""
    if not key.startswith("at:"):
        return None
    return datetime.fromisoformat(key.removeprefix("at:")).astimezone(UTC)


def attempts_of(kind: JobKind) -> int:
    """Return how often a job of a kind is tried before it is dead."""
    return len(_DELIVERY_DELAYS) + 1 if kind in _SENT else MAX_ATTEMPTS


def retry_delay(kind: JobKind, attempt: int) -> timedelta:
    """Return how long to wait after the failed `attempt` (from 1) of a job.

    For what is sent the delays of Standard Webhooks, for others 2 s, doubled, at most 10 min.
    """
    if kind in _SENT:
        return _DELIVERY_DELAYS[min(attempt, len(_DELIVERY_DELAYS)) - 1]
    return min(_FIRST_DELAY * (1 << min(attempt - 1, 20)), _LONGEST_DELAY)


@dataclass(frozen=True, slots=True)
class JobOrder:
    """A job as it is asked for; `due` is aware, None means at once.

    `id` is the public one: the caller's task id or idempotency key, else a fresh one.
    """

    id: str
    kind: JobKind
    subject: str
    key: str
    priority: Priority = Priority.BULK
    due: datetime | None = None
    options: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a running job is: `done` of `total` in a named stage; a total of 0 is unknown."""

    stage: str
    done: int
    total: int


@dataclass(frozen=True, slots=True)
class Job:
    """A job as it is stored; times are aware UTC.

    `attempt` counts the claims, from 0; the newest one is the fencing token. `result` names what
    came of it: an article, an edition.
    """

    id: str
    kind: JobKind
    subject: str
    key: str
    state: JobState
    priority: int
    attempt: int
    max_attempts: int
    created: datetime
    due: datetime
    options: Mapping[str, str] = field(default_factory=dict)
    lease_until: datetime | None = None
    worker: str | None = None
    started: datetime | None = None
    finished: datetime | None = None
    progress: Progress | None = None
    error: str | None = None
    result: str | None = None

    @property
    def pool(self) -> Pool:
        """Which workers take it."""
        return POOLS[self.kind]

    @property
    def lease(self) -> Lease:
        """The right to finish it, as of the attempt that this value was read with."""
        return Lease(self.id, self.attempt)


@dataclass(frozen=True, slots=True)
class Lease:
    """The right to finish a job, held by one attempt and lost when another one begins."""

    job: str
    attempt: int


@dataclass(frozen=True, slots=True)
class Hint:
    """A message to a pool that it has work, such as `job`; `id` is its row in the outbox."""

    id: int
    pool: Pool
    job: str
