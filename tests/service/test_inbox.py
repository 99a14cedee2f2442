"""Files put into the inbox become jobs, and end in done/ or failed/."""

from __future__ import annotations

import gzip
import os
import warnings
import zipfile
from typing import TYPE_CHECKING

import pytest

from digest.model.job import JobKind, JobState, Pool
from digest.service import inbox as service_inbox
from digest.service.dispatch import work
from digest.service.inbox import Inbox, _files
from digest.store import articles, joblist

if TYPE_CHECKING:
    from typing import Any

    Clock = Any  # see conftest.py
    from collections.abc import Iterator
    from pathlib import Path

    from digest.model.job import Job
    from digest.service.context import Context
    from digest.service.inbox import Mark

STORM = "Storm closes the harbour\n\nThe harbour was closed on Monday after a storm.\n"


@pytest.fixture
def inbox(context: Context) -> Path:
    """The folder of an open service."""
    folder = context.place.inbox
    folder.mkdir(parents=True)
    return folder


def jobs_of(context: Context) -> list[Job]:
    """Return all jobs."""
    with context.store.read() as connection:
        return list(joblist.newest(connection, limit=1000))


def run_all(context: Context) -> None:
    """Do all the jobs there are."""
    while work(context, Pool.INGEST, worker="w"):
        pass


def named(folder: Path) -> list[str]:
    """Return the names of the files below a folder, hidden ones left out."""
    found = (p.relative_to(folder) for p in folder.rglob("*") if not p.is_dir())
    return sorted(str(p) for p in found if not p.name.startswith("."))


def test_a_file_becomes_an_article_and_lies_in_done(context: Context, inbox: Path) -> None:
    """It is taken in once two looks found it unchanged, and put away once it was read."""
    (inbox / "storm.txt").write_text(STORM)
    watch = Inbox()
    watch.look(context)
    assert jobs_of(context) == []
    watch.look(context)
    assert [job.kind for job in jobs_of(context)] == [JobKind.INGEST]
    assert named(inbox) == ["storm.txt"]
    run_all(context)
    watch.look(context)
    assert named(inbox) == ["done/storm.txt"]
    with context.store.read() as connection:
        refs = articles.refs_after(connection, None, 10)
        (article,) = articles.read(connection, refs)
    assert article.title == "Storm closes the harbour"
    assert article.published.origin != "given"


def test_a_file_that_grows_is_left_alone(context: Context, inbox: Path) -> None:
    """Until it has not changed between two looks; unfinished and hidden ones always."""
    for name in ("storm.txt.part", ".storm.txt", "storm.txt~", "storm.crdownload"):
        (inbox / name).write_text(STORM)
    watch = Inbox()
    for end in range(10, 40, 10):
        (inbox / "storm.txt").write_text(STORM[:end])
        watch.look(context)
    assert jobs_of(context) == []
    (inbox / "storm.txt.part").rename(inbox / "storm.html")
    watch.look(context)
    watch.look(context)
    assert len(jobs_of(context)) == 2


def test_what_cannot_be_used_lies_in_failed_with_the_reason(context: Context, inbox: Path) -> None:
    """Refused at the door or dead after reading; the reason says what to do."""
    (inbox / "empty.txt").write_text("  \n")
    (inbox / "binary.txt").write_bytes(b"\x00\x01\x02\x03" * 500)
    (inbox / "link.txt").symlink_to("/etc/hostname")
    os.mkfifo(inbox / "pipe.txt")
    watch = Inbox()
    watch.look(context)
    watch.look(context)
    run_all(context)
    watch.look(context)
    assert named(inbox) == sorted(
        f"failed/{name}.txt{end}"
        for name in ("binary", "empty", "link", "pipe")
        for end in ("", ".reason.txt")
    )
    reasons = {p.name: p.read_text() for p in (inbox / "failed").glob("*.reason.txt")}
    assert "is empty; give a file that holds an article" in reasons["empty.txt.reason.txt"]
    assert "is no file but a link or a device" in reasons["link.txt.reason.txt"]
    assert "is a binary file" in reasons["binary.txt.reason.txt"]
    assert (inbox / "failed" / "link.txt").is_symlink()


def test_a_restart_in_the_middle_takes_nothing_in_twice(context: Context, inbox: Path) -> None:
    """Another watcher finds the file where it lay, and its job by name and content."""
    (inbox / "desk").mkdir()
    (inbox / "desk" / "storm.txt").write_text(STORM)
    first = Inbox()
    first.look(context)
    first.look(context)
    run_all(context)
    second = Inbox()
    second.look(context)
    second.look(context)
    assert len(jobs_of(context)) == 1
    assert named(inbox) == ["done/desk/storm.txt"]


def test_what_failed_is_tried_again_when_it_is_put_back(context: Context, inbox: Path) -> None:
    """A second file of a name overwrites none that was put away before."""
    watch = Inbox()
    for attempt in (1, 2):
        (inbox / "broken.txt").write_bytes(b"\x00\x01\x02\x03" * 500)
        watch.look(context)
        watch.look(context)
        run_all(context)
        watch.look(context)
        (job,) = jobs_of(context)
        assert (job.state, job.attempt) == (JobState.DEAD, attempt)
    assert named(inbox) == [
        "failed/broken-2.txt",
        "failed/broken-2.txt.reason.txt",
        "failed/broken.txt",
        "failed/broken.txt.reason.txt",
    ]


def test_two_watchers_do_not_look_at_once(context: Context, inbox: Path) -> None:
    """While one holds the folder's lock, another sees nothing and changes nothing."""
    (inbox / "storm.txt").write_text(STORM)
    watch, other = Inbox(), Inbox()
    watch.look(context)
    other.look(context)
    watch.look(context)
    other.look(context)
    run_all(context)
    other.look(context)
    watch.look(context)
    assert len(jobs_of(context)) == 1
    assert named(inbox) == ["done/storm.txt"]


def test_two_watchers_try_a_bad_file_once(context: Context, inbox: Path, clock: Clock) -> None:
    """The second does not take it for one that was put back."""
    (inbox / "broken.txt").write_bytes(b"\x00\x01\x02\x03" * 500)
    watch, other = Inbox(), Inbox()
    for look in (watch.look, other.look, watch.look):
        look(context)
        clock.move(seconds=1)
    run_all(context)
    clock.move(seconds=1)
    other.look(context)
    (job,) = jobs_of(context)
    assert (job.state, job.attempt) == (JobState.DEAD, 1)
    assert named(inbox) == ["failed/broken.txt", "failed/broken.txt.reason.txt"]


def test_lines_of_a_file_are_documents_of_their_own(context: Context, inbox: Path) -> None:
    """JSON Lines are taken apart by their job."""
    (inbox / "wire.jsonl").write_text('{"text": "One."}\n{"text": "Two."}\n')
    watch = Inbox()
    watch.look(context)
    watch.look(context)
    run_all(context)
    watch.look(context)
    assert named(inbox) == ["done/wire.jsonl"]
    assert sorted(job.kind for job in jobs_of(context)) == ["import", "ingest", "ingest"]


def test_files_of_every_kind_become_articles(context: Context, inbox: Path) -> None:
    """A letter is read by the file's own job; the members of an archive have jobs of their own."""
    (inbox / "letter.eml").write_text(f"From: Gazette <a@example.org>\nSubject: Storm\n\n{STORM}")
    with zipfile.ZipFile(inbox / "wire.zip", "w") as packed:
        packed.writestr("one.txt", "One.")
        packed.writestr("two.jsonl", '{"text": "Two."}\n{"text": "Three."}\n')
        packed.writestr("program.exe", "MZ")
    watch = Inbox()
    watch.look(context)
    watch.look(context)
    run_all(context)
    watch.look(context)
    assert named(inbox) == ["done/letter.eml", "done/wire.zip"]
    states = sorted((job.kind, job.state) for job in jobs_of(context))
    done = (JobKind.INGEST, JobState.DONE)
    dead = (JobKind.INGEST, JobState.DEAD)
    assert states == [(JobKind.IMPORT, JobState.DONE), dead, done, done, done, done]
    with context.store.read() as connection:
        found = list(articles.read(connection, articles.refs_after(connection, None, 10)))
    assert {"Gazette"} == {a.outlet for a in found if a.title == "Storm"}


def test_a_letter_is_taken_in_once_though_the_watcher_is_restarted(
    context: Context, inbox: Path
) -> None:
    """Its job has gone on as its reading, and is found by its id all the same."""
    (inbox / "letter.eml").write_text(f"From: a@example.org\nSubject: Storm\n\n{STORM}")
    for watch in (Inbox(), Inbox()):
        watch.look(context)
        watch.look(context)
        run_all(context)
    Inbox().look(context)
    assert named(inbox) == ["done/letter.eml"]
    assert len(jobs_of(context)) == 1


def test_a_file_that_nothing_in_can_be_used_of_lies_in_failed(
    context: Context, inbox: Path
) -> None:
    """With the reason of the first."""
    with zipfile.ZipFile(inbox / "wire.zip", "w") as packed:
        packed.writestr("../out.txt", "One.")
    (inbox / "bad.pdf").write_bytes(b"%PDF")
    watch = Inbox()
    watch.look(context)
    watch.look(context)
    run_all(context)
    watch.look(context)
    reasons = {p.name: p.read_text() for p in (inbox / "failed").glob("*.reason.txt")}
    assert "leads out of the archive" in reasons["wire.zip.reason.txt"]
    assert "bad.pdf is no PDF" in reasons["bad.pdf.reason.txt"]


def test_a_file_that_changes_while_it_is_read_is_stored_as_what_was_read(
    context: Context, inbox: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its job's id follows from the bytes that are stored, and the new ones are another job."""
    path = inbox / "storm.txt"
    path.write_text("Before.")
    watch = Inbox()
    watch.look(context)
    read = service_inbox.read_raw

    def late(path: Path) -> bytes:
        content = read(path)
        path.write_text("After.")
        return content

    monkeypatch.setattr(service_inbox, "read_raw", late)
    watch.look(context)
    monkeypatch.undo()
    for content in ("After.", "Before."):
        path.write_text(content)
        watch = Inbox()
        watch.look(context)
        watch.look(context)
    found = jobs_of(context)
    with context.store.read() as connection:
        blobs = [articles.get_document(connection, job.subject).blob for job in found]
    assert sorted(map(context.blobs.get, blobs)) == [b"After.", b"Before."]


def test_hostile_files_end_in_failed_and_work_goes_on(context: Context, inbox: Path) -> None:
    """Bombs, bottomless markup, a gigabyte, a million pages: each has its reason beside it."""
    laughs = "<!DOCTYPE w [<!ENTITY a 'ha'>" + "".join(
        f"<!ENTITY {chr(98 + n)} '{f'&{chr(97 + n)};' * 10}'>" for n in range(9)
    )
    word = f"<?xml version='1.0'?>{laughs}]><w:document xmlns:w='x'>&j;</w:document>"
    with zipfile.ZipFile(inbox / "laughs.docx", "w") as packed:
        packed.writestr("word/document.xml", word)
    with zipfile.ZipFile(inbox / "bomb.zip", "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("bomb.txt", bytes(30_000_000))
        packed.writestr("../../out.txt", "out")
    (inbox / "bomb.txt.gz").write_bytes(gzip.compress(bytes(30_000_000)))
    with (inbox / "huge.txt").open("wb") as file:
        file.truncate(1_000_000_000)
    (inbox / "deep.html").write_bytes(b"<div>" * 200_000)
    (inbox / "deep.json").write_bytes(b"[" * 200_000)
    count = b"<< /Type /Pages /Kids [] /Count 1000000 >>"
    (inbox / "million.pdf").write_bytes(
        b"%PDF-1.4\n1 0 obj\n<< /Type /Catalog /Pages 2 0 R >>\nendobj\n2 0 obj\n"
        + count
        + b"\nendobj\ntrailer << /Size 3 /Root 1 0 R >>\n"
    )
    (inbox / "storm.txt").write_text(STORM)
    hostile = sorted(path.name for path in inbox.iterdir() if path.is_file())
    hostile = [name for name in hostile if name not in {"storm.txt", ".lock"}]
    watch = Inbox()
    for _ in range(12):  # a look ends early when files take long
        watch.look(context)
        run_all(context)
    found = named(inbox)
    assert "done/storm.txt" in found
    assert found == sorted(
        ["done/storm.txt", *(f"failed/{n}{end}" for n in hostile for end in ("", ".reason.txt"))]
    )
    reasons = [path.read_text() for path in (inbox / "failed").glob("*.reason.txt")]
    assert len(reasons) == len(hostile) == 7
    assert all(len(reason) > 20 and "defect of ours" not in reason for reason in reasons)


def test_a_folder_that_cannot_be_read_is_said_once(
    context: Context, inbox: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """The other files are taken in; it is said again when it was readable meanwhile."""
    (inbox / "closed").mkdir()
    (inbox / "storm.txt").write_text(STORM)
    scan = os.scandir
    closed = str(inbox / "closed")

    def scandir(path: str) -> object:
        if path == closed:
            raise PermissionError(13, "Permission denied", path)
        return scan(path)

    watch = Inbox()
    monkeypatch.setattr(os, "scandir", scandir)
    watch.look(context)
    watch.look(context)
    assert len(jobs_of(context)) == 1
    assert [r.getMessage() for r in caplog.records if "cannot be read" in r.getMessage()] == [
        f"{closed} cannot be read, so nothing in it is taken in; change its rights."
    ]


def test_a_second_packed_file_keeps_both_its_endings(context: Context, inbox: Path) -> None:
    """Its number stands before them, so that it is read as what it is when it is put back."""
    watch = Inbox()
    for text in ("One.", "Two."):
        (inbox / "wire.jsonl.gz").write_bytes(gzip.compress(f'{{"text": "{text}"}}\n'.encode()))
        watch.look(context)
        watch.look(context)
        run_all(context)
        watch.look(context)
    assert named(inbox) == ["done/wire-2.jsonl.gz", "done/wire.jsonl.gz"]


def test_a_child_that_is_forked_during_a_look_keeps_nobody_out(
    context: Context, inbox: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It has the folder's lock open too, and lives on."""
    (inbox / "storm.txt").write_text(STORM)
    ended, told = os.pipe()
    children: list[int] = []

    def files(folder: Path, closed: set[str]) -> Iterator[tuple[Path, Mark]]:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # that other threads are not forked is known
            child = os.fork()
        if child == 0:
            os.close(told)
            os.read(ended, 1)
            os._exit(0)
        children.append(child)
        return _files(folder, closed)

    with monkeypatch.context() as forking:
        forking.setattr("digest.service.inbox._files", files)
        Inbox().look(context)
    other = Inbox()
    other.look(context)
    other.look(context)
    assert len(jobs_of(context)) == 1
    os.close(told)
    os.close(ended)
    os.waitpid(children[0], 0)
