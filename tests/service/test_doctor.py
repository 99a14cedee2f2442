"""The doctor finds each part that is broken, says so, and says what to do."""

from __future__ import annotations

import base64
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import text

from digest.model.definition import DigestDefinition, Form, Origin
from digest.model.delivery import Mailing, MailServer, Webhook
from digest.model.job import JobKind, JobOrder, Pool, request_key
from digest.service.doctor import Finding, Health, examine
from digest.service.drain import drain
from digest.service.tick import beat
from digest.store import digests, jobs
from digest.store.blobs import Blobs
from digest.store.editions import StoredEdition, StoredFile, begin, release

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from conftest import Clock

    from digest.model.place import Place
    from digest.service.context import Context

HARBOUR = DigestDefinition("harbour", "The harbour", forms=(Form.PAGE,))


@pytest.fixture
def service(context: Context) -> Context:
    """A service that is well: public, with a worker, a web and an edition."""
    base = replace(context.place.base, base_url="https://news.example.org/")
    context = replace(context, place=replace(context.place, base=base))
    beat(context, "here:1", "worker", {})
    beat(context, "here:2", "web", {})
    blob = context.blobs.put(b"<!doctype html>")
    now = context.clock()
    with context.store.write() as connection:
        digests.define(connection, HARBOUR, Origin.FILE, now)
        order = JobOrder("j", JobKind.EDITION, "harbour", request_key("j"))
        jobs.accept(connection, order, now)
        begun = begin(connection, "harbour", order.key, "j", now, [])
        assert isinstance(begun, StoredEdition)
        job = jobs.claim(connection, Pool.RENDER, now, worker="w", lease=timedelta(minutes=1))
        assert job is not None
        file = StoredFile("index.html", blob, 15)
        release(connection, begun, job.lease, now, title="Calm", files=[file])
    return context


def found(service: Context, place: Place | None = None, **more: str) -> list[Finding]:
    """Return what is wrong, besides that the clock of these tests is not the database's."""
    every = examine(place or service.place, now=service.clock(), **more)
    wrong = [one for one in every if one.health is not Health.FINE]
    return [one for one in wrong if not one.said.startswith("the database's clock")]


def test_a_service_that_is_well_has_no_finding(service: Context) -> None:
    """Every part is named, and is fine."""
    assert found(service) == []
    parts = {one.part for one in examine(service.place, now=service.clock())}
    assert parts >= {"home", "digest.toml", "address", "printing", "database", "blobs", "workers"}


def test_what_does_not_run_is_told(service: Context, clock: Clock) -> None:
    """Workers and web that fell silent, with what to start."""
    clock.move(minutes=5)
    said = {one.part: one for one in found(service)}
    assert said["workers"].health is Health.BROKEN
    assert "digest up" in said["workers"].cure
    assert said["web"].health is Health.WARNING


def test_what_parts_say_is_told(service: Context) -> None:
    """A worker that does not reach the broker says so with its sign of life."""
    beat(service, "here:1", "worker", {"broker": "The broker is not there (refused)."})
    (one,) = found(service)
    assert (one.part, one.health) == ("broker", Health.BROKEN)
    assert "here:1" in one.cure


def test_clocks_that_differ_are_told(service: Context, clock: Clock) -> None:
    """Leases and slots count on machines that agree what time it is."""
    clock.move(minutes=1)
    beat(service, "there:1", "worker", {})
    beat(service, "there:2", "web", {})
    clock.move(minutes=-1)
    assert {one.part for one in found(service)} == {"clock"}
    said = [one.said for one in examine(service.place, now=service.clock())]
    told = any(one.startswith("the database's clock differs by") for one in said)
    assert told is not service.store.is_sqlite  # whose clock is this machine's


def test_a_damaged_file_is_told(service: Context) -> None:
    """By its name, with where to get it back from."""
    blobs = service.blobs
    assert isinstance(blobs, Blobs)
    blobs.path(blobs.put(b"<!doctype html>")).write_bytes(b"<!doctype text>")
    (one,) = found(service)
    assert (one.part, one.health) == ("blobs", Health.BROKEN)
    assert "backup" in one.cure


def test_dead_jobs_and_old_work_are_told(service: Context, clock: Clock) -> None:
    """How many, for how long, and which command tells more."""
    now = service.clock()
    with service.store.write() as connection:
        dead = JobOrder("d", JobKind.INGEST, "d", request_key("d"))
        jobs.refuse(connection, dead, now, error="It says nothing.")
        jobs.accept(connection, JobOrder("w", JobKind.POLL, "w", request_key("w")), now)
    clock.move(minutes=30)
    beat(service, "here:1", "worker", {})
    beat(service, "here:2", "web", {})
    said = [one.said for one in found(service)]
    assert said == ["work waits for 30 minutes in fetch", "1 are dead"]


def test_a_drained_service_is_told(service: Context) -> None:
    """Somebody may have forgotten to let it go on."""
    drain(service)
    (one,) = found(service)
    assert (one.part, one.cure) == ("jobs", "`digest drain --end` lets work go on")


def test_deliveries_that_cannot_be_made_are_told(
    service: Context, serve_mail: Callable[..., int]
) -> None:
    """A key or a mail server that is missing, and one that is away."""
    hook = Webhook("https://example.org/hook", "desk")
    wants = replace(HARBOUR, webhooks=(hook,), mail=Mailing(to=("a@example.org",)))
    with service.store.write() as connection:
        digests.define(connection, wants, Origin.FILE, service.clock())
    assert [one.part for one in found(service)] == ["webhooks", "mail"]
    server = MailServer("127.0.0.1", serve_mail(object()), "desk@example.org")
    key = base64.b64encode(bytes(32)).decode()
    whole = replace(service.place, secrets={"desk": key}, mail=server)
    assert found(service, whole) == []
    (one,) = found(service, replace(whole, mail=replace(server, port=1)))
    assert (one.part, one.health) == ("mail", Health.BROKEN)


def test_a_wrong_file_and_a_missing_address_are_told(service: Context) -> None:
    """What the file's reader said, and what an unset address means."""
    place = replace(
        service.place, base=replace(service.place.base, base_url="https://digest.invalid/")
    )
    said = found(service, place, definitions="digest.toml, line 3: no.")
    assert [(one.part, one.health) for one in said] == [
        ("digest.toml", Health.BROKEN),
        ("address", Health.WARNING),
    ]


def test_a_database_that_cannot_be_used_is_told(service: Context, tmp_path: Path) -> None:
    """One that is not migrated, and a home that is not there; neither is made by looking."""
    with service.store.write() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '0001'"))
    (one,) = found(service)
    assert (one.part, one.health) == ("database", Health.BROKEN)
    assert "digest migrate" in one.said
    nowhere = replace(service.place, home=tmp_path / "nowhere")
    assert "home" in {one.part for one in found(service, nowhere)}
    assert not nowhere.home.exists()
