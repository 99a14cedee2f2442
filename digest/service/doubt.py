"""An article that editions were made of changed or was taken back: who quotes it is looked for.

The job is stored in the transaction of what happened, and done where editions are made.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from digest.model.job import JobKind, JobOrder, Priority
from digest.store import errata, jobs

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import Connection

    from digest.store.editions import StoredEdition


def doubt(connection: Connection, article: str, occasion: str, now: datetime) -> None:
    """Store the job that notes the errata of an article, where an edition was made of it.

    `occasion` is what happened to it: each has a job of its own.
    """
    if not errata.is_used(connection, article):
        return
    order = JobOrder(
        id=f"errata.{article}.{occasion}",
        kind=JobKind.ERRATA,
        subject=article,
        key=occasion,
        priority=Priority.SCHEDULED,
    )
    jobs.accept_new(connection, order, now)


def doubt_sources(connection: Connection, edition: StoredEdition, now: datetime) -> None:
    """Do so for articles that changed while an edition was made of them."""
    for article in errata.changed_since(connection, edition.id):
        doubt(connection, article, f"{edition.id}.{edition.revision}", now)
