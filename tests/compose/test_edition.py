"""An edition is a pure function of its articles, and accounts for all of their text."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import UTC, datetime
from importlib.resources import files
from typing import TYPE_CHECKING

import pytest

from digest.compose.edition import Slot, compose_edition, manual_key
from digest.model.article import DIGESTIBLE, Article, Document, MediaType
from digest.model.settings import Settings
from digest.service.articles import to_article
from digest.service.documents import load_documents

if TYPE_CHECKING:
    from digest.model.edition import Edition

SLOT = Slot(1, "manual:0", datetime(2020, 4, 29, tzinfo=UTC))


@pytest.fixture(scope="module")
def articles() -> list[Article]:
    """The bundled sample."""
    path = str(files("digest") / "sample" / "covid-19.jsonl")
    return [to_article(document) for document in load_documents([path])]


@pytest.fixture(scope="module")
def made(articles: list[Article]) -> Edition:
    """The sample's edition."""
    return compose_edition(articles, Settings(), SLOT)


def test_any_order_of_arrival_gives_the_same_edition(
    articles: list[Article], made: Edition
) -> None:
    """Shuffled articles are the same articles, and have the same key."""
    for seed in range(3):
        mixed = random.Random(seed).sample(articles, len(articles))  # noqa: S311 - no secret
        assert compose_edition(mixed, Settings(), SLOT) == made
        assert manual_key(Settings(), mixed) == manual_key(Settings(), articles)
    assert manual_key(Settings(sentences=4), articles) != manual_key(Settings(), articles)


def test_every_sentence_is_cited_or_in_the_ledger(articles: list[Article], made: Edition) -> None:
    """Nothing that may be quoted vanishes without a line that says why."""
    told = [*(s for story in made.stories for s in story.sentences), *made.timeline]
    covered: dict[str, list[tuple[int, int]]] = {}
    for item in told:
        for c in item.citations:
            covered.setdefault(c.article, []).append((c.start, c.end))
    for line in made.ledger:
        covered.setdefault(line.article, []).append((line.start, line.end))
    for article in articles:
        for section in article.sections:
            if section.kind not in DIGESTIBLE:
                continue
            for part in section.paragraphs:
                marks = [False] * (part.end - part.start)
                for start, end in covered[article.id]:
                    for at in range(max(start, part.start), min(end, part.end)):
                        marks[at - part.start] = True
                left = [
                    c
                    for c, mark in zip(article.text[part.start : part.end], marks, strict=True)
                    if not mark and not c.isspace()
                ]
                assert left == []


def test_no_more_stories_than_asked_and_the_topic_first(made: Edition) -> None:
    """Twelve stories of the sample's; what only touches the topic is left out."""
    assert len(made.stories) == Settings().stories
    titles = " ".join(story.title for story in made.stories)
    told = " ".join(s.text for story in made.stories for s in story.sentences)
    assert "to be a pandemic" in told
    assert "chess" not in titles
    assert [p.text for p in made.key_points] == [
        s.sentences[0].text for s in made.stories[: Settings().key_points]
    ]


def test_what_has_passed_by_the_as_of_day_is_nothing_to_watch(made: Edition) -> None:
    """An announcement of March is no outlook at the end of April."""
    for entry in made.timeline:
        assert not entry.future or entry.latest is None or entry.latest >= SLOT.as_of.date()
    later = compose_edition([], Settings(title="Nothing"), SLOT)
    assert (later.title, later.stories, later.timeline) == ("Nothing", (), ())


def test_a_copy_is_set_aside_whole(articles: list[Article]) -> None:
    """The same report under another name is no second source of the story."""
    original = articles[0]
    copied = to_article(
        Document(
            "copy",
            MediaType.TEXT,
            original.text + "\n\nOne more sentence stands at its end.\n",
            id="zz-copy",
            title=original.title,
            published="2020-04-28",
        )
    )
    edition = compose_edition([copied, original], Settings(), SLOT)
    (line,) = [line for line in edition.ledger if line.article == "zz-copy"]
    assert (line.start, line.end, line.reason) == (0, len(copied.text), "duplicate")
    assert [story.articles for story in edition.stories] == [(original.id,)]
    assert {s.article for s in edition.sources} == {original.id, "zz-copy"}


def test_one_story_has_the_full_length_and_no_key_points(articles: list[Article]) -> None:
    """Where one story is all, its summary is the key points."""
    edition = compose_edition(articles[:1], Settings(), SLOT)
    assert 3 <= len(edition.stories[0].sentences) <= Settings().sentences
    assert edition.key_points == ()
    assert edition.title == edition.stories[0].title


def test_the_lead_of_a_report_leads_its_summary(articles: list[Article], made: Edition) -> None:
    """News says first what happened: the first citation lies in the opening of the article."""
    starts = {a.id: a.sections[0].start for a in articles}
    for story in made.stories:
        first = story.sentences[0].citations[0]
        assert first.start - starts[first.article] < 400


def test_an_undated_article_is_told_without_a_period(articles: list[Article]) -> None:
    """Unknown stays unknown; the entries' years with it."""
    undated = replace(
        articles[0], published=replace(articles[0].published, value=None, precision=None)
    )
    edition = compose_edition([undated], Settings(), SLOT)
    assert (edition.period.start, edition.period.end) == (None, None)
    assert all(e.earliest is None or e.edtf[:4].isdigit() for e in edition.timeline)


def test_a_story_names_its_people_over_all_its_articles() -> None:
    """A last name alone, in one article, counts for the person whom another names in full."""
    texts = [
        "Harbour wall breaks\n\nMinister Ines Okafor saw the broken harbour wall on Monday.\n",
        (
            "Harbour wall breaks\n\nMs. Okafor said the broken harbour wall would be mended. The "
            "quarter, Ms. Okafor said, would stay empty.\n"
        ),
    ]
    found = [
        to_article(Document(f"{n}", MediaType.TEXT, text, id=f"{n}", published="2021-03-09"))
        for n, text in enumerate(texts)
    ]
    (story,) = compose_edition(found, Settings(), SLOT).stories
    assert [(n.name, n.kind.value, n.mentions) for n in story.names] == [
        ("Ines Okafor", "person", 3)
    ]
