"""Every part of a service is looked at, and what is wrong with one is told with its cure."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

from sqlalchemy import text

from digest.deliver import mail, webhook
from digest.errors import DamagedBlobError, DigestError, MissingPartError
from digest.model.job import JobState
from digest.model.settings import DEFAULT_BASE_URL
from digest.model.source import SourceHealth
from digest.service.context import open_context
from digest.service.desk import shown_sources
from digest.service.produce import warm
from digest.service.vitals import vitals
from digest.store import digests, editions
from digest.store.migrate import check
from digest.store.unit import Store

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import datetime

    from digest.model.delivery import MailServer
    from digest.model.place import Place
    from digest.service.context import Context

SILENCE = timedelta(seconds=30)
"""Processes that gave no sign of life for so long are held to be gone: the length of a lease."""
_PENDING = timedelta(minutes=10)
"""Work that waits for longer than this waits for workers that are too few, or stuck: the longest
job takes four minutes."""
_SKEW = timedelta(seconds=5)
"""Clocks that keep time by the net differ by milliseconds; leases of 30 s stand five seconds."""
_ROOM = 1_000_000_000
"""Bytes: a day of a thousand articles with its editions takes a tenth of this."""
_EDITIONS = 20
"""Editions of each digest whose files are read: enough to find a disk that loses them."""


class Health(StrEnum):
    """How a part is."""

    FINE = "fine"
    WARNING = "warning"
    BROKEN = "broken"


@dataclass(frozen=True, slots=True)
class Finding:
    """What was found of a part; `cure` says what to do, empty when there is nothing to."""

    part: str
    health: Health
    said: str
    cure: str = ""


def examine(place: Place, *, now: datetime, definitions: str | None = None) -> tuple[Finding, ...]:
    """Return what is found of each part of the service at `place`; it may run, or not.

    `definitions` is what is wrong with digest.toml, None when nothing is.
    """
    found = [*_home(place), _definitions(definitions), *_address(place), _printing()]
    if place.home.is_dir():
        found += _stored(place, now)
    if place.mail is not None:
        found.append(_mail(place.mail))
    return tuple(found)


def _stored(place: Place, now: datetime) -> list[Finding]:
    """Return what is found of all that the database tells; nothing is migrated."""
    store = Store(place.database)
    try:
        check(store)
    except DigestError as error:
        cure = "start the database, or correct DIGEST_DATABASE_URL"
        return [Finding("database", Health.BROKEN, str(error), cure)]
    finally:
        store.close()
    with open_context(place, clock=lambda: now) as context:
        found = [Finding("database", Health.FINE, f"{context.store.where} answers")]
        for look in _LOOKS:
            found += _looked(look, context)
    return found


def _looked(look: Callable[[Context], Iterator[Finding]], context: Context) -> list[Finding]:
    try:
        return list(look(context))
    except DigestError as error:
        part = look.__name__.strip("_")
        return [Finding(part, Health.BROKEN, str(error), "restore a backup if it stays so")]


def _home(place: Place) -> Iterator[Finding]:
    if not place.home.is_dir():
        said = f"there is no folder {place.home}"
        yield Finding("home", Health.BROKEN, said, "start `digest up`, or name it with --home")
        return
    free = shutil.disk_usage(place.home).free
    if free < _ROOM:
        said = f"{free // 1_000_000} MB are left for {place.home}"
        yield Finding("home", Health.WARNING, said, "free some space, or move the home")
    else:
        said = f"{place.home}, {free // 1_000_000_000} GB free"
        yield Finding("home", Health.FINE, said)


def _definitions(wrong: str | None) -> Finding:
    if wrong is None:
        return Finding("digest.toml", Health.FINE, "is read")
    return Finding("digest.toml", Health.BROKEN, wrong, "correct it; what it said before holds on")


def _address(place: Place) -> Iterator[Finding]:
    base = place.base.base_url
    if base == DEFAULT_BASE_URL:
        cure = "set DIGEST_BASE_URL, or links and ids work on this machine alone"
        yield Finding("address", Health.WARNING, "no public address is set", cure)
    else:
        yield Finding("address", Health.FINE, base)


def _printing() -> Finding:
    try:
        warm()
    except MissingPartError as error:
        return Finding("printing", Health.BROKEN, str(error), "install what is missing")
    return Finding("printing", Health.FINE, "briefings can be printed")


def _consistency(context: Context) -> Iterator[Finding]:
    if not context.store.is_sqlite:
        with context.store.read() as connection:
            away = connection.execute(text("SELECT now()")).scalar_one() - context.clock()
        if abs(away) > _SKEW:
            said = f"the database's clock differs by {abs(away).total_seconds():.0f} s"
            yield Finding("clock", Health.WARNING, said, "let all machines keep time (NTP)")
        return
    with context.store.read() as connection:
        said = str(connection.execute(text("PRAGMA quick_check(1)")).scalar_one())
    if said != "ok":
        cure = "stop the service and restore a backup"
        yield Finding("database", Health.BROKEN, f"it is damaged: {said}", cure)


def _blobs(context: Context) -> Iterator[Finding]:
    context.blobs.get(context.blobs.put(b"digest doctor"))
    looked = 0
    with context.store.read() as connection:
        names = [digest.definition.name for digest in digests.live(connection)]
        recent = [e for n in names for e in editions.released(connection, n, limit=_EDITIONS)]
        files = [f for edition in recent for f in editions.files_of(connection, edition).values()]
    for file in files:
        try:
            context.blobs.get(file.blob)
        except DamagedBlobError as error:
            yield Finding("blobs", Health.BROKEN, str(error), "copy it back from a backup")
            return
        looked += 1
    yield Finding("blobs", Health.FINE, f"{context.place.blobs}, {looked} files are whole")


def _workers(context: Context) -> Iterator[Finding]:
    found = vitals(context, within=SILENCE)
    kinds = [beat.kind for beat in found.alive]
    if "worker" not in kinds:
        cure = "start `digest up`, or the workers"
        yield Finding("workers", Health.BROKEN, "none gave a sign of life in 30 s", cure)
    else:
        yield Finding("workers", Health.FINE, f"{kinds.count('worker')} live")
    if "web" not in kinds:
        cure = "start `digest up`, or `python -m workers.serve`"
        yield Finding("web", Health.WARNING, "gave no sign of life in 30 s", cure)
    else:
        yield Finding("web", Health.FINE, f"{kinds.count('web')} live")
    for beat in found.alive:
        if beat.at - found.now > _SKEW:
            said = f"the clock of {beat.name} is ahead of ours"
            yield Finding("clock", Health.WARNING, said, "let all machines keep time (NTP)")
        for part, said in sorted(beat.told.items()):
            yield Finding(part, Health.BROKEN, said, f"see the log of {beat.name}")


def _jobs(context: Context) -> Iterator[Finding]:
    found = vitals(context, within=SILENCE)
    if found.drained:
        said = f"nothing is begun since {found.drained:%Y-%m-%d %H:%M}Z: the service is drained"
        yield Finding("jobs", Health.WARNING, said, "`digest drain --end` lets work go on")
    for pool, since in sorted(found.oldest.items()):
        age = found.now - since
        if age > _PENDING:
            said = f"work waits for {age.total_seconds() / 60:.0f} minutes in {pool}"
            cure = f"start workers for the queue {pool}, or more of them"
            yield Finding("jobs", Health.WARNING, said, cure)
    dead = sum(count for (_, state), count in found.jobs.items() if state is JobState.DEAD)
    if dead:
        cure = "`digest jobs --state dead` says why, `digest jobs retry ID` tries again"
        yield Finding("jobs", Health.WARNING, f"{dead} are dead", cure)
    else:
        yield Finding("jobs", Health.FINE, "none is dead")


def _sources(context: Context) -> Iterator[Finding]:
    every = shown_sources(context)
    for source in every:
        if source.health in {SourceHealth.FAILING, SourceHealth.GONE}:
            said = f"{source.name} is {source.health}: {source.error or 'it is gone'}"
            yield Finding("sources", Health.WARNING, said, "`digest sources` shows all")
    if every:
        yield Finding("sources", Health.FINE, f"{len(every)} are defined")


def _webhooks(context: Context) -> Iterator[Finding]:
    with context.store.read() as connection:
        every = [digest.definition for digest in digests.live(connection)]
    for definition in every:
        for hook in definition.webhooks:
            try:
                webhook.keys_of(hook.secret, context.place.secrets)
            except DigestError as error:
                cure = "set it for all workers"
                yield Finding("webhooks", Health.BROKEN, str(error), cure)
        mailing = definition.mail
        if mailing is not None and (mailing.to or mailing.alerts) and context.place.mail is None:
            said = f"{definition.name} is to be sent by mail, and there is no mail server"
            cure = "set DIGEST_SMTP_URL and DIGEST_MAIL_FROM"
            yield Finding("mail", Health.BROKEN, said, cure)


def _mail(server: MailServer) -> Finding:
    try:
        mail.greet(server)
    except DigestError as error:
        return Finding("mail", Health.BROKEN, str(error), "correct DIGEST_SMTP_URL")
    return Finding("mail", Health.FINE, f"{server.host} lets us in")


_LOOKS = (_consistency, _blobs, _workers, _jobs, _sources, _webhooks)
