"""Readers see what is released, all of it and nothing else."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from digest.errors import DamagedBlobError, UnknownError
from digest.model.definition import DigestDefinition, Origin
from digest.model.job import JobKind, JobOrder, JobState, Pool, request_key
from digest.model.place import Place
from digest.model.settings import Settings
from digest.service import shelf
from digest.service.attempts import Attempts
from digest.service.context import Context
from digest.service.lease import Leases
from digest.service.vitals import vitals
from digest.store import digests, editions, heartbeats, jobs
from digest.store.blobs import Blobs
from digest.store.editions import StoredEdition, StoredFile
from digest.store.heartbeats import Heartbeat

if TYPE_CHECKING:
    from pathlib import Path

    from digest.store.unit import Store

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)


@pytest.fixture
def context(store: Store, tmp_path: Path) -> Context:
    """An open service whose clock stands still, with one digest and no edition."""
    with store.write() as connection:
        digests.define(connection, DigestDefinition("storms", "Storms"), Origin.FILE, NOW)
    place = Place(tmp_path, "", Settings())
    leases = Leases(store, lambda: NOW, lease=place.lease, renewal=place.renewal)
    return Context(place, store, Blobs(place.blobs), leases, Attempts(store), clock=lambda: NOW)


def begin(context: Context, key: str) -> tuple[StoredEdition, jobs.Accepted]:
    """Begin an edition and leave it being composed."""
    with context.store.write() as connection:
        order = JobOrder(key, JobKind.EDITION, "storms", request_key(key))
        accepted = jobs.accept(connection, order, NOW)
        begun = editions.begin(connection, "storms", order.key, key, NOW, [])
        assert isinstance(begun, StoredEdition)
        return begun, accepted


def publish(context: Context, key: str, files: dict[str, bytes]) -> None:
    """Release an edition with these files."""
    begun, _ = begin(context, key)
    stored = [StoredFile(name, context.blobs.put(b), len(b)) for name, b in files.items()]
    with context.store.write() as connection:
        claimed = jobs.claim(connection, Pool.RENDER, NOW, worker="w", lease=timedelta(minutes=1))
        assert claimed is not None
        title = f"Edition {key}"
        editions.release(connection, begun, claimed.lease, NOW, title=title, files=stored)


def test_a_digest_shows_its_newest_edition(context: Context) -> None:
    """Before the first one there is none."""
    (before,) = shelf.shown_digests(context)
    assert (before.definition.title, before.latest) == ("Storms", None)
    publish(context, "one", {"index.html": b"one"})
    publish(context, "two", {"index.html": b"two", "briefing.pdf": b"%PDF"})
    after = shelf.shown_digest(context, "storms")
    assert after.latest is not None
    assert after.latest.number == 2
    assert after.latest.files == ("briefing.pdf", "index.html")


def test_editions_come_a_page_at_a_time(context: Context) -> None:
    """The newest first, each once, and the last page says so."""
    for number in range(5):
        publish(context, f"{number}", {"index.html": b"page"})
    pages = [shelf.shown_editions(context, "storms", offset=o, limit=2) for o in (0, 2, 4)]
    assert [[e.number for e in page.editions] for page in pages] == [[5, 4], [3, 2], [1]]
    assert [page.more for page in pages] == [True, True, False]


def test_what_is_being_composed_is_not_seen(context: Context) -> None:
    """Neither in lists nor by its number."""
    begin(context, "secret")
    assert shelf.shown_editions(context, "storms").editions == ()
    with pytest.raises(UnknownError):
        shelf.shown_edition(context, "storms", 1)
    with pytest.raises(UnknownError, match="no edition yet"):
        shelf.published_file(context, "storms", "rss.xml")


def test_the_standing_names_give_the_newest_edition(context: Context) -> None:
    """An edition's own address goes on giving its own bytes."""
    for text in (b"%PDF one", b"%PDF two"):
        publish(context, text.decode(), {"briefing.pdf": text})
    latest = shelf.published_file(context, "storms", "latest.pdf")
    assert (latest.edition, latest.media_type) == (2, "application/pdf")
    assert (latest.modified, latest.size) == (NOW, 8)
    assert shelf.content(context, latest) == b"%PDF two"
    first = shelf.edition_file(context, "storms", 1, "briefing.pdf")
    assert shelf.content(context, first) == b"%PDF one"


@pytest.mark.parametrize("file", ["../digest.db", "nothing.xml", ""])
def test_a_file_that_was_not_published_is_unknown(context: Context, file: str) -> None:
    """Names are looked up among the edition's files, never on a disk."""
    publish(context, "one", {"index.html": b"page"})
    with pytest.raises(UnknownError):
        shelf.edition_file(context, "storms", 1, file)


def test_a_damaged_file_is_not_sent(context: Context) -> None:
    """Bytes other than those published are an error."""
    publish(context, "one", {"index.html": b"page"})
    file = shelf.edition_file(context, "storms", 1, "index.html")
    context.blobs.path(file.blob).write_bytes(b"else")
    with pytest.raises(DamagedBlobError):
        shelf.content(context, file)


def test_unknown_digests_are_said_to_be(context: Context) -> None:
    """The message lists those there are."""
    with pytest.raises(UnknownError, match="there is: storms"):
        shelf.shown_editions(context, "floods")


def test_jobs_are_shown_by_id_and_by_state(context: Context) -> None:
    """As plain values."""
    publish(context, "one", {})
    begin(context, "two")
    assert shelf.shown_job(context, "one").state is JobState.DONE
    assert [job.id for job in shelf.shown_jobs(context, state=JobState.WAITING)] == ["two"]
    assert {job.id for job in shelf.shown_jobs(context)} == {"one", "two"}


def test_vitals_count_jobs_and_tell_the_oldest(context: Context) -> None:
    """Old signs of life are passed over."""
    publish(context, "one", {})
    begin(context, "two")
    with context.store.write() as connection:
        for name, age in (("here", 1), ("gone", 90)):
            beat = Heartbeat(name, "worker", NOW - timedelta(seconds=age), {})
            heartbeats.beat(connection, beat)
    found = vitals(context, within=timedelta(seconds=30))
    assert found.jobs == {
        (JobKind.EDITION, JobState.DONE): 1,
        (JobKind.EDITION, JobState.WAITING): 1,
    }
    assert found.oldest == {Pool.RENDER: NOW}
    assert found.editions == {"storms": 1}
    assert [beat.name for beat in found.alive] == ["here"]
