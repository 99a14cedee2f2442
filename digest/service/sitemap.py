"""What a folder of public files is to hold, and what of it has changed since it was written."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from digest.publish.errata import PAGE
from digest.service.bydate import month_of
from digest.service.entries import FILES
from digest.store import digests, editions, errata, feeds, history
from digest.store.editions import EditionState

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from sqlalchemy import Connection

    from digest.service.context import Context
    from digest.store.digests import StoredDigest

SHARED = ("", "feeds.opml", "feed.css", "icon.svg", "robots.txt", *FILES.values())
"""Paths of a service beside its digests; the empty one is its first page."""

STATE = ".shown.json"
"""The file that says what such a folder shows; without it everything is written again."""
_STANDING = ("timeline.ics", "timeline.json")


@dataclass(frozen=True, slots=True)
class Shown:
    """What a folder shows of a digest: its generation, and the newest change that went into it."""

    generation: int
    changed: datetime


@dataclass(frozen=True, slots=True)
class Changes:
    """What has to be done to a folder: `written` are paths, `removed` folders, all relative.

    `shown` is what it shows afterwards, by digest.
    """

    written: tuple[str, ...]
    removed: tuple[str, ...]
    shown: Mapping[str, Shown]


def changes(context: Context, before: Mapping[str, Shown]) -> Changes:
    """Return what has changed in public since a folder showed `before`; nothing is an empty tuple.

    Of a digest with a new edition these are its page, its current feeds, archives that were
    written since, and the files of the editions that changed: never all its history.
    """
    written: list[str] = []
    removed: list[str] = []
    shown: dict[str, Shown] = {}
    with context.store.read() as connection:
        public = digests.public(connection)
        for name, digest in public.items():
            known = before.get(name)
            if known is not None and known.generation == digest.written:
                shown[name] = known
                continue
            found = _changed(connection, digest, known)
            written += found.written
            removed += found.removed
            shown |= found.shown
    for name in before.keys() - public.keys():
        removed += [f"digests/{name}", f"briefings/{name}"]
    if written or removed:
        written += SHARED
    return Changes(tuple(written), tuple(sorted(removed)), shown)


def _changed(connection: Connection, digest: StoredDigest, known: Shown | None) -> Changes:
    name = digest.definition.name
    home = f"digests/{name}/"
    written, removed = [home, f"{home}months/"], []
    every = history.changed_since(connection, name, known.changed if known else None)
    gone = {month_of(e) for e in every if e.state is EditionState.WITHDRAWN}
    left = {month_of(e) for e in editions.released(connection, name)} if gone else gone
    removed += [f"{home}months/{month}" for month in sorted(gone - left)]
    changed = {month_of(edition) for edition in every} - (gone - left)
    written += [f"{home}months/{month}/" for month in sorted(changed)]
    for edition in every:
        folder = f"{home}editions/{edition.number}"
        before = [replace(edition, revision=r) for r in range(1, edition.revision)]
        if edition.state is EditionState.WITHDRAWN:
            removed += [folder, *(f"{folder}.{one.revision}" for one in before)]
            continue
        written += [f"{folder}/{file}" for file in editions.files_of(connection, edition)]
        for one in before:
            files = editions.files_of(connection, one)
            written += [f"{folder}.{one.revision}/{file}" for file in files]
    for file in feeds.files_of(connection, name).values():
        is_archive = file.name.startswith("archive/")
        if known is None or not is_archive or file.updated >= known.changed:
            written.append(home + file.name)
    wrong = errata.noted_since(connection, name, known.changed if known else None)
    written += [f"{home}editions/{n}/{file}" for n in wrong for file in ("", PAGE)]
    newest = editions.released(connection, name, limit=1)
    offered = editions.files_of(connection, newest[0]) if newest else {}
    written += [home + file for file in _STANDING if file in offered]
    if "briefing.pdf" in offered:
        written += [f"{home}latest.pdf", f"briefings/{name}/latest.pdf"]
    moments = [*(e.updated or e.as_of for e in every[:1]), *wrong.values()]
    moment = max(moments, default=known.changed if known else digest.minted)
    return Changes(tuple(written), tuple(removed), {name: Shown(digest.written, moment)})
