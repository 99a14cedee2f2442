"""Editions and articles are put into the search index: as they come, and those there were before.

An edition is indexed in the transaction that makes it visible. An article waits for its turn, which
the transaction that stores it notes: it is read sooner, and indexed with others for half the price.
What an older version of the program, or a restored copy, brought without is found afterwards.
"""

from __future__ import annotations

import logging
from datetime import timedelta
from typing import TYPE_CHECKING

from digest.errors import DamagedBlobError
from digest.model.edtf import extent
from digest.model.published import as_moment
from digest.model.search import HitKind, SearchRow
from digest.publish.evidence import read_evidence
from digest.publish.view import view
from digest.store import articles, editions, history, search, search_due
from digest.store.versions import last_versions
from digest.text.searching import MAKER, index_words, outlets_mark

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date, datetime

    from sqlalchemy import Connection

    from digest.model.article import Article
    from digest.model.edition import Edition
    from digest.publish.shown import EditionView, Sentence
    from digest.service.context import Context
    from digest.store.editions import StoredEdition

log = logging.getLogger(__name__)

GROUP = 50
"""Editions and articles that are indexed at once: a transaction of some 30 ms. One by one it would
take twice as long, since FTS5 writes a part of its index anew with each."""

WATCHED = timedelta(hours=1)
"""So long after the index was begun workers of the version before may still bring some without."""

Indexed = tuple[SearchRow, list[str]]
"""What can be found, with its words."""


def of_article(article: Article, owner: str) -> list[Indexed]:
    """Return by what an article can be found: its title and all of its text."""
    row = SearchRow(
        kind=HitKind.ARTICLE,
        owner=owner,
        title=article.title,
        outlet=outlets_mark([article.outlet]),
        day=_day(article.published.value),
    )
    return [(row, index_words(f"{article.title}\n{article.text}"))]


def moment_of(article: Article, accepted: datetime) -> datetime:
    """Return the first moment of an article's publication, or of its acceptance if that is earlier.

    A date to come is a mistake or an embargo; it shall not keep an article before all others.
    """
    value = article.published.value
    return min(as_moment(value), accepted) if value else accepted


def of_edition(edition: Edition, stored: StoredEdition) -> list[Indexed]:
    """Return by what an edition can be found: its title, and each sentence that it quotes."""
    rows = list(_rows(view(edition), edition, stored))
    return [(row, index_words(f"{row.title}\n{row.text or ''}")) for row in rows]


def index_edition(connection: Connection, stored: StoredEdition, edition: Edition) -> None:
    """Put an edition, or its new revision, into the index."""
    search.replace(connection, stored.id, stored.as_of, of_edition(edition, stored))


def keep_whole(context: Context) -> None:
    """See that all is indexed that was there before, or came by workers of the version before."""
    now = context.clock()
    with context.store.read() as connection:
        if search.is_whole(connection, MAKER):
            return
        since = search.begun(connection, MAKER)
    if since is None:
        with context.store.write() as connection:
            search.begin(connection, MAKER, now)
    elif now - since >= WATCHED:
        with context.store.write() as connection:
            search.made_whole(connection, MAKER, now)


def index_due(context: Context) -> int:
    """Index a group of what waits for it, and return how much it was."""
    now = context.clock()
    with context.store.read() as connection:
        if not search_due.is_any(connection, now):
            return 0
    with context.store.write() as connection:
        taken = search_due.take(connection, now, limit=GROUP)
    texts = [due.owner for due in taken if due.kind is HitKind.ARTICLE]
    told = [due.owner for due in taken if due.kind is HitKind.EDITION]
    with context.store.read() as connection:
        read = list(articles.read(connection, last_versions(connection, texts)))
        released = history.with_ids(connection, told)
        files = [editions.files_of(connection, one)["edition.json"].blob for one in released]
    made = [(a, moment_of(a, a.accepted or now), of_article(a, a.id)) for a in read]
    quoted = [_of_stored(context, *one) for one in zip(released, files, strict=True)]
    with context.store.write() as connection:
        newest = set(last_versions(connection, texts))
        for article, moment, rows in made:
            if (article.id, article.version) in newest:  # else its newer one waits
                search.replace(connection, article.id, moment, rows)
        same = set(history.with_ids(connection, told))
        for stored, rows in zip(released, quoted, strict=True):
            if stored in same:
                search.replace(connection, stored.id, stored.as_of, rows)
        search_due.drop(connection, taken)
    return len(taken)


def _of_stored(context: Context, stored: StoredEdition, blob: str) -> list[Indexed]:
    try:
        return of_edition(read_evidence(context.blobs.get(blob)), stored)
    except DamagedBlobError as error:
        log.warning("it is not searched: %s", error)
        return []


def _rows(shown: EditionView, edition: Edition, stored: StoredEdition) -> Iterator[SearchRow]:
    """Yield the edition's title, its sentences, and the entries that are told nowhere else."""
    day = edition.as_of.date()
    outlets = {source.number: source.outlet for source in shown.sources}
    yield SearchRow(HitKind.EDITION, stored.id, edition.title, digest=stored.digest, day=day)

    def row(title: str, said: Sentence, when: date | None) -> SearchRow:
        of = outlets_mark(outlets.get(cite.number) for cite in said.cites)
        return SearchRow(
            HitKind.SENTENCE,
            stored.id,
            title,
            said.text,
            said.id,
            stored.digest,
            of,
            when or day,
        )

    dated = {said.text: said.on for story in edition.stories for said in story.sentences}
    titles = {story.id: story.title for story in shown.stories}
    seen = set()
    for story in shown.stories:
        for said in story.sentences:
            seen.add((story.id, said.text))
            yield row(story.title, said, _day(dated.get(said.text)))
    for entry in (*shown.timeline, *shown.watch):
        told = (entry.story or "", entry.sentence.text)
        if told not in seen:
            seen.add(told)
            title = titles.get(told[0], edition.title)
            yield row(title, entry.sentence, entry.earliest)


def _day(value: str | None) -> date | None:
    """Return the first day of a date as it is known, None where it is not."""
    return extent(value[: len("2021-03-08")]).earliest if value else None
