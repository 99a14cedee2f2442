"""A small service with two editions, and clients of its application."""

from __future__ import annotations

import shutil
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from starlette.testclient import TestClient

from digest.model.definition import DigestDefinition, Origin
from digest.model.job import JobKind, JobOrder, Pool, request_key
from digest.model.place import Place
from digest.model.settings import Settings
from digest.service.attempts import Attempts
from digest.service.context import Context
from digest.service.lease import Leases
from digest.store import digests, editions, jobs
from digest.store.blobs import Blobs
from digest.store.editions import StoredEdition, StoredFile
from digest.store.unit import Store, sqlite_url
from digest.web.app import create_app

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)


@pytest.fixture
def rung() -> list[str]:
    """What was woken."""
    return []


@pytest.fixture
def context(empty_sqlite: Path, tmp_path: Path, rung: list[str]) -> Iterator[Context]:
    """An open service whose clock stands still, with one digest and no edition."""
    path = tmp_path / "digest.db"
    shutil.copy(empty_sqlite, path)
    store = Store(sqlite_url(path))
    with store.write() as connection:
        definition = DigestDefinition("storms", "Storms & <Tides>")
        digests.define(connection, definition, Origin.FILE, NOW)
    place = Place(tmp_path, sqlite_url(path), Settings(base_url="https://news.example/"))
    yield Context(
        place,
        store,
        Blobs(place.blobs),
        Leases(store, lambda: NOW, lease=place.lease, renewal=place.renewal),
        Attempts(store),
        ring=lambda: rung.append("ring"),
        clock=lambda: NOW,
    )
    store.close()


@pytest.fixture
def publish(context: Context) -> Callable[[str], None]:
    """Return what releases an edition; its files tell its key."""

    def release(key: str) -> None:
        long = f"The harbour was closed on Monday: {key}. " * 40
        files = {
            "index.html": f"<!doctype html><title>{key}</title><p>{long}",
            "rss.xml": f"<rss>{long}</rss>",
            "atom.xml": f"<feed>{long}</feed>",
            "briefing.pdf": f"%PDF-2.0 {long}",
        }
        stored = [
            StoredFile(name, context.blobs.put(text.encode()), len(text))
            for name, text in files.items()
        ]
        with context.store.write() as connection:
            order = JobOrder(key, JobKind.EDITION, "storms", request_key(key))
            jobs.accept(connection, order, NOW)
            begun = editions.begin(connection, "storms", order.key, key, NOW, [])
            assert isinstance(begun, StoredEdition)
            claimed = jobs.claim(
                connection, Pool.RENDER, NOW, worker="w", lease=timedelta(minutes=1)
            )
            assert claimed is not None
            editions.release(
                connection, begun, claimed.lease, NOW, title=f"Edition {key}", files=stored
            )

    return release


@pytest.fixture
def client(context: Context) -> Iterator[TestClient]:
    """A client on this machine; what it sees is always fresh."""
    app = create_app(context, fresh=timedelta(0))
    with TestClient(
        app,
        base_url="http://localhost:8000",
        client=("127.0.0.1", 50000),
        raise_server_exceptions=False,
    ) as opened:
        yield opened
