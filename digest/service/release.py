"""An edition is released, and its digest's feed is written from what is released."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from digest.errors import StoreError
from digest.model.definition import Form
from digest.model.job import JobKind, JobOrder, Priority, request_key
from digest.publish.content import edition_channel, edition_entry
from digest.publish.evidence import read_evidence
from digest.publish.feed import atom, rss
from digest.publish.ids import edition_id, feed_id
from digest.publish.jsonfeed import jsonfeed
from digest.publish.templates import Templates
from digest.service.addresses import digest_page, edition_links
from digest.store import digests, editions, feeds, jobs
from digest.store.editions import StoredFile
from digest.store.feeds import EDITION, FEED

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlalchemy import Connection

    from digest.model.edition import Edition
    from digest.model.job import Job
    from digest.publish.channel import FeedEntry
    from digest.service.context import Context
    from digest.store.digests import StoredDigest
    from digest.store.editions import StoredEdition

ENTRIES = 20
"""Editions that a feed holds; readers that poll each day see a month of a daily digest twice."""

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


def write_feed(context: Context, name: str, *, templates: Templates | None = None) -> int:
    """Write the feed of a digest from its newest released editions; return its generation.

    Whoever is slower than another that shows more changes nothing.

    Raises:
        UnknownError: there is no such digest.
        StoreError: the feed cannot be read or stored.
    """
    with context.store.read() as connection:
        digest = digests.get(connection, name)
        if digest.written >= digest.generation:
            return digest.generation
        newest = editions.released(connection, name, limit=ENTRIES)
        files = [editions.files_of(connection, edition) for edition in newest]
        ids = feeds.ids_of(connection, name, EDITION)
        own = feeds.ids_of(connection, name, FEED)
    told = [read_evidence(context.blobs.get(found["edition.json"].blob)) for found in files]
    sizes = [found["briefing.pdf"].size if "briefing.pdf" in found else None for found in files]
    entries = [
        _entry(digest, edition, stored, ids[stored.key], size, templates or Templates())
        for edition, stored, size in zip(told, newest, sizes, strict=True)
    ]
    written = _forms(digest, told[0], entries, own[""])
    blobs = context.blobs.put_all(list(written.values()))
    kept = [
        StoredFile(file, blob, len(content))
        for (file, content), blob in zip(written.items(), blobs, strict=True)
    ]
    with context.store.write(durable=True) as connection:
        feeds.write(connection, name, digest.generation, kept, context.clock())
    return digest.generation


def _mint(context: Context, connection: Connection, digest: StoredDigest, key: str) -> None:
    """Store the ids that readers will know the feed and the edition by."""
    base, name, day = context.place.base.base_url, digest.definition.name, digest.minted.date()
    feeds.mint(connection, name, FEED, "", feed_id(base, name, minted=day))
    feeds.mint(connection, name, EDITION, key, edition_id(base, name, key, minted=day))


def _entry(
    digest: StoredDigest,
    edition: Edition,
    stored: StoredEdition,
    identifier: str,
    pdf_length: int | None,
    templates: Templates,
) -> FeedEntry:
    forms = digest.definition.forms
    return edition_entry(
        edition,
        identifier=identifier,
        templates=templates,
        links=edition_links(edition.settings.base_url, edition.digest, edition.number, forms),
        pdf_length=pdf_length,
        published=stored.released,
        updated=stored.updated,
    )


def _forms(
    digest: StoredDigest, newest: Edition, entries: list[FeedEntry], identifier: str
) -> dict[str, bytes]:
    """Return the feed in the forms that the digest is published in."""
    base, name, forms = newest.settings.base_url, newest.digest, digest.definition.forms
    channel = edition_channel(
        newest,
        identifier=identifier,
        links=edition_links(base, name, newest.number, forms),
        home=digest_page(base, name),
    )
    written: dict[str, bytes] = {}
    if Form.RSS in forms:
        written["rss.xml"] = rss(channel, entries)
    if Form.ATOM in forms:
        written["atom.xml"] = atom(channel, entries)
    if Form.JSON in forms:
        written["feed.json"] = jsonfeed(channel, entries)
    return written
