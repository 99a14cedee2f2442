"""What is accepted is durable, once, and answered only then."""

from __future__ import annotations

import gzip
import json
import os
import threading
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from digest.errors import ConflictError, InputError, StoreFullError, UsageError
from digest.ingest.limits import MAX_DOCUMENT_BYTES
from digest.model.article import MediaType
from digest.model.job import JobKind, JobState, Pool, Priority
from digest.model.received import Given, Received
from digest.service.accept import Request, accept, accept_all, accept_file, received
from digest.store import articles, joblist, outbox
from digest.store.faults import disk_error

if TYPE_CHECKING:
    from conftest import Clock

    from digest.service.context import Context


def request(name: str, text: str = "A storm closed the harbour.") -> Request:
    """Return a request with the id `name`."""
    return Request(name, Received(f"mail {name}", MediaType.TEXT, text.encode(), Given(title="T")))


def waiting(context: Context) -> int:
    """Return how many jobs there are."""
    with context.store.read() as connection:
        return len(joblist.newest(connection, limit=1000))


def test_an_accepted_document_has_blob_row_job_and_hint(context: Context, clock: Clock) -> None:
    """Its job's id is the request's, and somebody is woken after the commit."""
    job = accept(context, request("a"))
    assert (job.id, job.kind, job.state, job.subject) == ("a", JobKind.INGEST, "waiting", "a")
    assert clock.rings == [clock.now]
    with context.store.read() as connection:
        document = articles.get_document(connection, "a")
        assert outbox.waiting(connection) == {Pool.INGEST: 1}
    assert context.blobs.get(document.blob) == b"A storm closed the harbour."
    assert (document.name, document.given, document.accepted) == (
        "mail a",
        Given(title="T"),
        clock.now,
    )


def test_the_same_request_twice_is_one(context: Context, clock: Clock) -> None:
    """The second is answered with the first one's job, hours later too."""
    first = accept(context, request("a"))
    clock.move(hours=3)
    assert accept(context, request("a")) == first
    assert waiting(context) == 1


def test_an_id_with_another_document_is_refused(context: Context) -> None:
    """The message tells to choose another id; the first document stays."""
    accept(context, request("a"))
    with pytest.raises(ConflictError, match="'a' belongs to another document"):
        accept(context, request("a", "Other words."))
    assert waiting(context) == 1


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "empty; send an article"),
        (b" \n ", "empty; send an article"),
        (b"x" * (MAX_DOCUMENT_BYTES + 1), "larger than 20 MB; split it"),
    ],
)
def test_what_is_no_document_is_refused_at_the_door(
    context: Context, content: bytes, said: str
) -> None:
    """Nothing is stored of it."""
    with pytest.raises(InputError, match=said):
        accept(context, Request("a", Received("the mail", MediaType.TEXT, content)))
    assert waiting(context) == 0


def test_a_nul_in_what_is_said_is_refused(context: Context) -> None:
    """No database text can hold one, and no title has one."""
    document = received("the request", {"text": "A storm.", "title": "T\0"})
    with pytest.raises(InputError, match="NUL character; send text"):
        accept(context, Request("a", document))


def test_half_a_character_is_replaced(context: Context) -> None:
    """JSON may hold one; what is said about a document is stored with a sign in its place."""
    said = Given(title="Har\ud800bour", authors=("A\udfffB",))
    accept(context, Request("half", Received("h\ud800", MediaType.TEXT, b"A storm.", said)))
    with context.store.read() as connection:
        stored = articles.get_document(connection, "half")
    assert (stored.given.title, stored.name) == ("Har\ufffdbour", "h\ufffd")
    assert stored.given.authors == ("A\ufffdB",)


@pytest.mark.parametrize("name", ["", "x" * 201, "a\nb"])
def test_an_id_that_cannot_be_one_is_refused(context: Context, name: str) -> None:
    """Empty, too long, or with line breaks in it."""
    with pytest.raises(UsageError, match="cannot be one: give 1 to 200 printable"):
        accept(context, request(name))


def test_a_full_disk_accepts_nothing(context: Context, monkeypatch: pytest.MonkeyPatch) -> None:
    """The error says so, no row is left, and the next request is accepted."""

    def full(_handle: int) -> None:
        raise OSError(28, os.strerror(28))

    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", full)
        with pytest.raises(StoreFullError, match=r"no space left for .*blobs"):
            accept(context, request("a"))
    assert waiting(context) == 0
    assert isinstance(disk_error(OSError(28, "full"), "x"), StoreFullError)
    accept(context, request("b"))
    assert waiting(context) == 1


def test_many_threads_share_commits(context: Context) -> None:
    """Forty requests from eight threads are all there, each under its id."""
    answers: list[str] = []

    def send(thread: int) -> None:
        for number in range(5):
            name = f"t{thread}-{number}"
            answers.append(accept(context, request(name, f"Text {name}.")).id)

    threads = [threading.Thread(target=send, args=(thread,)) for thread in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(set(answers)) == waiting(context) == 40


def test_a_batch_is_accepted_whole_or_not_at_all(context: Context) -> None:
    """One refusal undoes the rows of its batch."""
    accept(context, request("b", "First words."))
    with pytest.raises(ConflictError):
        accept_all(context, [request("a"), request("b", "Other words.")])
    assert waiting(context) == 1
    jobs = accept_all(context, [request("a"), request("b", "First words.")])
    assert [job.id for job in jobs] == ["a", "b"]


def test_a_record_says_all_that_a_sender_may_say(context: Context) -> None:
    """Fields of JSON become what is given; a lone surrogate does no harm."""
    record = {
        "id": 7,
        "title": "T\ud800",
        "html": "<p>\ud800</p>",
        "published": "2026-03-01",
        "source": "Gazette",
        "url": "https://example.org/",
        "authors": ["A"],
        "language": "en",
    }
    document = received("the request", record)
    assert document.given == Given(
        "7", "T?", "2026-03-01", "Gazette", "https://example.org/", ("A",), "en"
    )
    assert (document.media_type, document.content) == (MediaType.HTML, b"<p>?</p>")
    assert accept(context, Request("a", document)).state is JobState.WAITING


def test_files_are_taken_from_allowed_folders_alone(context: Context, tmp_path: Path) -> None:
    """Not from elsewhere, not through dots or links; the message names the setting."""
    drop = tmp_path / "drop"
    drop.mkdir()
    (drop / "page.html").write_text("<p>A storm.</p>")
    assert accept_file(context, drop / "page.html", "a").kind is JobKind.INGEST
    (tmp_path / "secret.txt").write_text("A secret.")
    (drop / "link.txt").symlink_to(tmp_path / "secret.txt")
    for path in (tmp_path / "secret.txt", drop / ".." / "secret.txt", drop / "link.txt"):
        with pytest.raises(UsageError, match=r"no folder that files are taken.*DIGEST_IMPORTS"):
            accept_file(context, path, "b")
    assert waiting(context) == 1


def test_a_file_of_many_articles_is_accepted_as_one(context: Context, tmp_path: Path) -> None:
    """Unpacked, behind everything that somebody waits for."""
    drop = tmp_path / "drop"
    drop.mkdir()
    lines = "\n".join(json.dumps({"text": f"Text {n}."}) for n in range(3))
    (drop / "many.jsonl.gz").write_bytes(gzip.compress(lines.encode()))
    job = accept_file(context, drop / "many.jsonl.gz", "a")
    assert (job.kind, job.priority) == (JobKind.IMPORT, Priority.BULK)
    with context.store.read() as connection:
        document = articles.get_document(connection, "a")
    assert context.blobs.get(document.blob) == lines.encode()


def test_a_file_that_is_not_there_is_told(context: Context) -> None:
    """By its name."""
    with pytest.raises(InputError, match=r"no file .*gone\.txt"):
        accept_file(context, Path(context.place.inbox / "gone.txt"), "a")
