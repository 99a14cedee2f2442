"""What a job that is asked for, or closed, is in the job table."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from digest.model.job import POOLS, JobState, attempts_of

if TYPE_CHECKING:
    from datetime import datetime

    from digest.model.job import JobOrder


def row_of(order: JobOrder, now: datetime) -> dict[str, Any]:
    """Return the row of a job as it is asked for at `now`."""
    due = order.due or now
    return {
        "id": order.id,
        "kind": order.kind,
        "subject": order.subject,
        "key": order.key,
        "pool": POOLS[order.kind],
        "state": JobState.WAITING,
        "priority": int(order.priority),
        "attempt": 0,
        "max_attempts": attempts_of(order.kind),
        "created": now,
        "due": due,
        "claimable": due,
        "options": dict(order.options),
    }


def closed(state: JobState, now: datetime) -> dict[str, Any]:
    """Return what changes when a job comes to an end at `now`."""
    return {"state": state, "finished": now, "claimable": None}
