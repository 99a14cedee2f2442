"""Digests take turns, however many editions each asks for."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from digest.model.job import JobKind, JobOrder, Pool, Priority, request_key
from digest.store import jobs, turns

if TYPE_CHECKING:
    from digest.store.unit import Store

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
SECOND = timedelta(seconds=1)


def ask(store: Store, digest: str, *seconds: int, priority: Priority = Priority.TRIGGERED) -> None:
    """Let a digest ask for editions at some seconds."""
    for second in seconds:
        name = f"{digest}{second}"
        key = request_key(name)
        order = JobOrder(name, JobKind.EDITION, digest, key, priority)
        with store.write() as connection:
            jobs.accept(connection, order, NOW + second * SECOND)


def served(store: Store, count: int) -> list[str]:
    """Return the ids of the jobs that are claimed one after another, a second each."""
    found = []
    for second in range(count):
        now = NOW + (60 + second) * SECOND
        with store.write() as connection:
            job = jobs.claim(connection, Pool.RENDER, now, worker="w", lease=SECOND)
        assert job is not None
        with store.write() as connection:
            turns.go_behind(connection, job, now)
            jobs.finish(connection, job.lease, now, result="r")
        found.append(job.id)
    return found


def test_who_asked_for_many_lets_others_pass(store: Store) -> None:
    """Each gets its turn; the order of one digest's own wishes stays."""
    ask(store, "a", 0, 1, 2, 3, 4)
    ask(store, "b", 10, 11)
    ask(store, "c", 20)
    assert served(store, 8) == ["a0", "b10", "c20", "a1", "b11", "a2", "a3", "a4"]


def test_alone_a_digest_is_served_in_its_order(store: Store) -> None:
    """Nothing is moved when nobody else waits."""
    ask(store, "a", 3, 1, 2)
    with store.write() as connection:
        now = NOW + 60 * SECOND
        job = jobs.claim(connection, Pool.RENDER, now, worker="w", lease=SECOND)
        assert job is not None
        assert turns.go_behind(connection, job, now) == 0
    assert [job.id, *served(store, 2)] == ["a1", "a2", "a3"]


def test_what_was_triggered_still_comes_first(store: Store) -> None:
    """Turns are taken among equals; a wish passes all that a schedule asks for."""
    ask(store, "a", 0, 1, priority=Priority.SCHEDULED)
    ask(store, "b", 2, priority=Priority.SCHEDULED)
    ask(store, "a", 9)
    assert served(store, 4) == ["a9", "a0", "b2", "a1"]
