"""Editions and articles are put into the search index: as they come, and those there were before.

Each is written in the transaction that makes it visible. What an older version of the program, or
a restored copy, brought without is found and put in afterwards, some at a time.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from digest.model.edtf import extent
from digest.model.published import as_moment
from digest.model.search import HitKind, SearchRow
from digest.publish.evidence import read_evidence
from digest.publish.view import view
from digest.store import articles, editions, search
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

GROUP, GROUPS = 50, 10
"""Owners that are put in at once where many are missing, a transaction of some 50 ms, and how many
such groups one call puts in."""

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


def index_missing(context: Context) -> int:
    """Put what is not in the index into it, a few groups of it; return how much was missing."""
    done = 0
    for _ in range(GROUPS):
        found = _index_group(context)
        done += found
        if not found:
            break
    return done


def _index_group(context: Context) -> int:
    now = context.clock()
    with context.store.read() as connection:
        if search.is_whole(connection, MAKER):
            return 0
        since = search.begun(connection, MAKER)
        texts = search.missing_articles(connection, GROUP)
        told = search.missing_editions(connection, GROUP)
        read = list(articles.read(connection, texts))
        released = [editions.get(connection, *one) for one in told]
        files = [editions.files_of(connection, one)["edition.json"].blob for one in released]
    made = [(a.id, moment_of(a, a.accepted or now), of_article(a, a.id)) for a in read]
    for stored, blob in zip(released, files, strict=True):
        edition = read_evidence(context.blobs.get(blob))
        made.append((stored.id, stored.as_of, of_edition(edition, stored)))
    if since is not None and not made and now - since < WATCHED:
        return 0
    with context.store.write() as connection:
        if since is None:
            search.begin(connection, MAKER, now)
            return 1
        for owner, moment, rows in made:
            if not search.is_there(connection, owner):
                search.replace(connection, owner, moment, rows)
        if not made:
            search.made_whole(connection, MAKER, now)
    return len(made)


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
