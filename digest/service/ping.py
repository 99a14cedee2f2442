"""The hub is told that the feeds of a digest have changed: a job that is stored with them."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urljoin

from digest.deliver.websub import publish
from digest.model.job import JobKind, JobOrder, Priority, request_key
from digest.net.post import Poster
from digest.net.reach import parse_openings
from digest.service.addresses import digest_page
from digest.service.entries import FILES
from digest.service.outside import agent
from digest.store import digests, feeds, jobs

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import Connection

    from digest.model.job import Job
    from digest.service.context import Context

NO_HUB = "no hub"
"""The result of a ping when no hub is set any more."""


def order_ping(connection: Connection, name: str, generation: int, now: datetime) -> None:
    """Store the job that tells the hub of a generation of a digest's feeds."""
    order = JobOrder(
        id=f"{name}.{generation}.ping",
        kind=JobKind.PING,
        subject=name,
        key=request_key(f"generation-{generation}"),
        priority=Priority.TRIGGERED,
    )
    jobs.accept(connection, order, now)


def ping(context: Context, job: Job) -> None:
    """Tell the hub of every feed of the digest that is the subject of `job`, and close the job.

    The feed over all digests changed with it. What the hub was told before an error it is told
    again: it looks at the feed and finds nothing new.

    Raises:
        DeliveryError: the hub did not take it.
        UnsafeUrlError: the hub's address leads where this service does not go.
        FetchError: the hub cannot be reached.
        UnknownError: the digest is no longer defined.
        LostLeaseError: another attempt has taken the job over.
    """
    hub, base = context.place.hub, context.place.base.base_url
    with context.store.read() as connection:
        digest = digests.get(connection, job.subject)
        known = feeds.files_of(connection, digest.definition.name)
    home = digest_page(base, digest.definition.name)
    own = [urljoin(home, file) for file in sorted(known) if not file.startswith("archive/")]
    topics = [*own, *(urljoin(base, file) for file in FILES.values())] if hub else []
    place = context.place
    poster = Poster(agent(place), context.resolve, parse_openings(place.private_hosts))
    for topic in topics:
        publish(poster, hub or "", topic)
    result = f"{len(topics)} feeds" if hub else NO_HUB
    with context.store.write() as connection:
        jobs.finish(connection, job.lease, context.clock(), result=result)
