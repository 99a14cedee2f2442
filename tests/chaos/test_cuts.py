"""The power is cut at any moment: what was promised is there afterwards, and all can be read.

A library records what a service writes and syncs, and the disk is then rebuilt as it may be after
a cut: with nothing that was not synced, or with some of it. `./run bench cuts 50` cuts a whole
service under load.
"""

from __future__ import annotations

import hashlib
import os
import random
import shutil
import signal
import subprocess
import sys
import threading
import time
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import sqlalchemy as sa

from digest.model.job import FINAL, Pool
from digest.model.place import Place
from digest.model.settings import Settings
from digest.service.context import open_context, utc_now
from digest.service.dispatch import work
from digest.store import joblist
from digest.store.schema import documents, edition_files, editions, entry_ids
from digest.store.unit import sqlite_url
from digest.web.serve import listen
from tests.chaos.clients import Clients
from tests.chaos.cuts.replay import ACK, Disk, promise, records
from tests.chaos.service import Service
from workers import broker

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from digest.service.context import Context
    from tests.chaos.cuts.replay import Record

HERE = Path(__file__).parent
ACCEPTED = 24
CUTS = int(os.environ.get("DIGEST_CUTS", "50"))
LOAD = float(os.environ.get("DIGEST_CUTS_LOAD", "25"))
"""Seconds that clients use the service that is cut."""
LATER = timedelta(hours=1)
"""How long the machine is off: leases have ended by then."""
STORMS = """
[[digest]]
name = "storms"
select = { any = "storm" }
when_empty = "no change"
formats = ["page", "pdf", "atom"]
lengths = { stories = 3 }
"""


@pytest.fixture(scope="module")
def recorder(
    program: Callable[[str], str], tmp_path_factory: pytest.TempPathFactory
) -> dict[str, str]:
    """What a process is told for its writes to be recorded, less the folder and the log."""
    if sys.platform != "linux":
        pytest.skip("records are made with LD_PRELOAD as Linux has it")
    library = tmp_path_factory.mktemp("recorder") / "record.so"
    source = HERE / "cuts" / "record.c"
    subprocess.run([program("cc"), "-shared", "-fPIC", "-O2", "-o", library, source], check=True)
    return {"LD_PRELOAD": str(library)}


def watched(recorder: dict[str, str], home: Path, log: Path) -> dict[str, str]:
    """Return the environment of a process whose writes below `home` are recorded in `log`."""
    return {**recorder, "CUTS_ROOT": str(home), "CUTS_LOG": str(log)}


def files(home: Path) -> dict[str, bytes]:
    """Return all files of a folder."""
    found = (path for path in home.rglob("*") if path.is_file())
    return {str(path.relative_to(home)): path.read_bytes() for path in found}


def cuts(
    home: Path, before: dict[str, bytes], happened: list[Record], at: list[int], to: Path
) -> Iterator[tuple[Place, list[str]]]:
    """Yield what a cut leaves after each of so many records, and what was promised by then.

    Every second disk has kept some of what was not synced.
    """
    disk, promised, done = Disk(home, before), [], 0
    for number, end in enumerate(sorted(at)):
        for record in happened[done:end]:
            if record.kind == ACK:
                promised.append(record.first.decode())
            else:
                disk.see(record)
        done = end
        left = to / str(number)
        chance = random.Random(number) if number % 2 else None  # noqa: S311 - repeatable
        disk.after_cut(left, chance)
        yield Place(left, sqlite_url(left / "digest.db"), Settings()), list(promised)
        shutil.rmtree(left)


def accepting(
    recorder: dict[str, str], empty: Path, folder: Path, *how: str
) -> tuple[list[int], Iterator[tuple[Place, list[str]]]]:
    """Accept documents, and cut after each promise; return where, and what is left each time."""
    home, log = folder / "home", folder / "log"
    home.mkdir()
    shutil.copy(empty, home / "digest.db")
    before = files(home)
    subprocess.run(
        [sys.executable, "-m", "tests.chaos.cuts.accepting", home, log, str(ACCEPTED), *how],
        env={**os.environ, **watched(recorder, home, log)},
        cwd=HERE.parents[1],
        check=True,
    )
    happened = list(records(log))
    at = [number + 1 for number, record in enumerate(happened) if record.kind == ACK]
    return at, cuts(home, before, happened, at, folder / "left")


def missing(context: Context, promised: list[str]) -> set[str]:
    """Return those of the promised documents that are not there, or not whole."""
    with context.store.read() as connection:
        rows = {row.id: row.blob for row in connection.execute(sa.select(documents))}
    return {name for name in promised if name not in rows or not whole(context, rows[name])}


def whole(context: Context, blob: str) -> bool:
    """Return whether a blob is there, with the bytes that its name says."""
    path = context.blobs.file(blob)
    return path is not None and hashlib.sha256(path.read_bytes()).hexdigest() == blob


@pytest.mark.system
def test_what_was_accepted_outlives_every_cut(
    recorder: dict[str, str], empty_sqlite: Path, tmp_path: Path
) -> None:
    """After each acceptance that was answered, its row and its bytes are on the disk."""
    at, left = accepting(recorder, empty_sqlite, tmp_path)
    assert len(at) == ACCEPTED
    for place, promised in left:
        with open_context(place) as context:
            assert missing(context, promised) == set(), len(promised)


@pytest.mark.system
def test_cuts_find_what_was_not_synced(
    recorder: dict[str, str], empty_sqlite: Path, tmp_path: Path
) -> None:
    """Without syncs of ours the rows are there, and the bytes that they name are not."""
    _, left = accepting(recorder, empty_sqlite, tmp_path, "careless")
    lost = set()
    for place, promised in left:
        with open_context(place) as context:
            lost |= missing(context, promised)
    assert len(lost) > ACCEPTED // 2


@pytest.mark.long
@pytest.mark.system
def test_a_service_that_is_cut_under_load_has_kept_its_promises(
    recorder: dict[str, str],
    tmp_path: Path,
    record_property: Callable[[str, object], None],
) -> None:
    """No acceptance, no wish and no edition of the feed is missing; what was begun is done."""
    home, log = tmp_path / "home", tmp_path / "record"
    home.mkdir()
    (home / "digest.toml").write_text(STORMS)
    before = files(home)
    loaded(Path(home), log, watched(recorder, home, log))
    happened = list(records(log))
    acks = [number + 1 for number, record in enumerate(happened) if record.kind == ACK]
    chance = random.Random(CUTS)  # noqa: S311 - repeatable
    between = range(acks[0], len(happened))
    at = chance.sample(acks, min(CUTS // 2, len(acks)))
    at += chance.sample(between, CUTS - len(at))
    checked, kept = 0, [0, 0]
    for place, promised in cuts(home, before, happened, at, tmp_path / "left"):
        with open_context(place, clock=lambda: utc_now() + LATER) as context:
            kept = [a + b for a, b in zip(kept, check(context, promised), strict=True)]
        checked += 1
    record_property("cuts", checked)
    record_property("records", len(happened))
    record_property("promises", len(acks))
    record_property("acceptances checked", kept[0])
    record_property("editions checked", kept[1])
    assert checked == CUTS


def loaded(home: Path, log: Path, watched: dict[str, str]) -> None:
    """Let clients use a service for a while whose writes are recorded, and kill it."""
    with listen("127.0.0.1", 0) as free:
        port = free.getsockname()[1]
    service = Service(home, port, sqlite_url(home / "digest.db"), told=watched)
    service.start()
    clients = Clients(port, broker.url_of(service.socket), 0)
    clients.promised = lambda what: promise(log, what)
    threads = [threading.Thread(target=do) for do in (clients.send, clients.wish, clients.read)]
    for thread in threads:
        thread.start()
    time.sleep(LOAD)
    clients.stopped.set()
    for thread in threads:
        thread.join()
    service.end(signal.SIGTERM)
    service.clear()
    assert clients.accepted
    assert clients.shown


def check(context: Context, promised: list[str]) -> tuple[int, int]:
    """Check what a cut has left; return how many acceptances and editions were looked up."""
    with context.store.read() as connection:
        assert connection.exec_driver_sql("PRAGMA integrity_check").scalar_one() == "ok"
        known = {job.id for job in joblist.newest(connection, limit=100_000)}
        rows = {row.id: row.blob for row in connection.execute(sa.select(documents))}
        minted = {row.id: row for row in connection.execute(sa.select(entry_ids))}
        made = {row.key: row for row in connection.execute(sa.select(editions))}
        of_editions = list(connection.execute(sa.select(edition_files)))
    shown = [name for name in promised if name.startswith(("urn:", "tag:"))]
    accepted = [name for name in promised if name not in shown]
    assert set(accepted) <= known
    assert all(whole(context, blob) for blob in rows.values())
    for entry in shown:
        edition = made[minted[entry].key]
        assert edition.state == "released"
        names = {file.name: file.blob for file in of_editions if file.edition == edition.id}
        assert names.keys() == {"index.html", "briefing.pdf", "edition.json"}
        assert all(whole(context, blob) for blob in names.values())
    while work(context, Pool.INGEST, worker="after the cut"):
        pass
    with context.store.read() as connection:
        jobs = joblist.newest(connection, limit=100_000)
    assert all(job.state in FINAL for job in jobs if job.pool is Pool.INGEST)
    return len(accepted), len(shown)
