"""A backup is one state of a running service; what is restored from it is the same to the byte."""

from __future__ import annotations

import json
import threading
from contextlib import contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import func, select

from digest.errors import ConflictError, DamagedBlobError, InputError
from digest.model.article import MediaType
from digest.model.definition import DigestDefinition, Form, Origin
from digest.model.job import Pool
from digest.model.place import Place
from digest.model.received import Given, Received
from digest.model.settings import Settings
from digest.service.accept import Request, accept
from digest.service.backup import backup, restore
from digest.service.context import open_context, utc_now
from digest.service.dispatch import work
from digest.service.trigger import trigger
from digest.store import digests, editions, feeds, snapshot
from digest.store.blobs import Blobs
from digest.store.schema import documents, metadata
from digest.store.search_tables import DERIVED
from digest.store.unit import Store, sqlite_url

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from digest.service.context import Context

HARBOUR = DigestDefinition("harbour", "The harbour", forms=(Form.PAGE, Form.ATOM, Form.RSS))
TEXT = (
    "Storm closes the harbour\n\nPORT ALDER, March 1 -- The harbour was closed on Sunday after a "
    "storm tore two cranes loose. Harbour master Ines Okafor said quay {n} would reopen in April.\n"
)


def send(context: Context, n: int) -> None:
    """Accept an article and read it."""
    given = Given(published="2026-03-01", url=f"https://example.org/{n}")
    text = TEXT.format(n=n).encode()
    accept(context, Request(f"a{n}", Received(f"a{n}", MediaType.TEXT, text, given)))
    work(context, Pool.INGEST, worker="w")


def release(context: Context, wish: str) -> None:
    """Make an edition."""
    trigger(context, "harbour", wish)
    while work(context, Pool.RENDER, worker="w"):
        pass


@pytest.fixture
def service(context: Context) -> Context:
    """A service with two editions."""
    with context.store.write() as connection:
        digests.define(connection, HARBOUR, Origin.FILE, context.clock())
    for n in range(2):
        send(context, n)
        release(context, f"wish-{n}")
    (context.place.home / "digest.toml").write_text("# mine\n")
    return context


def published(context: Context) -> dict[str, bytes]:
    """Return all files that readers can see."""
    with context.store.read() as connection:
        files = dict(feeds.files_of(connection, "harbour"))
        found = {f"feed/{name}": file.blob for name, file in files.items()}
        for edition in editions.released(connection, "harbour"):
            for name, kept in editions.files_of(connection, edition).items():
                found[f"{edition.number}/{name}"] = kept.blob
    return {name: context.blobs.get(blob) for name, blob in found.items()}


@contextmanager
def restored(folder: Path, tmp_path: Path, *, database: str | None = None) -> Iterator[Context]:
    """Restore a backup to an empty home, and open it."""
    home = tmp_path / "restored"
    place = Place(home, database or sqlite_url(home / "digest.db"), Settings())
    restore(place, folder)
    with open_context(place) as opened:
        yield opened


def test_a_restored_service_is_the_same(service: Context, tmp_path: Path) -> None:
    """Every row, file and digest.toml; but the search index, which is made anew."""
    made = backup(service.place, tmp_path / "b", service.clock())
    assert made.blobs > 4
    with restored(tmp_path / "b", tmp_path) as again:
        assert published(again) == published(service)
        assert (again.place.home / "digest.toml").read_text() == "# mine\n"
        for table in set(metadata.sorted_tables) - DERIVED:
            rows = []
            for context in (service, again):
                with context.store.read() as connection:
                    rows.append(sorted(map(repr, connection.execute(select(table)).all())))
            assert rows[0] == rows[1], table.name


def test_a_restored_service_goes_on(service: Context, tmp_path: Path) -> None:
    """The next article and the next edition get the next numbers, in either database."""
    backup(service.place, tmp_path / "b", service.clock())
    with restored(tmp_path / "b", tmp_path) as again:
        send(again, 7)
        release(again, "after")
        with again.store.read() as connection:
            numbers = [e.number for e in editions.released(connection, "harbour")]
    assert numbers == [3, 2, 1]


def test_a_service_moves_from_sqlite_to_postgresql(
    service: Context, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    """What either wrote, the other goes on with."""
    backup(service.place, tmp_path / "b", service.clock())
    server = request.getfixturevalue("other_database")
    with restored(tmp_path / "b", tmp_path, database=server) as again:
        assert published(again) == published(service)
        send(again, 7)
        release(again, "after")
        assert "3/edition.json" in published(again)


def test_a_backup_under_load_is_whole(service: Context, tmp_path: Path) -> None:
    """While articles come and editions are made, each backup holds all that it names."""
    done = threading.Event()

    def write() -> None:
        n = 10
        while not done.is_set():
            send(service, n)
            if n % 5 == 0:
                release(service, f"load-{n}")
            n += 1

    writer = threading.Thread(target=write)
    writer.start()
    try:
        for n in range(3):
            backup(service.place, tmp_path / f"b{n}", service.clock())
    finally:
        done.set()
        writer.join()
    for n in range(3):
        home = tmp_path / f"home{n}"
        place = Place(home, sqlite_url(home / "digest.db"), Settings())
        restore(place, tmp_path / f"b{n}")
        with open_context(place) as again:
            assert len(published(again)) >= 6
            with again.store.read() as connection:
                blobs = connection.execute(select(documents.c.blob)).scalars().all()
            assert all(again.blobs.get(blob) for blob in blobs)


def test_blobs_on_the_same_disk_are_linked(service: Context, tmp_path: Path) -> None:
    """And are blobs of their own all the same: what is deleted here stays there."""
    backup(service.place, tmp_path / "b", service.clock())
    name = snapshot.blobs_of(tmp_path / "b" / "digest.db")[0]
    there, here = Blobs(tmp_path / "b" / "blobs").path(name), Blobs(service.place.blobs).path(name)
    assert there.samefile(here)
    here.unlink()
    assert Blobs(tmp_path / "b" / "blobs").get(name)


def test_half_a_backup_is_refused(service: Context, tmp_path: Path) -> None:
    """One without its manifest, one whose database was changed, one that lacks a blob."""
    folder, home = tmp_path / "b", tmp_path / "new"
    place = Place(home, sqlite_url(home / "digest.db"), Settings())
    backup(service.place, folder, service.clock())
    manifest = (folder / "backup.json").read_bytes()
    (folder / "backup.json").unlink()
    with pytest.raises(InputError, match="holds no whole backup"):
        restore(place, folder)
    (folder / "backup.json").write_text(json.dumps({**json.loads(manifest), "database": "00"}))
    with pytest.raises(InputError, match="is not what was backed up"):
        restore(place, folder)
    (folder / "backup.json").write_bytes(manifest)
    name = snapshot.blobs_of(folder / "digest.db")[0]
    Blobs(folder / "blobs").path(name).unlink()
    with pytest.raises(DamagedBlobError, match="is missing"):
        restore(place, folder)
    assert not (home / "digest.db").exists()


def test_nothing_is_overwritten(service: Context, tmp_path: Path) -> None:
    """Neither a backup that is there, nor a service that is in use."""
    backup(service.place, tmp_path / "b", service.clock())
    with pytest.raises(ConflictError, match="is not empty; name a new folder"):
        backup(service.place, tmp_path / "b", service.clock())
    elsewhere = replace(service.place, home=tmp_path / "elsewhere")
    with pytest.raises(ConflictError, match="is in use; restore to an empty"):
        restore(elsewhere, tmp_path / "b")
    with service.store.read() as connection:
        assert connection.execute(select(func.count()).select_from(documents)).scalar() == 2


def test_a_database_of_an_older_version_is_backed_up_as_it_is(tmp_path: Path) -> None:
    """Before an upgrade, so that the older version can go back to it."""
    home = tmp_path / "old"
    home.mkdir()
    store = Store(sqlite_url(home / "digest.db"))
    with store.write() as connection:
        connection.exec_driver_sql("CREATE TABLE alembic_version (version_num VARCHAR)")
        connection.exec_driver_sql("INSERT INTO alembic_version VALUES ('0001')")
    store.close()
    place = Place(home, sqlite_url(home / "digest.db"), Settings())
    backup(place, tmp_path / "b", utc_now())
    copied = Store(sqlite_url(tmp_path / "b" / "digest.db"))
    with copied.read() as connection:
        found = connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar()
    copied.close()
    assert found == "0001"
