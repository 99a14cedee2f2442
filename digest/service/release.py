"""An edition is released, and its digest's feed follows."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from digest.errors import StoreError
from digest.model.job import JobKind, JobOrder, Priority, request_key
from digest.publish.ids import edition_id, feed_id
from digest.service.syndicate import write_feed
from digest.store import digests, editions, feeds, jobs
from digest.store.editions import StoredFile
from digest.store.feeds import EDITION, FEED

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlalchemy import Connection

    from digest.model.job import Job
    from digest.service.context import Context
    from digest.store.digests import StoredDigest
    from digest.store.editions import StoredEdition

_INDEX_AFTER = timedelta(seconds=2)
"""The feed is written right after a release; the job that guarantees it looks a little later."""


def release(
    context: Context, job: Job, stored: StoredEdition, title: str, files: Mapping[str, bytes]
) -> None:
    """Make an edition visible with its files, close its job, and write the feed anew.

    Raises:
        LostLeaseError: another attempt has taken the job over; nothing is visible.
        StoreError: the files or the rows cannot be stored; nothing is visible.
    """
    blobs = context.blobs.put_all(list(files.values()))
    kept = [
        StoredFile(name, blob, len(content))
        for (name, content), blob in zip(files.items(), blobs, strict=True)
    ]
    now = context.clock()
    with context.store.write(durable=True) as connection:
        digest = digests.get(connection, stored.digest)
        generation = editions.release(connection, stored, job.lease, now, title=title, files=kept)
        _mint(context, connection, digest, stored.key)
        order = JobOrder(
            id=f"{job.id}.feed",
            kind=JobKind.INDEX,
            subject=stored.digest,
            key=request_key(f"generation-{generation}"),
            priority=Priority.TRIGGERED,
            due=now + _INDEX_AFTER,
        )
        jobs.accept(connection, order, now)
    try:
        write_feed(context, stored.digest)
    except StoreError:
        context.ring()  # the edition is out; the job of its feed stands in the database


def index(context: Context, job: Job) -> None:
    """Write the feed of the digest that is the subject of `job`, unless it is written already.

    Raises:
        UnknownError: the digest is no longer defined.
        LostLeaseError: another attempt has taken the job over.
    """
    generation = write_feed(context, job.subject)
    with context.store.write() as connection:
        jobs.finish(connection, job.lease, context.clock(), result=f"generation {generation}")


def _mint(context: Context, connection: Connection, digest: StoredDigest, key: str) -> None:
    """Store the ids that readers will know the feed and the edition by."""
    base, name, day = context.place.base.base_url, digest.definition.name, digest.minted.date()
    feeds.mint(connection, name, FEED, "", feed_id(base, name, minted=day))
    feeds.mint(connection, name, EDITION, key, edition_id(base, name, key, minted=day))
