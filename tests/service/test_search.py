"""Searching editions and articles, the same on SQLite and PostgreSQL."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import feedparser
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete

from digest.errors import UnknownError, UsageError
from digest.model.article import MediaType
from digest.model.definition import DigestDefinition, Form, Origin
from digest.model.job import Pool
from digest.model.received import Given, Received
from digest.model.search import HitKind, Order
from digest.service.accept import Request, accept
from digest.service.dispatch import work
from digest.service.indexing import index_due, keep_whole
from digest.service.release import withdraw
from digest.service.search import PAGE, Hit, look_for
from digest.service.searchfeed import feed_of_search
from digest.service.trigger import trigger
from digest.service.withdrawing import reinstate_article, withdraw_article
from digest.store import digests, search, search_due
from digest.store.patience import in_time
from digest.store.search_tables import search_makers

if TYPE_CHECKING:
    from conftest import Clock

    from digest.service.context import Context

PORTS = DigestDefinition("ports", "Ports", forms=(Form.PAGE,))
STORM = (
    "Storm closes the harbour\n\nPORT ALDER -- The harbour was closed on Sunday after a storm tore "
    "two cranes loose. Harbour master Ines Okafor said the quay would reopen in April.\n"
)
FIRE = "Fire in the mill\n\nA fire destroyed the old mill of Göteborg. Nobody was hurt by it.\n"
QUAKE = "地震\n\n東京都で地震があった。津波の心配はない。\n"


def send(context: Context, name: str, text: str, day: str = "2026-03-01") -> None:
    """Accept an article and read it."""
    given = Given(published=day, url=f"https://example.org/{name}", outlet=name.title())
    accept(context, Request(f"{name}-{day}", Received(name, MediaType.TEXT, text.encode(), given)))
    assert work(context, Pool.INGEST, worker="w") is not None
    index(context)


def index(context: Context) -> None:
    """Index all that waits for it, as clocks do."""
    keep_whole(context)
    while index_due(context):
        pass


def release(context: Context, digest: str) -> None:
    """Release an edition of a digest."""
    trigger(context, digest, f"first-{digest}")
    while work(context, Pool.RENDER, worker="w"):
        pass


def found(
    context: Context, asked: str, *, trusted: bool = True, order: Order = Order.NEWEST
) -> list[Hit]:
    """Return the hits of a search."""
    return list(look_for(context, asked, trusted=trusted, order=order).hits)


@pytest.fixture
def filled(context: Context) -> Context:
    """A service with three articles, and an edition that quotes one of them."""
    with context.store.write() as connection:
        digests.define(connection, PORTS, Origin.FILE, context.clock())
    send(context, "gazette", STORM)
    release(context, "ports")
    send(context, "courier", FIRE, "2026-02-20")
    send(context, "asahi", QUAKE, "2026-02-25")
    return context


def test_editions_are_found_by_what_they_quote(filled: Context) -> None:
    """With the place of the sentence in the page; articles too, by whoever may write."""
    hits = found(filled, "cranes harbour")
    assert {hit.kind for hit in hits} == {HitKind.ARTICLE, HitKind.SENTENCE}
    quoted = next(hit for hit in hits if hit.kind is HitKind.SENTENCE)
    assert quoted.address.startswith("digests/ports/editions/1/#")
    assert ("cranes", True) in quoted.marked
    assert (quoted.digest, quoted.edition, quoted.of) == ("ports", 1, "Ports")
    assert {hit.kind for hit in found(filled, "cranes", trusted=False)} == {HitKind.SENTENCE}
    assert found(filled, "mill", trusted=False) == []


ARTICLES = [
    ("goteborg", ["Fire in the mill"]),
    ("destroying mills", ["Fire in the mill"]),
    ('"old mill"', ["Fire in the mill"]),
    ('"mill old"', []),
    ("mill -fire", []),
    ("gote*", ["Fire in the mill"]),
    ("東京", ["地震"]),
    ("津", ["地震"]),
    ("outlet:courier", ["Fire in the mill"]),
    ("from:2026-02-21 to:2026-02-28", ["地震"]),
    ("fire to:2026-01", []),
    ("digest:mills", []),
]


def test_articles_are_found(filled: Context) -> None:
    """By any form of a word, phrases, beginnings, without words, by outlet and day."""
    for asked, titles in ARTICLES:
        assert [hit.title for hit in found(filled, asked)] == titles, asked
        assert [hit.title for hit in found(filled, asked, order=Order.BEST)] == titles, asked


def test_the_best_is_what_says_the_words_most(filled: Context) -> None:
    """The newest is what came in last."""
    send(filled, "echo", "Mill mill\n\nThe mill, the mill, and nothing but the mill again.\n")
    send(filled, "later", FIRE.replace("Nobody", "Not one person"), "2026-03-02")
    assert found(filled, "mill")[0].outlet == "Later"
    assert found(filled, "mill", order=Order.BEST)[0].outlet == "Echo"


def test_a_new_version_is_found_in_the_place_of_the_old(filled: Context) -> None:
    """What it says no more is found no more."""
    send(filled, "courier", FIRE.replace("destroyed", "damaged"), "2026-02-21")
    assert [hit.title for hit in found(filled, "damaged mill")] == ["Fire in the mill"]
    assert found(filled, "destroyed mill") == []


def test_a_withdrawn_edition_is_found_no_more(filled: Context) -> None:
    """Its sentences leave the index with it."""
    withdraw(filled, "ports", 1)
    assert found(filled, "cranes", trusted=False) == []


def test_an_article_that_was_taken_back_is_found_no_more(filled: Context) -> None:
    """Until it stands again."""
    (hit,) = found(filled, "mill")
    article = hit.address.rpartition("/")[2]
    withdraw_article(filled, article, "It was not so.")
    assert found(filled, "mill") == []
    reinstate_article(filled, article)
    assert len(found(filled, "mill")) == 1


def test_a_renamed_digest_is_found_under_its_new_name(filled: Context) -> None:
    """With the same ids, so that nobody who follows the search is told twice."""
    before = found(filled, "cranes digest:ports")
    with filled.store.write() as connection:
        renamed = replace(PORTS, name="quays", formerly=("ports",))
        digests.define(connection, renamed, Origin.FILE, filled.clock())
    assert found(filled, "cranes digest:ports") == []
    after = found(filled, "cranes digest:quays")
    assert [hit.id for hit in after] == [hit.id for hit in before]
    assert after[0].address.startswith("digests/quays/editions/1/")


def test_outlets_are_found_in_any_writing(filled: Context) -> None:
    """Of articles, and of the sentences that editions quote."""
    text = "The ferry sank\n\nA ferry sank off Älvsborg. All were saved from the water.\n"
    send(filled, "ČTK", text)
    assert [hit.title for hit in found(filled, 'outlet:"čtk"')] == ["The ferry sank"]
    assert found(filled, "outlet:čt") == []
    quoted = found(filled, "cranes outlet:GAZETTE", trusted=False)
    assert [hit.kind for hit in quoted] == [HitKind.SENTENCE]


def test_the_newest_is_what_was_published_last(filled: Context) -> None:
    """However late it came in, and also where all was indexed afterwards."""
    send(filled, "late", "A fire of old\n\nThere was a fire in the old town.\n", "2026-01-05")
    send(filled, "wrong", "A fire to come\n\nThere will be a fire.\n", "2099-01-01")
    titles = ["A fire to come", "Fire in the mill", "A fire of old"]
    assert [hit.title for hit in found(filled, "fire")] == titles
    with filled.store.write() as connection:
        connection.execute(delete(search_makers))
    index(filled)
    assert [hit.title for hit in found(filled, "fire")] == titles


def test_an_id_and_its_day_stay_with_a_new_version(filled: Context, clock: Clock) -> None:
    """A feed shows the article again with a later time of change alone."""
    (before,) = found(filled, "mill")
    clock.move(hours=1)
    send(filled, "courier", FIRE.replace("destroyed", "damaged"), "2026-02-21")
    (after,) = found(filled, "mill")
    assert (after.id, after.came) == (before.id, before.came)
    assert after.updated > before.updated


def test_a_search_that_takes_too_long_is_ended(filled: Context) -> None:
    """The message says what to do, and the next search is answered."""
    forever = (
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n"
    )
    with (
        pytest.raises(UsageError, match="name rarer words"),
        filled.store.read() as connection,
        in_time(connection, 0.05),
    ):
        connection.exec_driver_sql(forever).all()
    assert found(filled, "fire") != []


def test_a_private_digest_is_found_by_nobody(filled: Context) -> None:
    """What it quotes is in no search; nor is a public one's that became private."""
    with filled.store.write() as connection:
        private = replace(PORTS, private=True)
        digests.define(connection, private, Origin.FILE, filled.clock())
    assert {hit.kind for hit in found(filled, "cranes")} == {HitKind.ARTICLE}
    assert found(filled, "cranes", trusted=False) == []


def test_what_came_without_the_index_is_put_in(filled: Context, clock: Clock) -> None:
    """As an older version of the program brings it, or a copy that is restored."""
    index(filled)
    for hit in found(filled, "from:2000"):
        with filled.store.write() as connection:
            search.forget(connection, hit.address.rpartition("/")[2])
    with filled.store.write() as connection:
        search.forget(connection, "ports-1")
    assert found(filled, "fire") == []
    clock.move(minutes=59)
    index(filled)
    assert found(filled, "fire") == []
    clock.move(minutes=2)
    index(filled)
    assert len(found(filled, "fire")) == 1
    assert found(filled, "cranes", trusted=False) != []


def test_all_is_indexed_anew_where_words_are_made_in_another_way(filled: Context) -> None:
    """What was there before waits for its turn, and comes back as it was."""
    before = [hit.id for hit in found(filled, "from:2000")]
    with filled.store.write() as connection:
        connection.execute(delete(search_makers))
    keep_whole(filled)
    assert found(filled, "from:2000") == []
    index(filled)
    assert [hit.id for hit in found(filled, "from:2000")] == before


def test_who_died_while_indexing_is_replaced(filled: Context, clock: Clock) -> None:
    """What one took and never finished is taken again a minute later."""
    with filled.store.write() as connection:
        search.forget(connection, found(filled, "mill")[0].address.rpartition("/")[2])
        search_due.add_missing(connection)
        assert search_due.take(connection, clock.now, limit=9)
    assert index_due(filled) == 0
    clock.move(minutes=2)
    assert index_due(filled) == 1
    assert len(found(filled, "mill")) == 1


def test_pages_follow_each_other(context: Context) -> None:
    """Twenty hits a page, all of them once, and how many there are."""
    for number in range(PAGE + 3):
        send(context, f"wire-{number}", f"Storm {number}\n\nStorm number {number} came in.\n")
    first = look_for(context, "storm", trusted=True)
    assert (len(first.hits), first.total, first.following) == (PAGE, PAGE + 3, PAGE)
    second = look_for(context, "storm", trusted=True, offset=PAGE)
    assert (len(second.hits), second.following) == (3, None)
    assert len({hit.id for hit in (*first.hits, *second.hits)}) == PAGE + 3


def test_a_search_is_a_feed(filled: Context) -> None:
    """With ids that stay, and links to where the words stand."""
    results = look_for(filled, "cranes", trusted=True)
    for file in ("atom.xml", "rss.xml"):
        content, media_type = feed_of_search(filled, results, file)
        parsed = feedparser.parse(content)
        assert not parsed.bozo
        assert "xml" in media_type
        assert [entry.id for entry in parsed.entries] == [hit.id for hit in results.hits]
    with pytest.raises(UnknownError, match=r"no form 'feed\.txt'"):
        feed_of_search(filled, results, "feed.txt")


@given(asked=st.text(max_size=40) | st.from_regex(r"[-\"*:()&|!<>'a-c ]{1,12}", fullmatch=True))
@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_no_search_fails(filled: Context, asked: str) -> None:
    """Whatever is asked is answered or refused; no sign means anything to the database."""
    try:
        found(filled, asked)
        found(filled, asked, order=Order.BEST)
    except UsageError:
        pass
