"""Every job that is claimed ends in one of the ways there are, with its effect or without."""

from __future__ import annotations

import hashlib
import json
import time
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from digest.errors import (
    DamagedBlobError,
    InputError,
    MissingPartError,
    StoreBusyError,
    StoreFullError,
    UncitedError,
)
from digest.model.article import MediaType
from digest.model.definition import DigestDefinition, OnArrival, Origin, Selection
from digest.model.job import LEASE, JobKind, JobState, Pool
from digest.model.place import Place
from digest.model.received import Given, Received
from digest.model.settings import Settings
from digest.service.accept import Request, accept
from digest.service.articles import to_article
from digest.service.context import open_context, utc_now
from digest.service.dispatch import work
from digest.service.read import match_older
from digest.store import articles, digests, joblist, jobs

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from conftest import Clock

    from digest.model.article import Article, Document
    from digest.model.job import Job
    from digest.service.context import Context

STORM = "PORT ALDER, March 1 -- A storm closed the harbour on Monday. Two cranes fell.\n"


def send(context: Context, name: str, text: str = STORM, **given: str) -> None:
    """Accept a text."""
    document = Received(name, MediaType.TEXT, text.encode(), Given(**given))  # type: ignore[arg-type]
    accept(context, Request(name, document))


def get(context: Context, name: str) -> Job:
    """Read a job."""
    with context.store.read() as connection:
        return joblist.get(connection, name)


def do(context: Context) -> Job | None:
    """Do the most urgent job of the ingest pool."""
    return work(context, Pool.INGEST, worker="w")


def test_a_document_becomes_an_article(context: Context, clock: Clock) -> None:
    """With its sections, its date and where it came from; the job names it."""
    send(context, "a", published="2026-03-02", outlet="Gazette", url="https://example.org/a")
    clock.move(seconds=5)
    assert do(context) is not None
    job = get(context, "a")
    assert (job.state, job.attempt, job.finished) == (JobState.DONE, 1, clock.now)
    article, _, version = (job.result or "").rpartition("/")
    with context.store.read() as connection:
        stored = next(articles.read(connection, [(article, int(version))]))
    assert (stored.published.value, stored.outlet, stored.url) == (
        "2026-03-02",
        "Gazette",
        "https://example.org/a",
    )
    assert stored.accepted == clock.now - timedelta(seconds=5)
    assert stored.sections
    assert stored.sha256 == hashlib.sha256(stored.text.encode()).hexdigest()


def test_there_may_be_nothing_to_do(context: Context) -> None:
    """A hint that comes late finds no job."""
    assert do(context) is None


def test_a_document_that_cannot_be_used_is_dead_with_the_reason(context: Context) -> None:
    """At the first attempt; the article after it is read all the same."""
    send(context, "a", "%PDF-1.7 \x00\x01\x02" * 50)
    send(context, "b", published="yesterday-ish")
    send(context, "c")
    while do(context):
        pass
    assert [get(context, name).state for name in "abc"] == [
        JobState.DEAD,
        JobState.DEAD,
        JobState.DONE,
    ]
    assert "a is a binary file" in (get(context, "a").error or "")
    assert "'yesterday-ish' is no date" in (get(context, "b").error or "")


def test_a_damaged_document_is_dead_with_the_cure(context: Context) -> None:
    """What was changed on disk is not read."""
    send(context, "a")
    name = hashlib.sha256(STORM.encode()).hexdigest()
    context.blobs.path(name).write_bytes(b"changed")
    do(context)
    assert get(context, "a").state is JobState.DEAD
    assert "restore it from a backup" in (get(context, "a").error or "")


def test_a_file_is_taken_apart_and_everything_adds_up(context: Context) -> None:
    """Articles, duplicates and dead documents are as many as there were lines."""
    texts = [STORM, "A flood.", STORM, "A fire.", "\x00\x01" * 40]
    lines = "\n".join(json.dumps({"text": text, "id": n}) for n, text in enumerate(texts))
    document = Received("many.jsonl", MediaType.TEXT, lines.encode())
    accept(context, Request("a", document, JobKind.IMPORT))
    while do(context):
        pass
    assert get(context, "a").result == "5 documents"
    with context.store.read() as connection:
        found = joblist.newest(connection, limit=100)
        refs = articles.refs_after(connection, None, 100)
    lines_done = [job for job in found if job.id.startswith("a.")]
    assert len(lines_done) == 5
    assert [job.id for job in lines_done if job.state is JobState.DEAD] == ["a.5"]
    assert "a NUL character" in (get(context, "a.5").error or "")
    assert len(refs) == 3
    assert get(context, "a.1").result == get(context, "a.3").result


def test_a_line_that_cannot_be_used_is_a_dead_job_of_its_own(context: Context) -> None:
    """It names file and line, and keeps none of the others out."""
    lines = b'{"text": "A flood."}\n{"title": "no text"}\n'
    accept(context, Request("a", Received("f.jsonl", MediaType.TEXT, lines), JobKind.IMPORT))
    while do(context):
        pass
    assert get(context, "a").result == "1 documents, 1 refused"
    assert get(context, "a.1").state is JobState.DONE
    broken = get(context, "a.2")
    assert broken.state is JobState.DEAD
    assert "line 2 has neither 'text' nor 'html'" in (broken.error or "")


def define(context: Context, definition: DigestDefinition) -> None:
    """Define a digest."""
    with context.store.write() as connection:
        digests.define(connection, definition, Origin.FILE, context.clock())


def candidates(context: Context, name: str) -> int:
    """Return how many versions wait for the digest's next edition."""
    with context.store.read() as connection:
        digest = digests.get(connection, name)
        return len(digests.candidates(connection, digest, context.clock()))


def test_an_article_is_matched_with_the_digests_there_are(context: Context) -> None:
    """With those that were defined before it, and with those that are defined later."""
    define(context, DigestDefinition("storms", "Storms", Selection(any=("storm",))))
    define(context, DigestDefinition("fires", "Fires", Selection(any=("fire",))))
    send(context, "a")
    do(context)
    assert (candidates(context, "storms"), candidates(context, "fires")) == (1, 0)
    define(context, DigestDefinition("cranes", "Cranes", Selection(any=("cranes",))))
    assert candidates(context, "cranes") == 0
    match_older(context)
    assert (candidates(context, "cranes"), candidates(context, "fires")) == (1, 0)


def test_a_digest_defined_in_the_middle_is_not_missed(
    context: Context, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An article that was compared with the digests of a moment ago is compared again."""
    send(context, "a")

    def define_meanwhile(document: Document) -> Article:
        define(context, DigestDefinition("storms", "Storms", Selection(any=("storm",))))
        return to_article(document)

    monkeypatch.setattr("digest.service.read.to_article", define_meanwhile)
    do(context)
    assert get(context, "a").state is JobState.DONE
    assert candidates(context, "storms") == 1


def test_a_burst_of_arrivals_is_one_edition(context: Context, clock: Clock) -> None:
    """Due a quiet time after the last article, but no later than asked after the first."""
    waits = OnArrival(quiet=timedelta(seconds=60), within=timedelta(seconds=150))
    define(
        context, DigestDefinition("storms", "Storms", Selection(any=("storm",)), on_arrival=waits)
    )
    start = clock.now
    for minute in range(4):
        send(context, f"s{minute}", f"{STORM} Number {minute}.")
        send(context, f"f{minute}", f"A fire, number {minute}.")
        while do(context):
            pass
        clock.move(seconds=50)
    with context.store.read() as connection:
        windows = [j for j in joblist.newest(connection, limit=99) if j.kind is JobKind.EDITION]
    assert [(j.subject, j.key, j.due - start) for j in windows] == [
        ("storms", "arrival:1", timedelta(seconds=150))
    ]
    with context.store.write() as connection:
        assert jobs.claim(connection, Pool.RENDER, clock.now, worker="w", lease=LEASE)
    send(context, "s9", f"{STORM} Number 9.")
    send(context, "s8", STORM + "Number 3.")
    while do(context):
        pass
    with context.store.read() as connection:
        newest = [j for j in joblist.newest(connection, limit=99) if j.kind is JobKind.EDITION]
    assert newest[0].key == "arrival:2"
    assert newest[0].due == clock.now + waits.quiet


def fails_with(error: BaseException) -> Callable[[Context, Job], None]:
    """Return a handler that raises."""

    def handle(_context: Context, _job: Job) -> None:
        raise error

    return handle


@pytest.mark.parametrize(
    ("error", "state", "attempts_left", "said"),
    [
        (InputError("no text"), JobState.DEAD, 3, "no text"),
        (UncitedError("no citation"), JobState.DEAD, 3, "no citation"),
        (DamagedBlobError("gone"), JobState.DEAD, 3, "gone"),
        (MissingPartError("no Pango"), JobState.WAITING, 3, "no Pango"),
        (TimeoutError(), JobState.WAITING, 3, "longer than a job may"),
        (ZeroDivisionError("oh"), JobState.WAITING, 3, "A defect of ours: ZeroDivisionError: oh"),
        (StoreBusyError("locked"), JobState.WAITING, 4, None),
        (StoreFullError("full"), JobState.WAITING, 4, None),
    ],
)
def test_each_error_ends_an_attempt_in_its_way(
    context: Context, error: Exception, state: JobState, attempts_left: int, said: str | None
) -> None:
    """Hopeless ones at once, others after four attempts; a full disk costs none."""
    send(context, "a")
    work(context, Pool.INGEST, worker="w", handler=lambda _kind: fails_with(error))
    job = get(context, "a")
    assert (job.state, job.max_attempts - job.attempt) == (state, attempts_left)
    assert said is None or said in (job.error or "")
    if state is JobState.WAITING:
        assert job.due > context.clock()


def test_a_process_that_is_stopped_gives_its_job_back(context: Context) -> None:
    """At once, at no cost, and goes on stopping."""
    send(context, "a")
    with pytest.raises(SystemExit):
        work(context, Pool.INGEST, worker="w", handler=lambda _kind: fails_with(SystemExit()))
    job = get(context, "a")
    assert (job.state, job.max_attempts - job.attempt) == (JobState.WAITING, 4)
    do(context)
    assert get(context, "a").state is JobState.DONE


def test_a_worker_that_lost_its_lease_changes_nothing(context: Context, clock: Clock) -> None:
    """Its work is dropped without a word in the job; the other attempt's counts."""
    send(context, "a")

    def slow(context: Context, job: Job) -> None:
        clock.move(seconds=LEASE.total_seconds())
        assert do(context) is not None
        with context.store.write() as connection:
            jobs.finish(connection, job.lease, clock.now, result="stale")

    work(context, Pool.INGEST, worker="w", handler=lambda _kind: slow)
    job = get(context, "a")
    assert (job.state, job.attempt, job.error) == (JobState.DONE, 2, None)
    assert job.result != "stale"


def test_a_lease_is_renewed_while_its_job_is_worked_on(tmp_path: Path, database_url: str) -> None:
    """Nobody else gets a job that takes longer than a lease."""
    place = Place(tmp_path / "home", database_url, Settings(), lease=timedelta(seconds=1))
    with open_context(place) as context:
        send(context, "a")

        def slow(context: Context, job: Job) -> None:
            until = utc_now() + timedelta(seconds=2.5)
            while utc_now() < until:
                assert do(context) is None
                time.sleep(0.1)
            with context.store.write() as connection:
                jobs.finish(connection, job.lease, utc_now(), result="slowly")

        work(context, Pool.INGEST, worker="w", handler=lambda _kind: slow)
        assert get(context, "a").result == "slowly"
