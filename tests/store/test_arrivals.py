"""An edition follows a burst of articles: after a quiet time, a longest wait, or so many."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from digest.model.definition import OnArrival
from digest.model.job import Pool
from digest.store import arrivals, joblist, jobs

if TYPE_CHECKING:
    from digest.model.job import Job
    from digest.store.unit import Store

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


def arrive(
    store: Store, waits: OnArrival, *minutes: int, not_before: datetime | None = None
) -> list[Job]:
    """Let an article come at each of some minutes, and return the jobs there are."""
    for minute in minutes:
        now = NOW + minute * MINUTE
        with store.write() as connection:
            arrivals.arrive(connection, "d", waits, now, job=f"j{minute}", not_before=not_before)
    with store.read() as connection:
        return sorted(joblist.newest(connection), key=lambda job: job.key)


def test_each_article_puts_the_edition_off(store: Store) -> None:
    """But no longer than the longest wait after the first one."""
    waits = OnArrival(5 * MINUTE, 12 * MINUTE)
    (job,) = arrive(store, waits, 0, 3)
    assert job.due == NOW + 8 * MINUTE
    (job,) = arrive(store, waits, 7, 11)
    assert job.due == NOW + 12 * MINUTE


def test_the_last_article_that_is_waited_for_makes_it_due(store: Store) -> None:
    """Three articles or an hour: the third one ends the wait, and a fourth changes nothing."""
    waits = OnArrival(60 * MINUTE, 60 * MINUTE, articles=3)
    (job,) = arrive(store, waits, 0, 10)
    assert job.due == NOW + 60 * MINUTE
    (job,) = arrive(store, waits, 20)
    assert job.due == NOW + 20 * MINUTE


def test_each_window_counts_its_own_articles(store: Store) -> None:
    """Once an edition is begun, the next article opens another window."""
    waits = OnArrival(60 * MINUTE, 60 * MINUTE, articles=2)
    arrive(store, waits, 0, 1)
    with store.write() as connection:
        now = NOW + 2 * MINUTE
        assert jobs.claim(connection, Pool.RENDER, now, worker="w", lease=MINUTE)
    first, second = arrive(store, waits, 3)
    assert (first.key, second.key) == ("arrival:1", "arrival:2")
    assert second.due == NOW + 63 * MINUTE


def test_one_article_may_be_enough(store: Store) -> None:
    """Its edition is due at once."""
    (job,) = arrive(store, OnArrival(60 * MINUTE, 60 * MINUTE, articles=1), 4)
    assert job.due == NOW + 4 * MINUTE


def test_an_embargo_holds_the_edition_back(store: Store) -> None:
    """However many articles come before it ends."""
    until = NOW + timedelta(days=1)
    waits = OnArrival(MINUTE, MINUTE, articles=2)
    (job,) = arrive(store, waits, 0, 1, 2, not_before=until)
    assert job.due == until
