"""An edition is released, and its digest's feed follows."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from digest.errors import StoreError
from digest.model.job import JobKind, JobOrder, Priority, request_key
from digest.publish.evidence import read_evidence
from digest.publish.ids import edition_id, feed_id
from digest.service.eventfeed import mint_events
from digest.service.sharedfeed import mint_shared
from digest.service.syndicate import write_feed
from digest.store import digests, editions, feeds, jobs
from digest.store.editions import StoredFile
from digest.store.feeds import EDITION, FEED

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

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
        told = read_evidence(files["edition.json"])
        base = context.place.base.base_url
        mint_events(connection, told, stored.key, base, minted=digest.minted.date())
        mint_shared(connection, told, stored, base, minted=digest.minted.date())
        _order_feed(connection, f"{job.id}.feed", stored.digest, generation, now)
    _follow(context, stored.digest)


def withdraw(context: Context, name: str, number: int) -> None:
    """Take a released edition back: it is gone from pages and feeds, which say that it was there.

    Its number, its id and its place in the archives stay its own, and the articles it was made
    of are in no later edition.

    Raises:
        GoneError: it was withdrawn before, or its digest is no longer defined.
        UnknownError: there is no such digest, or no such edition of it.
        StoreError: the rows cannot be stored; nothing was changed.
    """
    now = context.clock()
    with context.store.write(durable=True) as connection:
        digests.get(connection, name)
        stored = editions.get(connection, name, number)
        generation = editions.withdraw(connection, stored, now)
        _order_feed(connection, f"{stored.id}.withdrawn.feed", name, generation, now)
    _follow(context, name)


def index(context: Context, job: Job) -> None:
    """Write the feed of the digest that is the subject of `job`, unless it is written already.

    Raises:
        UnknownError: the digest is no longer defined.
        LostLeaseError: another attempt has taken the job over.
    """
    generation = write_feed(context, job.subject)
    with context.store.write() as connection:
        jobs.finish(connection, job.lease, context.clock(), result=f"generation {generation}")


def _order_feed(
    connection: Connection, job: str, name: str, generation: int, now: datetime
) -> None:
    """Store the job that guarantees that a digest's feed shows `generation`."""
    order = JobOrder(
        id=job,
        kind=JobKind.INDEX,
        subject=name,
        key=request_key(f"generation-{generation}"),
        priority=Priority.TRIGGERED,
        due=now + _INDEX_AFTER,
    )
    jobs.accept(connection, order, now)


def _follow(context: Context, name: str) -> None:
    """Write the feed at once where that can be."""
    try:
        write_feed(context, name)
    except StoreError:
        context.ring()  # what it shows is committed; its job stands in the database


def _mint(context: Context, connection: Connection, digest: StoredDigest, key: str) -> None:
    """Store the ids that readers will know the feed and the edition by."""
    base, name, day = context.place.base.base_url, digest.definition.name, digest.minted.date()
    feeds.mint(connection, name, FEED, "", feed_id(base, name, minted=day))
    feeds.mint(connection, name, EDITION, key, edition_id(base, name, key, minted=day))
