"""The feeds that are no single digest's: one over all public digests, and one for each story.

Both are a pure function of what is committed and are written when they are asked for: a story may
stand in hundreds of editions, and most stories' feeds nobody reads.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import digest
from digest.errors import MovedError, UnknownError
from digest.publish.channel import Channel, Origin, Tombstone
from digest.publish.content import SUBTITLE
from digest.publish.ids import shared_feed_id, telling_id
from digest.publish.safe import safe_text
from digest.publish.tellings import telling
from digest.publish.templates import Templates
from digest.service.addresses import digest_page, feed_style, feeds_beneath, icon, story_page
from digest.service.entries import FILES, MEDIA_TYPES, read_told, written
from digest.store import digests, editions, feeds, history, stories, tellings
from digest.store.editions import EditionState
from digest.store.feeds import EDITION, FEED
from digest.store.tellings import ALL, Telling

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date, datetime

    from sqlalchemy import Connection

    from digest.model.definition import DigestDefinition
    from digest.model.edition import Edition
    from digest.publish.channel import FeedEntry
    from digest.service.context import Context
    from digest.store.digests import StoredDigest
    from digest.store.editions import StoredEdition, StoredFile

MOST = 20
"""Entries of such a feed: two weeks of a story told daily, two days of ten digests."""


@dataclass(frozen=True, slots=True)
class _Item:
    """An edition to tell of; `identifier` is its entry's, `place` the story in it, if one."""

    stored: StoredEdition
    definition: DigestDefinition
    identifier: str
    feed: str
    files: tuple[tuple[str, StoredFile], ...]
    place: str | None = None


@dataclass(frozen=True, slots=True)
class SharedFeed:
    """A feed that is to be written: equal ones give the same bytes.

    `updated` is when an entry came, was corrected or withdrawn last, in UTC. `is_pinged` tells
    whether the hub hears of it.
    """

    identifier: str
    title: str
    subtitle: str
    home: str
    language: str
    updated: datetime
    items: tuple[_Item, ...]
    tombstones: tuple[Tombstone, ...]
    is_pinged: bool = False


@dataclass(frozen=True, slots=True)
class SharedForm:
    """A form of a feed that is no single digest's, yet to be written; equal ones are the same."""

    name: str
    media_type: str
    modified: datetime
    feed: SharedFeed


def feed_of_all(context: Context) -> SharedFeed:
    """Return the feed over all public digests: the editions that changed last.

    Raises:
        UnknownError: no public digest has an edition yet.
    """
    base = context.place.base
    with context.store.read() as connection:
        known = digests.public(connection)
        found = history.changed_last(connection, known, MOST)
        identifier = tellings.id_of(connection, ALL)
        if not found or identifier is None:
            raise UnknownError("No digest has an edition yet, so there is no feed of them.")
        items = []
        for name in dict.fromkeys(edition.digest for edition in found):
            own = [edition for edition in found if edition.digest == name]
            ids = feeds.ids_of(connection, name, EDITION, [edition.key for edition in own])
            items += [_item(connection, known[name], e, ids[e.key]) for e in own]
    languages = {item.definition.language for item in items}
    title = safe_text(base.brand)
    found_all = _shared(identifier, title, SUBTITLE, base.base_url, languages, items)
    return replace(found_all, is_pinged=True)


def is_feed_of_all(context: Context) -> bool:
    """Tell whether there is a feed over all digests yet."""
    with context.store.read() as connection:
        return tellings.id_of(connection, ALL) is not None


def feed_of_story(context: Context, story: str) -> SharedFeed:
    """Return the feed of a story: what the editions of public digests told of it.

    Raises:
        MovedError: it went into another story.
        UnknownError: there is no such story, or no edition has told of it yet.
    """
    with context.store.read() as connection:
        shelved = stories.get(connection, story)
        if shelved.id != story:
            sentence = f"The story {story!r} went into the story {shelved.id!r}; ask for that one."
            raise MovedError(sentence, story, shelved.id)
        known = digests.public(connection)
        told = tellings.of_story(connection, story, known, MOST)
        identifier = tellings.id_of(connection, story)
        if not told or identifier is None:
            raise UnknownError(f"No edition has told of the story {story!r} yet.")
        items = [_item(connection, known[e.digest], e, t.id, t.place) for t, e in told]
    home = story_page(context.place.base.base_url, story)
    title = safe_text(shelved.title) or story
    subtitle = "What the digests told of this story, every sentence with its source."
    languages = {item.definition.language for item in items}
    return _shared(identifier, title, subtitle, home, languages, items)


def form_of_all(context: Context, file: str) -> SharedForm:
    """Return a form of the feed over all public digests.

    Raises:
        UnknownError: no digest has an edition yet, or there is no such form.
    """
    return _form(feed_of_all(context), file)


def form_of_story(context: Context, story: str, file: str) -> SharedForm:
    """Return a form of a story's feed.

    Raises:
        MovedError: the story went into another.
        UnknownError: there is no such story, no edition told of it, or there is no such form.
    """
    return _form(feed_of_story(context, story), file)


def write_shared(context: Context, feed: SharedFeed, file: str) -> bytes:
    """Return a shared feed in the form of `file`: `rss.xml`, `atom.xml` or `feed.json`.

    Raises:
        StoreError: an edition cannot be read.
    """
    own = context.place.templates
    templates = Templates(own if own.is_dir() else None)
    base = context.place.base
    channel = Channel(
        id=feed.identifier,
        title=feed.title,
        subtitle=feed.subtitle,
        link=feed.home,
        self_links=feeds_beneath(feed.home),
        language=feed.language,
        updated=feed.updated,
        author=safe_text(base.brand),
        generator=f"article-digest {digest.__version__}",
        icon=icon(base.base_url),
        stylesheet=feed_style(base.base_url),
        hub=context.place.hub if feed.is_pinged else None,
    )
    entries = [_entry(context, item, templates) for item in feed.items]
    return written(channel, [e for e in entries if e is not None], feed.tombstones, file)


def mint_shared(
    connection: Connection,
    edition: Edition,
    stored: StoredEdition,
    base_url: str,
    *,
    minted: date,
) -> None:
    """Store the ids of the feeds that are not the digest's own and that an edition stands in."""
    tellings.mint(connection, ALL, shared_feed_id(base_url, ALL, minted=minted))
    firsts = {story.id: story.articles[0] for story in edition.stories if story.articles}
    shelved = stories.stories_of(connection, list(firsts.values()))
    told = [
        Telling(
            place, article, telling_id(base_url, stored.digest, stored.key, place, minted=minted)
        )
        for place, article in firsts.items()
        if article in shelved
    ]
    for one in told:
        name = shelved[one.article]
        tellings.mint(connection, name, shared_feed_id(base_url, name, minted=minted))
    tellings.note(connection, stored.id, told)


def _form(feed: SharedFeed, file: str) -> SharedForm:
    if file not in FILES.values():
        raise UnknownError(f"A feed has no form {file!r}; there is {', '.join(FILES.values())}.")
    return SharedForm(file, MEDIA_TYPES[file], feed.updated, feed)


def _item(
    connection: Connection,
    digest: StoredDigest,
    stored: StoredEdition,
    identifier: str,
    place: str | None = None,
) -> _Item:
    own = feeds.ids_of(connection, stored.digest, FEED, [""])
    files = tuple(sorted(editions.files_of(connection, stored).items()))
    return _Item(stored, digest.definition, identifier, own[""], files, place)


def _shared(
    identifier: str,
    title: str,
    subtitle: str,
    home: str,
    languages: Iterable[str],
    items: Iterable[_Item],
) -> SharedFeed:
    """Return the feed; its language is the first that an entry has, each entry says its own."""
    newest = sorted(items, key=lambda item: (item.stored.updated, item.identifier), reverse=True)
    gone = [item for item in newest if item.stored.state is EditionState.WITHDRAWN]
    return SharedFeed(
        identifier=identifier,
        title=title,
        subtitle=subtitle,
        home=home,
        language=min(languages),
        updated=_changed(newest[0].stored),
        items=tuple(item for item in newest if item not in gone),
        tombstones=tuple(Tombstone(i.identifier, _changed(i.stored)) for i in gone),
    )


def _entry(context: Context, item: _Item, templates: Templates) -> FeedEntry | None:
    told = read_told(
        context, item.stored, dict(item.files), item.definition.forms, item.stored.digest
    )
    title, since = safe_text(item.definition.title), item.stored.released or item.stored.as_of
    own = feeds_beneath(digest_page(told.edition.settings.base_url, item.stored.digest))
    origin = Origin(item.feed, title, own.rss, _changed(item.stored), own.atom)
    if item.place is None:
        return told.entry(item.identifier, templates, origin)
    return telling(
        told.edition,
        item.place,
        identifier=item.identifier,
        templates=templates,
        links=told.links,
        published=since,
        updated=_changed(item.stored),
        origin=origin,
    )


def _changed(stored: StoredEdition) -> datetime:
    """Return when an edition was released, corrected or withdrawn last."""
    return stored.updated or stored.as_of
