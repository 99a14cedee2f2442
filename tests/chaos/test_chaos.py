"""Whatever is killed, stopped, flushed, cut off or set back: nothing is lost, nothing comes twice.

A seed draws the engines and decides what happens to which part, and when. `DIGEST_CHAOS_SEEDS`
says which seeds are run, the first six by default; `./run bench chaos` runs many, and reports.
"""

from __future__ import annotations

import hashlib
import json
import os
import random
import re
import threading
import time
from collections import Counter
from typing import TYPE_CHECKING

import feedparser
import sqlalchemy as sa

from digest.model.job import FINAL, JobKind, JobState
from digest.publish.evidence import read_evidence
from digest.service.context import open_context
from digest.service.inbox import DONE
from digest.store import joblist
from digest.store.schema import documents, edition_files, editions, entry_ids, feed_files, versions
from tests.chaos.faults import Faults

if TYPE_CHECKING:
    from collections.abc import Callable

    from digest.service.context import Context
    from tests.chaos.clients import Clients
    from tests.chaos.engines import Engines
    from tests.chaos.service import Service

FAULTS = 7
BETWEEN = 0.8
"""Faults of a run, and the most seconds between two."""
FEWEST = 10
"""Editions that the current document of a feed holds at least, once there are so many."""
FILES = {"index.html", "briefing.pdf", "edition.json"}
"""What each edition consists of."""
BULK = 500
"""Articles of the file that is being imported meanwhile."""
RECOVERED_WITHIN = float(os.environ.get("DIGEST_CHAOS_PATIENCE", "150"))
"""Seconds; a bound for broken runs: a lease, the longest wait of a restart, a busy machine."""


def run(service: Service, engines: Engines, clients: Clients) -> list[str]:
    """Let things go wrong while clients work, and return what did."""
    seed = clients.seed
    chance = random.Random(seed)  # noqa: S311 - the same seed, the same faults
    faults = Faults(service, engines, chance)
    threads = [threading.Thread(target=t) for t in clients.all()]
    service.start()
    for thread in threads:
        thread.start()
    inbox = service.home / "inbox"
    (inbox / f"{seed}.txt").write_text(f"A storm of the inbox, {seed}.\n")
    bulk = [{"text": f"Calm day number {number}, wire {seed}."} for number in range(BULK)]
    (inbox / f"{seed}.jsonl").write_text("\n".join(map(json.dumps, bulk)))
    try:
        happened = []
        for _ in range(FAULTS):
            time.sleep(chance.uniform(0.1, BETWEEN))
            happened.append(faults.happen())
    finally:
        clients.stopped.set()
        for thread in threads:
            thread.join()
        faults.end()
    return happened


def open_jobs(context: Context) -> list[str]:
    """Return the jobs that have not ended."""
    with context.store.read() as connection:
        found = joblist.newest(connection, limit=100_000)
    return [job.id for job in found if job.state not in FINAL]


def test_nothing_is_lost_and_nothing_comes_twice(
    service: Service,
    drawn: Engines,
    clients: Clients,
    seed: int,
    record_property: Callable[[str, object], None],
) -> None:
    """Articles, duplicates and dead jobs add up; each wish is one edition; all files are whole."""
    record_property("seed", seed)
    record_property("engines", str(drawn))
    happened = run(service, drawn, clients)
    record_property("faults", happened)
    assert sum(not what.endswith(": none") for what in happened) > FAULTS // 2, happened
    with open_context(service.place) as context:
        begun = time.monotonic()
        inbox = service.home / "inbox"
        dropped = [inbox / DONE / f"{seed}.{end}" for end in ("txt", "jsonl")]
        while open_jobs(context) or not all(path.exists() for path in dropped):
            assert time.monotonic() < begun + RECOVERED_WITHIN, (happened, open_jobs(context))
            time.sleep(0.2)
        record_property("recovered", round(time.monotonic() - begun, 1))
        record_property("accepted", len(clients.accepted))
        record_property("editions", len(clients.wished))
        every_document_is_accounted_for(context, clients)
        every_edition_is_whole(context, clients)
        calls_happen_once_at_most(context, clients)
        every_feed_is_whole(context)
        ids = ids_of_feed(context)
    assert re.findall(r"job \S+ failed", service.log.read_text()) == []
    assert clients.accepted
    assert clients.wished
    assert clients.broken == []
    assert {link: len(seen) for link, seen in clients.shown.items()} == dict.fromkeys(
        clients.shown, 1
    )
    status, content = clients.ask("GET", "/digests/storms/atom.xml", None, "")
    feed = feedparser.parse(content)
    assert (status, bool(feed.bozo)) == (200, False)
    shown = [entry.id for entry in feed.entries]
    assert len(set(shown)) == len(shown) >= min(len(ids), len(clients.wished), FEWEST)
    assert set(shown) <= ids
    for link, seen in clients.shown.items():
        assert {entry for entry, _ in seen} <= ids, link


def every_document_is_accounted_for(context: Context, clients: Clients) -> None:
    """Each became an article or a duplicate of one, or its job is dead and says why."""
    with context.store.read() as connection:
        rows = {row.id: row for row in connection.execute(sa.select(documents))}
        read = Counter(connection.execute(sa.select(versions.c.document)).scalars())
        found = {j.id: j for j in joblist.newest(connection, limit=100_000)}
    assert set(clients.accepted) <= rows.keys()
    assert sum(".".join(name.split(".")[:-1]) in rows for name in rows) == BULK
    for name, row in rows.items():
        job = found[name]
        if job.kind is JobKind.IMPORT:
            assert (job.state, job.result) == (JobState.DONE, f"{BULK} documents")
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
    assert len({job.id for job in found}) == len(found) > 0
    assert {(job.state, job.error) for job in found} == {(JobState.DONE, None)}


def ids_of_feed(context: Context) -> set[str]:
    """Return the ids that were minted for editions."""
    with context.store.read() as connection:
        wanted = sa.select(entry_ids.c.id).where(entry_ids.c.kind == "edition")
        return set(connection.execute(wanted).scalars())
