"""Hints are sent at least once, signs of life are the last ones."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from digest.model.job import Pool
from digest.store import heartbeats, outbox
from digest.store.heartbeats import Heartbeat

if TYPE_CHECKING:
    from digest.store.unit import Store

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)


def test_hints_are_taken_in_order_and_by_one_relay(store: Store) -> None:
    """A second relay gets what the first did not take."""
    with store.write() as connection:
        for number in range(5):
            outbox.add(connection, Pool.INGEST, f"j{number}")
        first = outbox.take(connection, NOW, limit=3)
        second = outbox.take(connection, NOW, limit=3)
    assert [hint.job for hint in first + second] == ["j0", "j1", "j2", "j3", "j4"]
    assert len(first) == 3


def test_a_hint_that_was_not_sent_is_taken_again(store: Store) -> None:
    """At once when its relay gave it back, after a while when the relay died; never when sent."""
    with store.write() as connection:
        outbox.add(connection, Pool.RENDER, "j")
        given_back = outbox.take(connection, NOW, limit=9)
        outbox.put_back(connection, given_back)
        died_with = outbox.take(connection, NOW, limit=9)
        assert outbox.take(connection, NOW + outbox.TAKEN_FOR, limit=9) == ()
        after = NOW + outbox.TAKEN_FOR + timedelta(seconds=1)
        sent = outbox.take(connection, after, limit=9)
        outbox.drop(connection, sent)
        assert outbox.waiting(connection) == {}
    assert given_back == died_with == sent != ()


def test_the_last_sign_of_life_counts(store: Store) -> None:
    """Who is silent is not listed, and is forgotten in the end."""
    late = NOW + timedelta(minutes=5)
    with store.write() as connection:
        heartbeats.beat(connection, Heartbeat("a", "worker", NOW, {"pool": "ingest"}))
        heartbeats.beat(connection, Heartbeat("a", "worker", late, {"pool": "render"}))
        heartbeats.beat(connection, Heartbeat("b", "web", NOW, {}))
        alive = heartbeats.alive(connection, NOW + timedelta(minutes=1))
        assert alive == (Heartbeat("a", "worker", late, {"pool": "render"}),)
        assert len(heartbeats.alive(connection, NOW)) == 2
        heartbeats.forget(connection, late)
        assert heartbeats.alive(connection, NOW) == alive
