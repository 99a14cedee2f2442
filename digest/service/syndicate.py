"""The feed of a digest is written: its newest editions, and archives of all before them.

Archived feeds: RFC 5005, section 4 (https://www.rfc-editor.org/rfc/rfc5005). Editions are dealt out
in the order of their release: each archive holds as many as the current document holds at least,
and is written once, when twice as many wait in the current one. So a release writes the current
document and one archive at most, however long the history is. An edition that is corrected stands
in the current document again, before the others, with its id and a later time; archives stay as
they were, and readers take the newer of two entries (section 4 of the RFC). A withdrawn edition is
taken out of the document that it stood in, and the current Atom document says so by a tombstone
(RFC 6721, https://www.rfc-editor.org/rfc/rfc6721). Errata stand in the current document alone.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from digest.publish.channel import Paging, Tombstone
from digest.publish.content import edition_channel
from digest.publish.templates import Templates
from digest.service import eventfeed
from digest.service.addresses import archive_page, digest_page, feed_style, feeds_beneath, icon
from digest.service.entries import FILES, read_told, written
from digest.service.erratafeed import ShownErrata, errata_entries, shown_errata
from digest.service.ping import order_ping
from digest.store import digests, editions, feeds, history, secret_names
from digest.store.editions import EditionState, StoredFile
from digest.store.feeds import EDITION, EVENTS, FEED

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import datetime

    from sqlalchemy import Connection

    from digest.publish.channel import Channel, FeedEntry
    from digest.service.context import Context
    from digest.store.digests import StoredDigest
    from digest.store.editions import StoredEdition

ENTRIES = 10
"""Editions that a feed holds at least, and an archive of it exactly: a reader may stay away from a
daily digest for over a week and need no archive. Each costs about 6 ms at every release (measured
on editions of the bundled sample); with twice as many, the 1,001st edition took 1.25 times the CPU
time of the 11th."""


@dataclass(frozen=True, slots=True)
class _Part:
    """A document of the feed: editions, the oldest first, with their files and entry ids.

    `archive` is its number, from 1 for the oldest; None for the current document. `events` are,
    by edition, the entry ids of those that it tells first; the current document alone has them and
    `errata`.
    """

    archive: int | None
    editions: tuple[StoredEdition, ...]
    files: tuple[Mapping[str, StoredFile], ...]
    ids: Mapping[str, str]
    tombstones: tuple[Tombstone, ...] = ()
    errata: ShownErrata = field(default_factory=ShownErrata)
    events: Mapping[str, Mapping[str, str]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Feed:
    """A feed that is to be written.

    `address` is the part of an address that names its digest, `own` are the ids of the feed and of
    the timeline feed, `full` is the number of the newest archive. A private feed has no `hub`: it
    would tell others the secret.
    """

    digest: StoredDigest
    address: str
    own: Mapping[str, str]
    full: int
    hub: str | None


def archives(count: int) -> int:
    """Return how many archives `count` editions fill beside the current document."""
    return max(0, count // ENTRIES - 1)


def write_feed(context: Context, name: str, *, templates: Templates | None = None) -> int:
    """Write the feed of a digest from its released editions; return its generation.

    Whoever is slower than another that shows more changes nothing. Archives stay as they were,
    less what was withdrawn.

    Raises:
        UnknownError: there is no such digest.
        StoreError: the feed cannot be read or stored.
    """
    with context.store.read() as connection:
        digest = digests.get(connection, name)
        if digest.written >= digest.generation:
            return digest.generation
    _write(context, digest, templates or Templates(), anew=False)
    return digest.generation


def write_anew(context: Context, name: str) -> bool:
    """Write all documents of a feed that is due anew, and forget those there were.

    Returns false where another one wrote it meanwhile.

    Raises:
        UnknownError, StoreError: as `write_feed`.
    """
    with context.store.read() as connection:
        digest = digests.get(connection, name)
    return _write(context, digest, Templates(), anew=True)


def _write(context: Context, digest: StoredDigest, templates: Templates, *, anew: bool) -> bool:
    """Write a feed, and return whether it shows more than before by that."""
    name = digest.definition.name
    with context.store.read() as connection:
        full = archives(history.count_ever_released(connection, name))
        due = range(1, full + 1) if anew else _due(connection, digest, full)
        parts = [_part(connection, name, number) for number in due]
        parts.append(_part(connection, name, None, offset=full * ENTRIES))
        feed = _Feed(
            digest,
            secret_names.address(connection, name),
            feeds.ids_of(connection, name, FEED, ["", eventfeed.KEY]),
            full,
            None if digest.definition.private else context.place.hub,
        )
    made = {
        file: content
        for part in parts
        for file, content in _documents(context, feed, part, templates)
    }
    blobs = context.blobs.put_all(list(made.values()))
    kept = [
        StoredFile(file, blob, len(content))
        for (file, content), blob in zip(made.items(), blobs, strict=True)
    ]
    with context.store.write(durable=True) as connection:
        now = context.clock()
        is_newer = feeds.write(connection, name, digest.generation, kept, now, alone=anew)
        if is_newer and kept and feed.hub:
            order_ping(connection, name, digest.generation, now)
    return is_newer


def _due(connection: Connection, digest: StoredDigest, full: int) -> list[int]:
    """Return the numbers of the archives to write: new ones, and those that lost an edition."""
    name = digest.definition.name
    known = feeds.files_of(connection, name)
    lost: dict[int, datetime] = {}
    for edition in history.withdrawn(connection, name):
        archive = history.place_of(connection, edition) // ENTRIES + 1
        lost[archive] = max(lost.get(archive, _changed(edition)), _changed(edition))

    def is_due(number: int, file: str) -> bool:
        found = known.get(_filed(number, file))
        return found is None or (number in lost and found.updated <= lost[number])

    files = _made(digest)
    return [n for n in range(1, full + 1) if any(is_due(n, file) for file in files)]


def _part(connection: Connection, name: str, archive: int | None, offset: int = 0) -> _Part:
    """Return the archive of that number, or the current document, which begins at `offset`."""
    stones: tuple[Tombstone, ...] = ()
    events: Mapping[str, Mapping[str, str]] = {}
    errata = ShownErrata()
    if archive is None:
        errata = shown_errata(connection, name)
        corrected = history.revised(connection, name, first=offset, limit=ENTRIES)
        found = corrected + history.in_order(connection, name, offset=offset)
        gone = history.withdrawn(connection, name)
        known = feeds.ids_of(connection, name, EDITION, [edition.key for edition in gone])
        stones = tuple(Tombstone(known[edition.key], _changed(edition)) for edition in gone)
        events = {e.key: feeds.ids_of(connection, name, EVENTS + e.key) for e in found}
    else:
        start = (archive - 1) * ENTRIES
        found = history.in_order(connection, name, offset=start, limit=ENTRIES)
    return _Part(
        archive,
        found,
        tuple(editions.files_of(connection, edition) for edition in found),
        feeds.ids_of(connection, name, EDITION, [edition.key for edition in found]),
        stones,
        errata,
        events,
    )


def _changed(edition: StoredEdition) -> datetime:
    """Return when an edition was released, corrected or withdrawn last."""
    return edition.updated or edition.as_of


def _documents(
    context: Context, feed: _Feed, part: _Part, templates: Templates
) -> Iterator[tuple[str, bytes]]:
    """Yield a part of the feed in the forms that the digest is published in, by file name.

    The timeline feed comes with the current document.
    """
    own, forms = feed.own, feed.digest.definition.forms
    channel: Channel | None = None
    entries: list[FeedEntry] = []
    events: list[FeedEntry] = []
    base = context.place.base.base_url
    for stored, files in zip(part.editions, part.files, strict=True):
        told = read_told(context, stored, files, forms, feed.address)
        edition, links, base = told.edition, told.links, told.edition.settings.base_url
        home = digest_page(base, feed.address)
        channel = edition_channel(edition, identifier=own[""], links=links, home=home)
        channel = replace(channel, self_links=feeds_beneath(home))
        if stored.state is EditionState.WITHDRAWN:
            continue
        entry = told.entry(part.ids[stored.key], templates)
        entries.insert(0, entry)
        new = part.events.get(stored.key, {})
        events[:0] = eventfeed.first_told(edition, new, templates, links)
    if channel is None:
        return
    entries += errata_entries(context, part.errata, forms, feed.address, templates)
    entries.sort(key=lambda entry: entry.updated, reverse=True)
    # A feed changed when an entry came, changed or went; editions are composed a little earlier.
    moments = [_changed(edition) for edition in part.editions]
    moments += [*(stone.when for stone in part.tombstones), *part.errata.moments]
    channel = replace(
        channel,
        updated=max(moments),
        icon=icon(base),
        stylesheet=feed_style(base),
        hub=feed.hub if part.archive is None else None,
    )
    for file in _made(feed.digest):
        place = _filed(part.archive, file)
        shown = _paged(channel, part.archive, feed.full, file)
        yield place, written(shown, entries, part.tombstones, file)
        if part.archive is None and eventfeed.KEY in own:
            newest = events[: eventfeed.MOST]
            beside = eventfeed.event_channel(channel, own[eventfeed.KEY], newest)
            yield eventfeed.FOLDER + file, written(beside, newest, (), file)


def _paged(channel: Channel, archive: int | None, full: int, file: str) -> Channel:
    """Return the channel of one document, with the address it stands at and its neighbours'."""
    before = full if archive is None else archive - 1
    prev = archive_page(channel.link, before) + file if before else None
    if archive is None:
        return replace(channel, paging=Paging(prev_archive=prev))
    here = archive_page(channel.link, archive)
    paging = Paging(prev_archive=prev, current=channel.link + file, is_archive=True)
    return replace(channel, self_links=feeds_beneath(here), paging=paging)


def _made(digest: StoredDigest) -> list[str]:
    """Return the names of the feed's forms that the digest is published in."""
    return [file for form, file in FILES.items() if form in digest.definition.forms]


def _filed(archive: int | None, file: str) -> str:
    """Return the name that a document of the feed is stored by."""
    return file if archive is None else f"archive/{archive}/{file}"
