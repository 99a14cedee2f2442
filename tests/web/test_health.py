"""Operators see whether the service lives, is ready, and what it has to do."""

from __future__ import annotations

import math
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from prometheus_client.parser import text_string_to_metric_families

from digest.model.job import JobKind
from digest.service.trigger import trigger
from digest.store import heartbeats, tallies
from digest.store.heartbeats import Heartbeat
from digest.store.tallies import Tally

if TYPE_CHECKING:
    from collections.abc import Callable

    from starlette.testclient import TestClient

    from digest.service.context import Context


def beat(context: Context, kind: str, seconds: int) -> None:
    """Store a sign of life that is some seconds old."""
    at = context.clock() - timedelta(seconds=seconds)
    with context.store.write() as connection:
        heartbeats.beat(connection, Heartbeat(f"{kind}-1", kind, at, {}))


def test_a_process_that_answers_is_alive(client: TestClient, context: Context) -> None:
    """Whatever has become of the database."""
    context.store.close()
    (context.place.home / "digest.db").write_bytes(b"no database")
    assert client.get("/healthz").json() == {"status": "alive"}


def test_a_service_with_a_worker_is_ready(client: TestClient, context: Context) -> None:
    """It tells how old the last sign of life is, and the oldest job that waits."""
    beat(context, "worker", 7)
    trigger(context, "storms", "k")
    found = client.get("/readyz")
    assert found.status_code == 200
    assert found.json() == {
        "status": "ready",
        "database": "usable",
        "broker": "there",
        "workers": 1,
        "heartbeat_age_seconds": 7.0,
        "oldest_pending_seconds": 0.0,
    }


def test_a_service_without_workers_is_not_ready(client: TestClient, context: Context) -> None:
    """One that fell silent counts as gone; another kind of process is no worker."""
    beat(context, "worker", 31)
    beat(context, "web", 1)
    found = client.get("/readyz")
    assert (found.status_code, found.json()["workers"]) == (503, 0)
    assert found.json()["detail"].startswith("No worker")


def test_a_service_without_its_broker_is_not_ready(client: TestClient, context: Context) -> None:
    """The workers say so with their signs of life; one that reaches it is enough."""
    at = context.clock()
    with context.store.write() as connection:
        for name, told in (("worker-1", {"broker": "refused"}), ("worker-2", {"broker": "x"})):
            heartbeats.beat(connection, Heartbeat(name, "worker", at, told))
    found = client.get("/readyz")
    assert (found.status_code, found.json()["broker"]) == (503, "away")
    beat(context, "worker", 0)
    assert client.get("/readyz").status_code == 200


def test_attempts_are_a_histogram(client: TestClient, context: Context) -> None:
    """Cumulative, with all bounds, count and sum, as Prometheus wants it."""
    counted = [
        Tally(JobKind.INGEST, 0.03, 7, 0.1),
        Tally(JobKind.INGEST, 1.0, 2, 1.5),
        Tally(JobKind.EDITION, math.inf, 1, 200.0),
    ]
    with context.store.write() as connection:
        tallies.add(connection, counted)
        tallies.add(connection, counted[:1])
    families = text_string_to_metric_families(client.get("/metrics").text)
    (seconds,) = [f for f in families if f.name == "digest_attempt_seconds"]
    ingest = [s for s in seconds.samples if s.labels["kind"] == "ingest"]
    found = {s.labels["le"]: s.value for s in ingest if s.name.endswith("_bucket")}
    assert (found["0.01"], found["0.03"], found["0.3"], found["+Inf"]) == (0, 14, 14, 16)
    assert [s.value for s in ingest if s.name.endswith("_sum")] == [pytest.approx(1.7)]
    assert [s.value for s in ingest if s.name.endswith("_count")] == [16]


def test_a_service_without_its_database_is_not_ready(client: TestClient, context: Context) -> None:
    """The problem says so."""
    context.store.close()
    for name in ("digest.db-wal", "digest.db-shm"):
        (context.place.home / name).unlink(missing_ok=True)
    (context.place.home / "digest.db").write_bytes(b"no database" * 100)
    found = client.get("/readyz")
    assert (found.status_code, found.json()["database"]) == (503, "unusable")
    assert client.get("/digests/storms/rss.xml").status_code == 503


def test_metrics_count_what_the_database_holds(
    client: TestClient, context: Context, publish: Callable[[str], None]
) -> None:
    """Read by Prometheus' own parser."""
    publish("one")
    trigger(context, "storms", "k")
    beat(context, "worker", 7)
    families = text_string_to_metric_families(client.get("/metrics").text)
    samples = {
        (sample.name, *sorted(sample.labels.values())): sample.value
        for family in families
        for sample in family.samples
    }
    assert samples["digest_jobs", "done", "edition"] == 1
    assert samples["digest_jobs", "edition", "waiting"] == 1
    assert samples["digest_editions", "storms"] == 1
    assert samples["digest_oldest_pending_seconds", "render"] == 0
    assert samples["digest_heartbeat_age_seconds", "worker", "worker-1"] == 7
