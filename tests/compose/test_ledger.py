"""The ledger says of every sentence that is not told why."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from digest.compose.edition import Slot, compose_edition
from digest.model.article import Article, Document, MediaType, SectionKind
from digest.model.settings import Settings
from digest.service.articles import to_article
from digest.text.walls import behind

SLOT = Slot(1, "manual:0", datetime(2021, 3, 9, tzinfo=UTC))
BROKE = "The harbour wall of Port Alder broke on Monday night and flooded the lower quarter."
AGAIN = "The lower quarter of Port Alder flooded as the harbour wall broke in the night."
QUESTION = "Who will pay for the broken harbour wall of Port Alder in the end?"
WISH = "If the wall had been mended on Sunday, March 7, the quarter would be dry."
BESIDE = "Masons from three towns have begun to lift stones of the wall out of the mud."
ASIDE = "A chess club of the town moved house after ninety years in the old mill by the river."


def _article(*sentences: str, published: str | None = "2021-03-09", name: str = "a") -> Article:
    text = "\n\n".join(["Harbour wall breaks", *sentences, "Read more"]) + "\n"
    return to_article(Document(name, MediaType.TEXT, text, id=name, published=published))


def _reasons(*articles: Article, sentences: int = 1) -> dict[str, str]:
    """Return the beginning of each passage that was left out, with the reason."""
    edition = compose_edition(articles, Settings(sentences=sentences), SLOT)
    texts = {s.article: s.text for s in edition.sources}
    return {texts[x.article][x.start : x.end].strip()[:20]: x.reason for x in edition.ledger}


@pytest.mark.parametrize(
    ("sentence", "reason"),
    [
        (AGAIN, "redundant"),
        (QUESTION, "question"),
        (BESIDE, "over length"),
        (ASIDE, "off topic"),
        (WISH, "hypothetical"),
    ],
)
def test_a_sentence_is_left_out_with_its_reason(sentence: str, reason: str) -> None:
    """Beside the wall that broke, which is told."""
    assert _reasons(_article(BROKE, sentence))[sentence[:20]] == reason


def test_of_an_earlier_article_no_more_is_wanted_than_its_events() -> None:
    """Its sentence stands in the timeline, cited; the rest was told before."""
    cause = "A storm had loosened stones of the harbour wall of Port Alder on Sunday, March 7."
    before = _article(cause, QUESTION, published="2021-03-08", name="b")
    edition = compose_edition([_article(BROKE, BESIDE)], Settings(), SLOT, earlier=[before])
    assert [story.articles for story in edition.stories] == [("a",)]
    assert [(e.edtf, e.citations[0].article) for e in edition.timeline] == [
        ("2021-03-07", "b"),
        ("2021-03-08", "a"),
    ]
    assert [source.article for source in edition.sources] == ["b", "a"]
    assert edition.period.start == edition.period.end
    reasons = {x.reason for x in edition.ledger if x.article == "b"}
    assert reasons == {"told before", "furniture"}


def test_an_earlier_article_of_another_story_is_no_source() -> None:
    """Its events are told where its own story goes on, and nowhere else."""
    chess = "Chess club elects a president\n\nThe chess club of Sandby elected one on March 6.\n"
    document = Document("b", MediaType.TEXT, chess, id="b", published="2021-03-07")
    edition = compose_edition(
        [_article(BROKE, BESIDE)], Settings(), SLOT, earlier=[to_article(document)]
    )
    assert [source.article for source in edition.sources] == ["a"]
    assert [e.citations[0].article for e in edition.timeline] == ["a"]


def test_a_copy_is_one_line() -> None:
    """All of it was left out for one reason."""
    text = [BROKE, QUESTION, ASIDE, "Firefighters carried forty residents from their homes."]
    copy = _article(*text, published="2021-03-10", name="b")
    assert set(_reasons(_article(*text), copy).values()) >= {"duplicate", "question"}


def test_a_day_that_counts_from_nothing_is_undated() -> None:
    """Without a day of publication "on Monday" is no date, and the ledger says so."""
    undated = _article(ASIDE, BROKE, published=None)
    assert _reasons(undated)[BROKE[:20]] == "undated"
    assert "undated" not in _reasons(_article(ASIDE, BROKE)).values()


def test_a_headline_alone_that_names_an_unknown_day_is_no_defect() -> None:
    """There is no sentence that the day stands in, so there is nothing to account for."""
    alone = to_article(Document("a", MediaType.TEXT, "The harbour closed on Monday\n", id="a"))
    assert _reasons(alone) == {}


@pytest.mark.parametrize(
    ("kind", "reason"),
    [(SectionKind.PAYWALL, "paywalled"), (SectionKind.CONSENT, "cookie wall")],
)
def test_an_article_behind_a_wall_is_not_told(kind: SectionKind, reason: str) -> None:
    """It is one line of the ledger, and no story."""
    whole = _article("The harbour was closed on Monday after a storm.")
    walled = _article("The mayor spoke of the budget on Tuesday.", name="b")
    walled = replace(walled, sections=behind(walled.sections, kind))
    edition = compose_edition([whole, walled], Settings(), SLOT)
    assert [story.articles for story in edition.stories] == [(whole.id,)]
    assert [line.reason for line in edition.ledger if line.article == walled.id] == [reason]


def test_a_language_without_rules_is_said() -> None:
    """Its sentences may be quoted, its dates are not read, and the ledger says why."""
    words = "Le port a été fermé lundi 8 mars 2021 après une tempête, selon la ville de Porto."
    more = "Les navires ne pourront pas revenir dans le port avant le mois d'avril, a dit le maire."
    article = _article(words, more)
    assert article.language == "fr"
    edition = compose_edition([article], Settings(sentences=1), SLOT)
    assert edition.timeline == ()
    assert {line.reason for line in edition.ledger} == {"furniture", "language without rules"}
