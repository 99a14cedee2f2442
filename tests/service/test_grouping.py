"""Articles join stories as they arrive; editions correct them, and no id is ever lost."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from digest.compose.edition import Slot, compose_edition
from digest.errors import UnknownError
from digest.model.article import Document, MediaType
from digest.model.received import Given, StoredDocument
from digest.model.settings import Settings
from digest.service.articles import to_article
from digest.service.grouping import arrival, learn, shelve, shelved_stories, shelved_story
from digest.store import articles

if TYPE_CHECKING:
    from digest.model.article import Article
    from digest.model.edition import Edition
    from digest.service.context import Context

NOW = datetime(2021, 3, 9, tzinfo=UTC)
STORM = (
    "A storm tore two cranes loose in the harbour of Port Alder on Monday. "
    "Harbour master Ines Okafor closed the quay until the cranes are cleared away. "
    "The storm over Port Alder was the worst since the old quay was built."
)
STORM_TOO = (
    "The harbour of Port Alder stays closed after the storm of Monday. "
    "Ines Okafor, the harbour master, said two cranes lie across the quay. "
    "Cranes from other ports will clear the quay of Port Alder after the storm."
)
FAIR = (
    "Nine thousand visitors came to the spring fair of Lindow on Sunday. "
    "A choir of two hundred sang at the fair, and the mill opened its doors."
)


def _arrive(context: Context, name: str, text: str, day: str = "2021-03-09") -> tuple[str, str]:
    """Store an article and put it on the shelf; return its id and its story's."""
    said = to_article(
        Document(name, MediaType.TEXT, f"Report\n\n{text}\n", title=name, published=day)
    )
    document = StoredDocument(
        id=name,
        blob="0" * 64,
        size=1,
        name=name,
        media_type=MediaType.TEXT,
        charset="utf-8",
        given=Given(id=name),
        accepted=NOW,
    )
    with context.store.write() as connection:
        articles.add_document(connection, document)
        kept = articles.keep(connection, document, said)
        story = shelve(connection, kept.article, arrival(said, NOW))
    return kept.article, story


def _both(one: Edition, other: Edition) -> Edition:
    """Return an edition with the stories of two."""
    return replace(one, stories=(*one.stories, *other.stories))


def _stored(context: Context, ids: list[str]) -> list[Article]:
    with context.store.read() as connection:
        return list(articles.read(connection, [(i, 1) for i in ids]))


def test_reports_of_one_happening_join_one_story(context: Context) -> None:
    """The second report of the storm joins the first; the fair is another story."""
    first, storm = _arrive(context, "storm", STORM)
    second, again = _arrive(context, "storm too", STORM_TOO)
    _, fair = _arrive(context, "fair", FAIR)
    assert storm == again != fair
    shown = {story.id: story for story in shelved_stories(context)}
    assert sorted(shown[storm].articles) == sorted([first, second])
    assert shown[storm].title == "storm"
    assert shelved_stories(context, limit=1)[0].id in {storm, fair}


def test_what_is_weeks_away_begins_another_story(context: Context) -> None:
    """An article is compared with those of two weeks before and after it."""
    _, storm = _arrive(context, "storm", STORM)
    _, later = _arrive(context, "storm too", STORM_TOO, day="2021-04-09")
    assert storm != later


def test_an_edition_merges_stories_and_old_ids_lead_on(context: Context) -> None:
    """What an edition tells as one story is one; the id that went leads to the one that stayed."""
    first, storm = _arrive(context, "storm", STORM)
    second, later = _arrive(context, "storm too", STORM_TOO, day="2021-03-29")
    assert storm != later
    edition = compose_edition(
        _stored(context, [first, second]), Settings(), Slot(1, "manual:0", NOW)
    )
    assert len(edition.stories) == 1
    with context.store.write() as connection:
        learn(connection, edition)
        learn(connection, edition)
    merged = shelved_story(context, storm)
    assert sorted(merged.articles) == sorted([first, second])
    assert shelved_story(context, later) == merged
    assert [story.id for story in shelved_stories(context)] == [merged.id]


def test_an_edition_splits_a_story(context: Context) -> None:
    """One part keeps the id, the other has one of its own, the same each time."""
    first, story = _arrive(context, "storm", STORM)
    other, joined = _arrive(context, "storm too", STORM_TOO)
    assert story == joined
    edition = compose_edition(_stored(context, [first]), Settings(), Slot(1, "manual:0", NOW))
    apart = compose_edition(_stored(context, [other]), Settings(), Slot(1, "manual:0", NOW))
    with context.store.write() as connection:
        learn(connection, _both(edition, apart))
    shown = shelved_stories(context)
    assert sorted(s.articles for s in shown) == sorted([(first,), (other,)])
    assert story in {s.id for s in shown}
    with context.store.write() as connection:
        learn(connection, _both(edition, apart))
    assert shelved_stories(context) == shown


def test_an_unknown_story_is_named(context: Context) -> None:
    """There is no story of that id."""
    with pytest.raises(UnknownError, match="s-none"):
        shelved_story(context, "s-none")
