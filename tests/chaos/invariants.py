"""What must hold whatever went wrong, looked up in the database, the files and the feeds."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from typing import TYPE_CHECKING

import feedparser
import sqlalchemy as sa

from digest.model.job import FINAL, JobKind, JobState
from digest.publish.evidence import read_evidence
from digest.store import joblist
from digest.store.schema import documents, edition_files, editions, entry_ids, feed_files, versions

if TYPE_CHECKING:
    from digest.service.context import Context
    from tests.chaos.clients import Clients

FEWEST = 10
"""Editions that the current document of a feed holds at least, once there are so many."""
FILES = {"index.html", "briefing.pdf", "edition.json"}
"""What each edition consists of."""


def open_jobs(context: Context) -> list[str]:
    """Return the jobs that have not ended."""
    with context.store.read() as connection:
        found = joblist.newest(connection, limit=100_000)
    return [job.id for job in found if job.state not in FINAL]


def promises_are_kept(context: Context, clients: Clients, *, bulk: int) -> None:
    """Check all that holds once no job is open; `bulk` documents came in a file."""
    every_document_is_accounted_for(context, clients, bulk)
    every_edition_is_whole(context, clients)
    every_feed_is_whole(context)
    assert clients.accepted
    assert clients.wished
    assert clients.broken == []
    assert {link: len(seen) for link, seen in clients.shown.items()} == dict.fromkeys(
        clients.shown, 1
    )
    feed_shows_what_was_made(clients, ids_of_feed(context))


def feed_shows_what_was_made(clients: Clients, ids: set[str]) -> None:
    """The feed that readers get now is whole, and all that they ever saw are ids of editions."""
    status, content = clients.ask("GET", "/digests/storms/atom.xml", None, "")
    feed = feedparser.parse(content)
    assert (status, bool(feed.bozo)) == (200, False)
    shown = [entry.id for entry in feed.entries]
    assert len(set(shown)) == len(shown) >= min(len(ids), len(clients.wished), FEWEST)
    assert set(shown) <= ids
    for link, seen in clients.shown.items():
        assert {entry for entry, _ in seen} <= ids, link


def every_document_is_accounted_for(context: Context, clients: Clients, bulk: int) -> None:
    """Each became an article or a duplicate of one, or its job is dead and says why."""
    with context.store.read() as connection:
        rows = {row.id: row for row in connection.execute(sa.select(documents))}
        read = Counter(connection.execute(sa.select(versions.c.document)).scalars())
        found = {j.id: j for j in joblist.newest(connection, limit=100_000)}
    assert set(clients.accepted) <= rows.keys()
    assert sum(".".join(name.split(".")[:-1]) in rows for name in rows) == bulk
    for name, row in rows.items():
        job = found[name]
        if job.kind is JobKind.IMPORT:
            assert (job.state, job.result) == (JobState.DONE, f"{bulk} documents")
        elif job.state is JobState.DONE:
            assert row.article, name
            assert read[name] == row.fresh, name
        else:
            assert job.state is JobState.DEAD, name
            assert job.error, name


def every_edition_is_whole(context: Context, clients: Clients) -> None:
    """One for each wish, none for two; its files are what their names say, and can be read."""
    with context.store.read() as connection:
        made = list(connection.execute(sa.select(editions)))
        files = list(connection.execute(sa.select(edition_files)))
        found = {j.id: j for j in joblist.newest(connection, limit=100_000)}
    released = [row for row in made if row.state == "released"]
    assert max(Counter(row.key for row in released).values()) == 1
    assert sorted(row.number for row in released) == list(range(1, len(released) + 1))
    for wish in clients.wished:
        assert found[wish].state is JobState.DONE, (wish, found[wish].error)
        assert [row.key for row in released].count(f"manual:{wish}") == 1
    for row in released:
        assert {file.name for file in files if file.edition == row.id} == FILES
    for file in files:
        content = context.blobs.get(file.blob)
        assert (hashlib.sha256(content).hexdigest(), len(content)) == (file.blob, file.size)
        if file.name == "edition.json":
            assert read_evidence(content).digest == "storms"
        if file.name == "briefing.pdf":
            assert re.search(rb"%%EOF\s*\Z", content)


def every_feed_is_whole(context: Context) -> None:
    """All that a feed consists of can be read, and so can all documents."""
    with context.store.read() as connection:
        blobs = set(connection.execute(sa.select(feed_files.c.blob)).scalars())
        blobs |= set(connection.execute(sa.select(documents.c.blob)).scalars())
    for blob in blobs:
        assert hashlib.sha256(context.blobs.get(blob)).hexdigest() == blob


def calls_happen_once_at_most(context: Context, clients: Clients) -> None:
    """A message that a broker lost is lost; one that arrived is one job, and is done."""
    with context.store.read() as connection:
        found = [j for j in joblist.newest(connection, limit=100_000) if j.id in clients.called]
    assert len({job.id for job in found}) == len(found)
    assert {(job.state, job.error) for job in found} <= {(JobState.DONE, None)}


def ids_of_feed(context: Context) -> set[str]:
    """Return the ids that were minted for editions."""
    with context.store.read() as connection:
        wanted = sa.select(entry_ids.c.id).where(entry_ids.c.kind == "edition")
        return set(connection.execute(wanted).scalars())
