"""Editions and feeds are written anew without an article that was taken down.

This is the one case in which what was published is replaced: numbers, keys and ids stay.
"""

from __future__ import annotations

import shutil
from dataclasses import replace
from typing import TYPE_CHECKING

from digest.errors import ConflictError, GoneError
from digest.publish.content import headline
from digest.publish.evidence import read_evidence
from digest.publish.templates import Templates
from digest.service.composing import compose
from digest.service.erase import remove_unnamed
from digest.service.indexing import index_edition
from digest.service.produce import written_files
from digest.service.sitemap import STATE
from digest.service.syndicate import write_anew
from digest.store import articles, candidates, digests, editions, feeds, takedowns
from digest.store.editions import EditionState, StoredFile

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

    from digest.model.edition import Edition
    from digest.service.context import Context
    from digest.store.articles import Ref
    from digest.store.editions import StoredEdition


def remake(context: Context, edition: StoredEdition, article: str) -> None:
    """Write an edition without an article, unless it is, and forget its earlier revisions.

    Raises:
        StoreError: it cannot be stored; it is as it was.
    """
    while True:
        with context.store.read() as connection:
            stored = editions.by_id(connection, edition.id) or edition
            digest = digests.ever(connection, stored.digest)
            files = editions.files_of(connection, stored)
            own = candidates.refs_of(connection, stored.id)
            past = candidates.refs_of(connection, stored.id, earlier=True)
        if digest is None or "edition.json" not in files:
            return
        told = read_evidence(context.blobs.get(files["edition.json"].blob))
        if not _holds(told, article):
            _forget_older(context, stored)
            return
        with context.store.read() as connection:
            read = list(articles.read(connection, _as_told(told, own, article)))
            earlier = list(articles.read(connection, _as_told(told, past, article)))
        definition = digest.definition
        made = compose(definition, told.settings, stored, told.next_due, read, earlier)
        kept = tuple(one for one in told.corrections if one.article != article)
        made = replace(made, corrections=kept, revision=stored.revision + 1)
        folder = context.place.templates
        templates = Templates(folder if folder.is_dir() else None)
        try:
            _keep(context, stored, made, written_files(made, definition, templates=templates))
        except ConflictError:
            continue  # it was corrected meanwhile
        return


def rewrite_feeds(context: Context, names: Collection[str]) -> list[str]:
    """Write all documents of feeds anew, archives among them; return the names of the digests."""
    for name in sorted(names):
        with context.store.read() as connection:
            before = [file.blob for file in feeds.files_of(connection, name).values()]
        try:
            while True:
                with context.store.write() as connection:
                    digests.get(connection, name)
                    digests.next_generation(connection, name)
                if write_anew(context, name):
                    break
        except GoneError:
            with context.store.write() as connection:
                takedowns.drop_feed_files(connection, name)
        remove_unnamed(context, before)
        if context.place.site:
            for part in ("digests", "briefings"):
                shutil.rmtree(context.place.site / part / name, ignore_errors=True)
            (context.place.site / STATE).unlink(missing_ok=True)  # so that all is written again
    return sorted(names)


def _holds(told: Edition, article: str) -> bool:
    named = [source.article for source in told.sources]
    return article in named + [one.article for one in told.corrections]


def _as_told(told: Edition, refs: Iterable[Ref], article: str) -> list[Ref]:
    """Return the version of each other article that an edition shows, else the newest it may."""
    shown = {source.article: source.version for source in told.sources}
    newest = dict(sorted(refs))
    return [(one, shown.get(one, n)) for one, n in newest.items() if one != article]


def _keep(
    context: Context, stored: StoredEdition, made: Edition, files: Mapping[str, bytes]
) -> None:
    blobs = context.blobs.put_all(list(files.values()))
    kept = [
        StoredFile(name, blob, len(content))
        for (name, content), blob in zip(files.items(), blobs, strict=True)
    ]
    with context.store.write(durable=True) as connection:
        now, title = context.clock(), headline(made)
        editions.rewrite(connection, stored, now, title=title, files=kept)
        dropped = takedowns.drop_files(connection, stored.id, stored.revision + 1)
        if stored.state is EditionState.RELEASED:
            index_edition(connection, stored, made)
    remove_unnamed(context, dropped)


def _forget_older(context: Context, stored: StoredEdition) -> None:
    with context.store.write(durable=True) as connection:
        dropped = takedowns.drop_files(connection, stored.id, stored.revision)
    remove_unnamed(context, dropped)
