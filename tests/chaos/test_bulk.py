"""Articles in bulk while parts are killed: each is accounted for, and sent again changes nothing.

`DIGEST_CHAOS_BULK` says how many articles; `./run bench bulk` sends ten thousand.
"""

from __future__ import annotations

import http.client
import json
import os
import random
import re
import signal
import time
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

import psutil
import pytest
import sqlalchemy as sa

from digest.ingest.files import open_input
from digest.ingest.jsonl import records
from digest.model.job import FINAL, JobState
from digest.model.token import Scope
from digest.service import tokens
from digest.service.context import open_context
from digest.service.sample import sample_path
from digest.store import joblist
from digest.store.schema import articles, documents, editions, entry_ids, jobs, versions
from digest.web.serve import listen
from tests.chaos.faults import PARTS
from tests.chaos.service import Service

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from digest.service.context import Context

COUNT = int(os.environ.get("DIGEST_CHAOS_BULK", "120"))
EMPTY = 25
COPIED = 10
"""Every 25th article holds nothing, every tenth of the others says what the one before said."""
TOLD = 40
"""Articles that the digest tells of, the first ones; the others are only read."""
WITHIN = 120 + COUNT
"""Seconds; a bound for broken runs: a busy machine reads ten articles a second."""
KILLS = 2 + COUNT // 400
BETWEEN = 1 + min(COUNT / 1000, 9)
"""Workers that are killed, as long as there is something to read, and the most seconds between."""
SECRETS = {
    "DIGEST_TOKENS": "a-token-of-the-environment-0123456789",
    "DIGEST_SECRET_DESK": "whsec_c2VjcmV0LW9mLXRoZS1kZXNrLTAxMjM0NTY3ODk=",
    "DIGEST_SMTP_URL": "smtp://desk:word-of-the-mail-server@127.0.0.1:9",
    "DIGEST_MAIL_FROM": "Desk <desk@example.org>",
}
HIDDEN = ("a-token-of-the-environment", "c2VjcmV0LW9mLXRoZS1kZXNr", "word-of-the-mail-server")
DEFINED = """
[[digest]]
name = "cyclones"
select = { any = "cyclone" }
formats = ["page", "atom"]
lengths = { stories = 3, timeline_entries = 6 }
[digest.mail]
to = ["reader@example.org"]
[[digest.webhook]]
url = "http://hooks.invalid/desk"
secret = "desk"
"""


@pytest.fixture
def service(tmp_path: Path) -> Iterator[Service]:
    """A running service that knows secrets."""
    home = tmp_path / "home"
    home.mkdir()
    (home / "digest.toml").write_text(DEFINED)
    with listen("127.0.0.1", 0) as free:
        port = free.getsockname()[1]
    database = f"sqlite:///{home / 'digest.db'}"
    made = Service(home, port, database, told={**SECRETS, "DIGEST_LOG_LEVEL": "info"})
    try:
        made.start()
        yield made
    finally:
        code = made.end(signal.SIGTERM) if made.process else 0
        made.clear()
    assert code == 0


@dataclass(frozen=True)
class State:
    """What must not change when all is sent again."""

    articles: frozenset[str]
    versions: frozenset[tuple[str, int, str]]
    editions: frozenset[str]
    entries: frozenset[str]


def test_a_stream_is_accounted_for_and_sent_again_changes_nothing(
    service: Service, record_property: Callable[[str, object], None]
) -> None:
    """Articles, duplicates and dead jobs add up, and no secret is found where anyone may look."""
    with open_context(service.place) as context:
        secret = tokens.add(context, "wire", [Scope.INGEST]).secret
        lines = list(made())
        begun = time.monotonic()
        web = service.parts(PARTS["web"])[0]
        with suppress(OSError, http.client.HTTPException):  # the web is killed under it
            send(service, secret, lines, "bulk", amid=web.kill)
        told = until_sent(service, secret, lines, "bulk")
        accepted = time.monotonic() - begun
        assert (told["accepted"] + told["known"], told["refused"]) == (COUNT, 0)
        assert 0 < told["known"] < COUNT
        kills = kill_while_reading(service, context)
        until_read(context)
        found = counted(context)
        record_property("counted", found)
        record_property("kills", kills)
        record_property("resumed_after", told["known"])
        record_property("accepted_a_second", round(COUNT / accepted))
        record_property("read_a_second", round(COUNT / (time.monotonic() - begun)))
        record_property("web_mb", round(held(service)))
        assert sum(found.values()) == COUNT
        assert found["duplicate"] >= COUNT // COPIED // 2

        wish(service, context, "first")
        before = state(context)
        assert before.editions
        again = until_sent(service, secret, lines, "bulk")
        assert (again["accepted"], again["known"]) == (0, COUNT)
        other = until_sent(service, secret, lines, None)
        assert other["accepted"] == COUNT
        until_read(context)
        wish(service, context, "second")
        assert state(context) == before
    titles = command_lines(service)
    service.end(signal.SIGTERM)
    for hidden in (secret, *HIDDEN):
        assert hidden not in service.log.read_text()
        assert hidden not in titles
        assert places_of(hidden, service.home) == []


def made() -> Iterator[bytes]:
    """Yield the lines of articles: sentences of the sample in an order of each one's own."""
    with open_input(sample_path()) as source:
        texts = [str(record["text"]) for _, record in records(source)]
    sentences = [s for text in texts for s in re.split(r"(?<=[.!?])\s+", text) if len(s) > 40]
    chosen = random.Random(11)  # noqa: S311 - the same articles in each run
    text = ""
    for number in range(COUNT):
        if number % COPIED or not number:
            about = ["The cyclone reached the coast on Monday."] * (number < TOLD)
            text = " ".join([*about, f"Report {number}.", *chosen.sample(sentences, 8)])
        empty = number % EMPTY == EMPTY - 1
        body = {"html": "<p> </p>"} if empty else {"text": text}
        told = {"id": f"a{number}", "published": f"2026-03-{number % 28 + 1:02}", **body}
        yield json.dumps(told).encode() + b"\n"


def send(
    service: Service,
    secret: str,
    lines: list[bytes],
    key: str | None,
    amid: Callable[[], None] = lambda: None,
) -> tuple[int, dict[str, int]]:
    """Send lines as a stream and return status and answer; `amid` is called when half are sent."""
    connection = http.client.HTTPConnection("127.0.0.1", service.port, timeout=WITHIN)
    headers = {"content-type": "application/x-ndjson", "authorization": f"Bearer {secret}"}
    headers |= {"idempotency-key": key} if key else {}

    def halves() -> Iterator[bytes]:
        half = len(lines) // 2
        yield b"".join(lines[:half])
        if key is not None:
            stored_first(service)
        amid()
        yield b"".join(lines[half:])

    try:
        connection.request("POST", "/api/v1/articles", halves(), headers, encode_chunked=True)
        answer = connection.getresponse()
        return answer.status, json.loads(answer.read())
    finally:
        connection.close()


def stored_first(service: Service) -> None:
    """Wait until some of a stream is stored though its sender has more."""
    with open_context(service.place) as context:
        deadline = time.monotonic() + WITHIN
        while not total(context):
            assert time.monotonic() < deadline, "nothing was stored before all was sent"
            time.sleep(0.05)


def total(context: Context) -> int:
    """Return how many jobs there are."""
    with context.store.read() as connection:
        return connection.execute(sa.select(sa.func.count()).select_from(jobs)).scalar_one()


def until_sent(
    service: Service, secret: str, lines: list[bytes], key: str | None
) -> dict[str, int]:
    """Send lines until all of them were read, and return the answer."""
    deadline = time.monotonic() + WITHIN
    while True:
        with suppress(OSError, http.client.HTTPException):
            status, told = send(service, secret, lines, key)
            if status == 202:
                return told
        assert time.monotonic() < deadline, "it was never sent"
        time.sleep(0.2)


def kill_while_reading(service: Service, context: Context) -> int:
    """Kill children of a worker, and each fourth time all of it, as long as something is read."""
    chance, kills = random.Random(5), 0  # noqa: S311 - which is killed does not matter
    while kills < KILLS and open_jobs(context):
        found = service.parts(PARTS["ingest"])
        if found:
            with suppress(psutil.NoSuchProcess):
                victim = found[0] if kills % 4 == 3 else chance.choice(found[1:] or found)
                victim.kill()
                kills += 1
        time.sleep(chance.uniform(0.3, BETWEEN))
    return kills


def open_jobs(context: Context) -> int:
    """Return how many jobs have not ended, but for what is told to others."""
    ended = [state.value for state in FINAL]
    reading = jobs.c.kind.in_(["ingest", "fetch", "import", "edition"])
    wanted = sa.select(sa.func.count()).where(jobs.c.state.not_in(ended), reading)
    with context.store.read() as connection:
        return connection.execute(wanted).scalar_one()


def until_read(context: Context) -> None:
    """Wait until no article waits."""
    deadline = time.monotonic() + WITHIN
    while waiting := open_jobs(context):
        assert time.monotonic() < deadline, f"{waiting} wait"
        time.sleep(0.2)


def counted(context: Context) -> dict[str, int]:
    """Return how many documents became articles, duplicates of one, or dead jobs with a reason."""
    with context.store.read() as connection:
        rows = list(connection.execute(sa.select(documents)))
        found = {row.id: row for row in connection.execute(sa.select(jobs))}
    result = {"article": 0, "duplicate": 0, "dead": 0}
    for row in rows:
        job = found[row.id]
        if job.state == JobState.DONE and row.article:
            result["article" if row.fresh else "duplicate"] += 1
        elif job.state == JobState.DEAD and job.error:
            result["dead"] += 1
    return result


def wish(service: Service, context: Context, name: str) -> None:
    """Ask for an edition, and wait until it is there or was found to hold nothing new."""
    connection = http.client.HTTPConnection("127.0.0.1", service.port, timeout=60)
    shown = {"authorization": f"Bearer {SECRETS['DIGEST_TOKENS']}", "idempotency-key": name}
    connection.request("POST", "/api/v1/digests/cyclones/editions", headers=shown)
    assert connection.getresponse().status == 202
    connection.close()
    until_read(context)
    with context.store.read() as connection_:
        assert joblist.get(connection_, name).state in {JobState.DONE, JobState.SKIPPED}


def state(context: Context) -> State:
    """Return what there is of articles, versions, editions, and entries of feeds."""
    with context.store.read() as connection:
        pairs = sa.select(versions.c.article, versions.c.version, versions.c.sha256)
        return State(
            frozenset(connection.execute(sa.select(articles.c.id)).scalars()),
            frozenset((row.article, row.version, row.sha256) for row in connection.execute(pairs)),
            frozenset(connection.execute(sa.select(editions.c.key)).scalars()),
            frozenset(connection.execute(sa.select(entry_ids.c.id)).scalars()),
        )


def held(service: Service) -> float:
    """Return the megabytes that the web holds."""
    return float(service.parts(PARTS["web"])[0].memory_info().rss / 1e6)


def command_lines(service: Service) -> str:
    """Return the commands of all parts, as anyone on the machine sees them."""
    return "\n".join(" ".join(part.cmdline()) for part in service.parts(""))


def places_of(words: str, folder: Path) -> list[str]:
    """Return the files below a folder that hold these words."""
    return [
        str(path)
        for path in sorted(folder.rglob("*"))
        if path.is_file() and words.encode() in path.read_bytes()
    ]
