"""A job is cancelled and brought back when somebody says so."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from digest.model.definition import DigestDefinition, Origin
from digest.model.job import JobState
from digest.model.place import Place
from digest.model.settings import Settings
from digest.service import steer
from digest.service.attempts import Attempts
from digest.service.context import Context
from digest.service.lease import Leases
from digest.service.trigger import trigger
from digest.store import digests
from digest.store.blobs import Blobs

if TYPE_CHECKING:
    from pathlib import Path

    from digest.store.unit import Store

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)


@pytest.fixture
def context(store: Store, tmp_path: Path) -> Context:
    """An open service whose clock stands still, with one digest."""
    with store.write() as connection:
        digests.define(connection, DigestDefinition("storms", "Storms"), Origin.FILE, NOW)
    place = Place(tmp_path, "", Settings())
    leases = Leases(store, lambda: NOW, lease=place.lease, renewal=place.renewal)
    return Context(place, store, Blobs(place.blobs), leases, Attempts(store), clock=lambda: NOW)


def test_a_cancelled_job_comes_back_with_fresh_attempts(context: Context) -> None:
    """And one that waits stays as it is."""
    trigger(context, "storms", "r-1")
    assert steer.retry(context, "r-1").state is JobState.WAITING
    assert steer.cancel(context, "r-1").state is JobState.CANCELLED
    assert steer.retry(context, "r-1").state is JobState.WAITING
