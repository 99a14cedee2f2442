"""What there is to tell of editions becomes jobs, stored with what they tell of.

A delivery is a job like any other: tried again for three days, visible, cancellable. Its key names
the occasion, the edition and the receiver, so that each receiver is told of each once; a receiver
may still hear it twice, and knows it by its id.
"""

from __future__ import annotations

import logging
import uuid
from typing import TYPE_CHECKING

from digest.errors import UnknownError
from digest.model.delivery import Occasion, Way
from digest.model.job import JobKind, JobOrder, JobState, Priority
from digest.store import digests, jobs, recipients

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from sqlalchemy import Connection

    from digest.model.definition import DigestDefinition
    from digest.model.job import Job
    from digest.store.editions import StoredEdition

log = logging.getLogger(__name__)


def announce_release(
    connection: Connection, definition: DigestDefinition, edition: StoredEdition, now: datetime
) -> None:
    """Order that webhooks and recipients of a digest are told of an edition that is released."""
    about = {"number": str(edition.number), "at": now.isoformat()}
    what = f"{edition.key}:{edition.revision}"
    _order_webhooks(connection, definition, Occasion.RELEASED, what, about, now)
    if definition.mail is not None:
        for recipient in recipients.admit(connection, definition.name, definition.mail.to):
            told = Occasion.RELEASED
            _order(connection, definition, told, Way.MAIL, recipient.id, what, about, now)


def announce_correction(
    connection: Connection, definition: DigestDefinition, edition: StoredEdition, now: datetime
) -> None:
    """Order that webhooks are told that `edition`, as it was, has a new revision."""
    about = {"number": str(edition.number), "at": now.isoformat()}
    what = f"{edition.key}:{edition.revision + 1}"
    _order_webhooks(connection, definition, Occasion.CORRECTED, what, about, now)


def announce_failure(connection: Connection, job: Job, now: datetime) -> None:
    """Order that those who want alerts hear that an edition's job is dead; log it."""
    if job.kind is not JobKind.EDITION or job.state is not JobState.DEAD:
        return
    log.error("no edition of %s (%s): %s", job.subject, job.key, job.error)
    about = {"key": job.key, "job": job.id, "error": job.error or "", "at": now.isoformat()}
    what = f"{job.key}:{job.attempt}"
    _alert(connection, job.subject, Occasion.FAILED, what, about, now)


def announce_gap(
    connection: Connection, digest: str, missed: Sequence[datetime], now: datetime
) -> None:
    """Order that those who want alerts hear that slots of a digest went by; log it."""
    if not missed:
        return
    first, last = missed[0].isoformat(), missed[-1].isoformat()
    log.error("missed %s slots of %s, %s to %s", len(missed), digest, first, last)
    about = {"missed": str(len(missed)), "first": first, "last": last, "at": now.isoformat()}
    _alert(connection, digest, Occasion.MISSED, last, about, now)


def _alert(
    connection: Connection,
    digest: str,
    occasion: Occasion,
    what: str,
    about: Mapping[str, str],
    now: datetime,
) -> None:
    try:
        definition = digests.get(connection, digest).definition
    except UnknownError:
        return  # nobody watches a digest that is no longer defined
    _order_webhooks(connection, definition, occasion, what, about, now)
    for place, _ in enumerate(definition.mail.alerts if definition.mail else ()):
        _order(connection, definition, occasion, Way.ALERT, str(place), what, about, now)


def _order_webhooks(
    connection: Connection,
    definition: DigestDefinition,
    occasion: Occasion,
    what: str,
    about: Mapping[str, str],
    now: datetime,
) -> None:
    for hook in definition.webhooks:
        if occasion in hook.events:
            _order(connection, definition, occasion, Way.WEBHOOK, hook.id, what, about, now)


def _order(
    connection: Connection,
    definition: DigestDefinition,
    occasion: Occasion,
    way: Way,
    target: str,
    what: str,
    about: Mapping[str, str],
    now: datetime,
) -> None:
    order = JobOrder(
        id=uuid.uuid4().hex,
        kind=JobKind.DELIVER,
        subject=definition.name,
        key=f"{occasion}:{what}:{way}:{target}",
        priority=Priority.SCHEDULED,
        options={"occasion": occasion, "way": way, "target": target, **about},
    )
    jobs.accept_new(connection, order, now)
