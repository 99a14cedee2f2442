"""No window of time sees more requests than the rate lets through."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from digest.model.rate import Rate, grant

BEGIN = datetime(2026, 3, 1, 12, tzinfo=UTC)


@given(
    requests=st.integers(1, 50),
    asked=st.lists(st.tuples(st.integers(0, 20_000), st.integers(1, 20)), max_size=60),
)
def test_grants_keep_the_rate(requests: int, asked: list[tuple[int, int]]) -> None:
    """A burst takes at most one window's requests, and all grants together keep the average."""
    rate, now, free = Rate(requests), BEGIN, None
    granted = []
    for milliseconds, wanted in asked:
        now += timedelta(milliseconds=milliseconds)
        found = grant(rate, free, now, wanted)
        free = found.free
        assert 0 <= found.count <= wanted
        assert found.count == wanted or found.left == 0
        assert (found.wait > timedelta(0)) == (found.count == 0)
        granted.append((now, found.count))
    for first, (start, _) in enumerate(granted):
        for end, _ in granted[first:]:
            passed = sum(count for at, count in granted if start <= at <= end)
            assert passed <= requests + (end - start) // rate.interval + 1


@given(requests=st.integers(1, 5000))
def test_a_whole_window_is_granted_at_once(requests: int) -> None:
    """To whoever sent nothing before; the next one waits, and after the wait it is granted."""
    rate = Rate(requests)
    first = grant(rate, None, BEGIN, requests)
    assert (first.count, first.left) == (requests, 0)
    second = grant(rate, first.free, BEGIN, 1)
    assert second.count == 0
    assert grant(rate, first.free, BEGIN + second.wait, 1).count == 1
