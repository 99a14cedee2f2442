"""What recurs over an outlet's articles is set aside, in new articles and in older ones."""

from __future__ import annotations

from typing import TYPE_CHECKING

from digest.model.article import MediaType, SectionKind
from digest.model.job import Pool
from digest.model.received import Given, Received
from digest.service.accept import Request, accept
from digest.service.dispatch import work
from digest.store import articles

if TYPE_CHECKING:
    from digest.model.article import Article
    from digest.service.context import Context

OFFER = "Get the day's news in your mailbox each morning, free of charge and without advertising."
TOPICS = (
    (
        "Storm closes harbour",
        (
            "The harbour closed on Monday after a storm tore two cranes loose. Tugs held a "
            "freighter off the breakwater until the wind fell, and divers searched the basin "
            "for debris."
        ),
    ),
    (
        "Budget passes",
        (
            "Parliament passed the budget by nine votes after a night of argument. Ministers "
            "kept the levy on sugar, dropped the one on diesel, and borrowed less than "
            "economists expected."
        ),
    ),
    (
        "Chess club moves",
        (
            "The chess club left the old mill by the river after ninety years there. Members "
            "carried boards, clocks and a stuffed parrot to rooms above the bakery in Tanner "
            "Street."
        ),
    ),
    (
        "Vaccine arrives",
        (
            "A first delivery of vaccine reached the hospital in refrigerated lorries. "
            "Nurses, porters and pensioners over eighty will be inoculated before "
            "schoolteachers and drivers."
        ),
    ),
    (
        "Bridge reopens",
        (
            "Engineers reopened the railway bridge a month before it was promised. Trains "
            "cross the gorge at walking pace while sensors measure how the new steel girders "
            "settle."
        ),
    ),
    (
        "Rare owl seen",
        (
            "Birdwatchers photographed a snowy owl on the lighthouse island at dawn. "
            "Ornithologists think that hunger drove it south from the tundra, where lemmings "
            "were scarce."
        ),
    ),
)


def send(context: Context, number: int, title: str, *paragraphs: str, outlet: str = "A") -> None:
    """Let an article be read."""
    text = "\n\n".join([title, *paragraphs])
    given = Given(id=f"{outlet}{number}", title=title, outlet=outlet, published="2026-03-01")
    accept(
        context, Request(f"{outlet}{number}", Received("a", MediaType.TEXT, text.encode(), given))
    )
    while work(context, Pool.INGEST, worker="w"):
        pass


def stored(context: Context) -> list[Article]:
    """Return all articles."""
    with context.store.read() as connection:
        return list(articles.read(connection, articles.refs_after(connection, None, 100)))


def is_furniture(article: Article, words: str) -> bool:
    """Return whether a block is set aside in an article."""
    start = article.text.index(words)
    return any(
        s.kind is SectionKind.FURNITURE and s.start <= start < s.end for s in article.sections
    )


def test_a_block_that_recurs_over_stories_is_furniture_everywhere(context: Context) -> None:
    """From the fifth story on, and in the articles before; no text is changed."""
    for number, (title, words) in enumerate(TOPICS):
        send(context, number, title, words, OFFER)
        told = [is_furniture(article, OFFER) for article in stored(context)]
        assert told == [number >= 4] * (number + 1)
    for article in stored(context):
        assert OFFER in article.text
        assert not is_furniture(article, article.text.split("\n\n")[1])


def test_background_that_recurs_in_one_story_stays(context: Context) -> None:
    """Reports on one story repeat what happened before."""
    title, words = TOPICS[0]
    for number in range(8):
        send(context, number, title, f"{words} That was on day {number}.", OFFER)
    assert not any(is_furniture(article, OFFER) for article in stored(context))


def test_what_one_outlet_repeats_is_no_other_ones_furniture(context: Context) -> None:
    """The same words elsewhere may be an article's own."""
    for number, (title, words) in enumerate(TOPICS):
        send(context, number, title, words, OFFER)
    send(context, 9, "Letters cost more", "Publishers raised their prices.", OFFER, outlet="B")
    (other,) = (article for article in stored(context) if article.outlet == "B")
    assert not is_furniture(other, OFFER)
