"""The search page, the feed of a search, and search in the API."""

from __future__ import annotations

from typing import TYPE_CHECKING

import feedparser
import pytest
from starlette.testclient import TestClient

from digest.model.article import MediaType
from digest.model.job import Pool
from digest.model.received import Given, Received
from digest.service.accept import Request, accept
from digest.service.dispatch import work
from digest.service.indexing import index_due
from digest.store import articles
from digest.web.app import create_app
from digest.web.guard import LOOPBACK, Rules, hashed

if TYPE_CHECKING:
    from types import ModuleType

    from digest.service.context import Context

TEXT = "Storm & <tide>\n\nA storm closed the harbour. Two cranes fell <b>into</b> the sea.\n"


@pytest.fixture
def article(context: Context) -> str:
    """The id of an article that can be found."""
    given = Given(published="2026-03-01", outlet="Gazette", url="https://example.org/storm")
    content = Received("storm", MediaType.TEXT, TEXT.encode(), given)
    accept(context, Request("storm", content))
    assert work(context, Pool.INGEST, worker="w") is not None
    assert index_due(context) == 1
    with context.store.read() as connection:
        ((found, _),) = articles.newest_refs(connection, 1)
    return found


def test_the_page_shows_what_was_found(client: TestClient, article: str) -> None:
    """With the words marked, texts escaped, and feeds to subscribe to."""
    page = client.get("/search", params={"q": 'cranes "the sea"'})
    assert page.status_code == 200
    assert "<mark>cranes</mark>" in page.text
    assert "<mark>the sea</mark>" in page.text
    assert f'href="articles/{article}"' in page.text
    assert "Storm &amp; &lt;tide&gt;" in page.text
    assert "<b>into" not in page.text
    assert page.headers["x-robots-tag"] == "noindex"
    assert "form-action 'self'" in page.headers["content-security-policy"]
    assert 'href="search/atom.xml?q=cranes+%22the+sea%22"' in page.text


def test_the_page_says_what_cannot_be_asked(client: TestClient) -> None:
    """Beside the field, with how to ask; an empty page shows the field alone."""
    assert "is no day" in client.get("/search", params={"q": "from:monday"}).text
    assert "Nothing was found" in client.get("/search", params={"q": "whales"}).text
    empty = client.get("/search")
    assert (empty.status_code, "found" in empty.text.split("<main")[1]) == (200, True)
    assert "Nothing was found" not in empty.text


def test_a_search_can_be_subscribed_to(client: TestClient, article: str) -> None:
    """The feed names itself, and answers that nothing is new."""
    found = client.get("/search/atom.xml", params={"q": "cranes"})
    parsed = feedparser.parse(found.content)
    assert [entry.link for entry in parsed.entries] == [f"https://news.example/articles/{article}"]
    assert parsed.feed.links[0].href == "https://news.example/search/atom.xml?q=cranes"
    again = client.get(
        "/search/atom.xml",
        params={"q": "cranes"},
        headers={"if-none-match": found.headers["etag"]},
    )
    assert again.status_code == 304
    assert client.get("/search/feed.json", params={"q": "cranes"}).json()["items"]
    assert client.get("/search/feed.txt", params={"q": "cranes"}).status_code == 404
    refused = client.get("/search/atom.xml", params={"q": "from:monday"})
    assert refused.headers["content-type"].startswith("application/problem+json")


def test_the_api_finds_the_same(client: TestClient, article: str) -> None:
    """A page of hits; what cannot be asked is a problem."""
    found = client.get("/api/v1/search", params={"q": "harbours", "order": "best"}).json()
    assert (found["total"], found["next"]) == (1, None)
    (hit,) = found["hits"]
    assert (hit["kind"], hit["url"]) == ("article", f"/articles/{article}")
    assert hit["day"] == "2026-03-01"
    refused = client.get("/api/v1/search", params={"q": "-harbour"})
    assert refused.status_code == 400
    assert "Name a word" in refused.json()["detail"]


def test_who_may_not_write_finds_no_articles(context: Context, article: str) -> None:
    """Their texts are another's; the page says so."""
    rules = Rules(hosts=LOOPBACK, tokens=hashed(["t" * 20]))
    with TestClient(create_app(context, rules=rules), base_url="http://localhost") as client:
        page = client.get("/search", params={"q": "cranes"})
        assert article not in page.text
        assert "those who may write here" in page.text
        assert client.get("/api/v1/search", params={"q": "cranes"}).json()["total"] == 0


HOSTILE = [
    '"',
    '"" OR 1=1 --',
    "harbour\0cranes",
    "NEAR(a b) {col}: ^x AND NOT",
    "a & b | !c <-> (d):*",
    "'; DROP TABLE search_rows; --",
    "%' _\\",
    "\u202eevil \u2066 \U0001f6a2\U0001f3f3\ufe0f\u200d\U0001f308",
    "قطار ירושלים 東京 ก็",
    "x" * 399,
    "x" * 10_000,
    "outlet: digest:%00 from: to:",
    "-",
    "*",
    "<script>alert(1)</script>",
]


def test_hostile_queries_are_answered(
    client: TestClient, article: str, rules: ModuleType, list_rules: ModuleType
) -> None:
    """Pages, feeds and the API find something or nothing, or say in a sentence what is wrong."""
    judges = {
        "/search/atom.xml": rules.atom_faults,
        "/search/rss.xml": rules.rss_faults,
        "/search/feed.json": list_rules.json_faults,
    }
    assert article
    for asked in HOSTILE:
        page = client.get("/search", params={"q": asked})
        assert page.status_code == 200, asked
        assert "<script>" not in page.text
        for path in (*judges, "/api/v1/search"):
            answer = client.get(path, params={"q": asked, "order": "best"})
            assert answer.status_code in {200, 400}, (path, asked)
            if answer.status_code == 400:
                assert answer.json()["detail"], asked
            elif path in judges:
                assert judges[path](answer.content) == [], (path, asked)
    assert client.get("/search?q=%ff%fe%00").status_code == 200
