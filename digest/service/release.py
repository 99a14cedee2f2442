"""An edition is released, and its digest's feed follows."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from digest.publish.evidence import read_evidence
from digest.publish.ids import edition_id, feed_id
from digest.service.announce import announce_correction, announce_release
from digest.service.doubt import doubt_sources
from digest.service.eventfeed import mint_events
from digest.service.follow import follow
from digest.service.indexing import index_edition
from digest.service.refresh import order_feed
from digest.service.sharedfeed import mint_shared
from digest.service.syndicate import write_feed
from digest.store import digests, editions, feeds, jobs, search
from digest.store.editions import StoredFile
from digest.store.feeds import EDITION, FEED

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from sqlalchemy import Connection

    from digest.model.job import Job
    from digest.service.context import Context
    from digest.store.digests import StoredDigest
    from digest.store.editions import StoredEdition


def release(
    context: Context, job: Job, stored: StoredEdition, title: str, files: Mapping[str, bytes]
) -> None:
    """Make an edition visible with its files, close its job, and write the feed anew.

    Raises:
        LostLeaseError: another attempt has taken the job over; nothing is visible.
        StoreError: the files or the rows cannot be stored; nothing is visible.
    """
    kept = _kept(context, files)
    now = context.clock()
    with context.store.write(durable=True) as connection:
        digest = digests.get(connection, stored.digest)
        generation = editions.release(connection, stored, job.lease, now, title=title, files=kept)
        mint(context, connection, digest, stored, files)
        order_feed(connection, f"{job.id}.feed", stored.digest, generation, now)
        announce_release(connection, digest.definition, stored, now)
        doubt_sources(connection, stored, now)
    context.ring()
    follow(context, stored.digest)


def revise(
    context: Context,
    stored: StoredEdition,
    title: str,
    files: Mapping[str, bytes],
    *,
    with_it: Callable[[Connection], None] = lambda _connection: None,
) -> None:
    """Correct a released edition: it becomes what `files` tell, and its feeds follow.

    `stored` is the edition that was corrected; its id, number and time of release stay, and so do
    the files of the revision before. Feeds show it anew, by the same id with a later time.
    `with_it` is stored in the same transaction.

    Raises:
        ConflictError: it was corrected or withdrawn meanwhile.
        StoreError: the files or the rows cannot be stored; nothing was changed.
    """
    kept = _kept(context, files)
    now = context.clock()
    with context.store.write(durable=True) as connection:
        digest = digests.get(connection, stored.digest)
        generation = editions.revise(connection, stored, now, title=title, files=kept)
        mint(context, connection, digest, stored, files)
        job = f"{stored.id}.revision-{stored.revision + 1}.feed"
        order_feed(connection, job, stored.digest, generation, now)
        announce_correction(connection, digest.definition, stored, now)
        with_it(connection)
        doubt_sources(connection, replace(stored, revision=stored.revision + 1), now)
    context.ring()
    follow(context, stored.digest)


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
        search.forget(connection, stored.id)
        order_feed(connection, f"{stored.id}.withdrawn.feed", name, generation, now)
    follow(context, name)


def index(context: Context, job: Job) -> None:
    """Write the feed of the digest that is the subject of `job`, unless it is written already.

    Raises:
        UnknownError: the digest is no longer defined.
        LostLeaseError: another attempt has taken the job over.
    """
    generation = write_feed(context, job.subject)
    with context.store.write() as connection:
        jobs.finish(connection, job.lease, context.clock(), result=f"generation {generation}")


def _kept(context: Context, files: Mapping[str, bytes]) -> list[StoredFile]:
    """Store the bytes of files durably; nothing is visible by that."""
    blobs = context.blobs.put_all(list(files.values()))
    return [
        StoredFile(name, blob, len(content))
        for (name, content), blob in zip(files.items(), blobs, strict=True)
    ]


def mint(
    context: Context,
    connection: Connection,
    digest: StoredDigest,
    stored: StoredEdition,
    files: Mapping[str, bytes],
) -> None:
    """Store the ids that readers will know the edition by, and the feeds that it stands in."""
    base, name, day = context.place.base.base_url, digest.definition.name, digest.minted.date()
    feeds.mint(connection, name, FEED, "", feed_id(base, name, minted=day))
    known = edition_id(base, name, stored.key, minted=day)
    feeds.mint(connection, name, EDITION, stored.key, known)
    told = read_evidence(files["edition.json"])
    mint_events(connection, told, stored.key, base, minted=day)
    mint_shared(connection, told, stored, base, minted=day)
    index_edition(connection, stored, told)
