"""Operators see whether the service lives, is ready, and what it has to do."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from prometheus_client.parser import text_string_to_metric_families

from digest.service.trigger import trigger
from digest.store import heartbeats
from digest.store.heartbeats import Heartbeat

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
