"""What people ask for is accepted once, and undone when they say so."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from digest.errors import ConflictError, UnknownError, UsageError
from digest.model.definition import DigestDefinition, Origin
from digest.model.job import JobState, Priority
from digest.model.place import Place
from digest.model.settings import Settings
from digest.service import steer
from digest.service.context import Context
from digest.store import digests, joblist
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
    return Context(place, store, Blobs(place.blobs), clock=lambda: NOW)


def test_a_request_has_one_job(context: Context) -> None:
    """Asked twice, it is there once, ahead of scheduled work."""
    first, again = (steer.trigger(context, "storms", "r-1", as_of=NOW) for _ in range(2))
    assert first == again
    assert (first.key, first.priority) == ("manual:r-1", Priority.TRIGGERED)
    assert first.options == {steer.AS_OF: "2026-03-01T12:00:00+00:00"}


def test_the_same_id_is_not_another_request(context: Context) -> None:
    """With another moment it contradicts what is stored."""
    steer.trigger(context, "storms", "r-1")
    with pytest.raises(ConflictError):
        steer.trigger(context, "storms", "r-1", as_of=NOW)


@pytest.mark.parametrize("request_id", ["", "a\nb", "x" * 201])
def test_an_id_must_be_printable_and_short(context: Context, request_id: str) -> None:
    """Nothing is accepted under another."""
    with pytest.raises(UsageError):
        steer.trigger(context, "storms", request_id)
    with context.store.read() as connection:
        assert joblist.newest(connection) == ()


def test_an_unknown_digest_has_no_jobs(context: Context) -> None:
    """The message lists those there are."""
    with pytest.raises(UnknownError, match="there is: storms"):
        steer.trigger(context, "floods", "r-1")


def test_a_cancelled_job_comes_back_with_fresh_attempts(context: Context) -> None:
    """And one that waits stays as it is."""
    steer.trigger(context, "storms", "r-1")
    assert steer.retry(context, "r-1").state is JobState.WAITING
    assert steer.cancel(context, "r-1").state is JobState.CANCELLED
    assert steer.retry(context, "r-1").state is JobState.WAITING
