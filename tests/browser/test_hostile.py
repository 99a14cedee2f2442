"""A hundred hostile titles and texts: pages and feeds show them, and nothing of them is run."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from lxml import etree
from starlette.testclient import TestClient

from digest.model.definition import DigestDefinition, Origin
from digest.model.job import Pool
from digest.model.place import Place
from digest.model.settings import Settings
from digest.service.context import open_context
from digest.service.dispatch import work
from digest.store import articles, digests
from digest.store.unit import sqlite_url
from digest.web.app import create_app
from tests.browser.conftest import FORMS, ROOT, Clock, release

if TYPE_CHECKING:
    from collections.abc import Iterator

    from digest.service.context import Context
    from tests.browser.conftest import Shown

pytestmark = pytest.mark.system

TAKE = "window.taken=1;document.title='taken';alert(1)"
MARKUP = (
    f"<script>{TAKE}</script>",
    f"<ScRiPt\n>{TAKE}</sCrIpT >",
    f'<img src=x onerror="{TAKE}">',
    f"\"'><svg onload={TAKE}>",
    f"</title><script>{TAKE}</script>",
    f"</style><script>{TAKE}</script>",
    f"</textarea><script>{TAKE}</script>",
    f"--><script>{TAKE}</script><!--",
    f"]]><script>{TAKE}</script><![CDATA[",
    f"<iframe srcdoc='<script>{TAKE}</script>'>",
    f'<a href="javascript:{TAKE}">harbour</a>',
    f"<details open ontoggle={TAKE}>",
    f"<input autofocus onfocus={TAKE}>",
    f"<math><mtext><script>{TAKE}</script></mtext></math>",
    f"<noscript><p title='</noscript><script>{TAKE}</script>'>",
    f"&lt;script&gt;{TAKE}&lt;/script&gt;",
    f"&#60;script&#62;{TAKE}&#60;/script&#62;",
    "<base href=https://stranger.example/>",
    "<meta http-equiv=refresh content='0;url=https://stranger.example/'>",
    "<link rel=stylesheet href=https://stranger.example/a.css>",
    "<style>@import 'https://stranger.example/a.css'</style>",
    "<form action=https://stranger.example/><button>harbour</button></form>",
    "<object data=https://stranger.example/></object>",
    "{{ 7 * 7 }} {% include 'pages/home.html.j2' %} {# gone #}",
    "{% endraw %}{{ config }}${7*7}#{7*7}<%= 7*7 %>",
    "<?xml version='1.0'?><!DOCTYPE x [<!ENTITY e SYSTEM 'file:///etc/passwd'>]>&e;",
)
CONTROLS = tuple(f"Har{chr(c)}bour" for c in range(0x20) if chr(c) not in "\t\n\r")
DIRECTIONS = tuple(f"Har{chr(c)}bour <b>" for c in (*range(0x202A, 0x202F), *range(0x2066, 0x206A)))
ODD = tuple(
    f"Har{sign}bour"
    for sign in (
        *("\x7f", "\x85", "\u00ad", "\u200b", "\u200d", "\u2028", "\u2029", "\ufeff", "\ufffd"),
        *(
            "\ufffe",
            "\uffff",
            "\U0001fffe",
            "\U000e0041",
            "\ue000",
            "\U0010ffff",
            "\ud800",
            "\udfff",
        ),
        *("👩‍👩‍👧‍👦", "🇺🇦", "👍🏽", "🏴󠁧󠁢󠁥󠁮󠁧󠁿", "e" + "\u0301" * 40, "ﷺ", "𝖆𝖇𝖈", "҉"),
        *(
            "\\u0000",
            "%00",
            "%3Cscript%3E",
            "\\x3cscript\\x3e",
            "../../etc/passwd",
            "'; DROP TABLE x",
        ),
    )
)
STRANGE = "script, img, iframe, object, base, form[action^=http]"
LONG = ("w" * 10_000, "港" * 10_000, "م" * 10_000, "-" * 10_000, "a " * 5_000)
HOSTILE = (*MARKUP, *CONTROLS, *DIRECTIONS, *ODD, *LONG)


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Context]:
    """A service with a digest that takes everything."""
    home = tmp_path_factory.mktemp("hostile")
    place = Place(home, sqlite_url(home / "digest.db"), Settings(base_url=f"{ROOT}/"))
    with open_context(place, clock=Clock()) as context:
        with context.store.write() as connection:
            told = DigestDefinition("ports", "Ports", forms=FORMS)
            digests.define(connection, told, Origin.FILE, context.clock())
        yield context


@pytest.fixture(scope="module")
def client(service: Context) -> Iterator[TestClient]:
    """The service, with an edition of a hundred hostile articles; what it refuses it says."""
    app = create_app(service, fresh=timedelta(0))
    local = ("127.0.0.1", 50000)
    with TestClient(app, base_url=ROOT, client=local, raise_server_exceptions=False) as opened:
        for number, text in enumerate(HOSTILE):
            told = f"{text} came to harbour number {number} on Monday. {text} left it on Tuesday."
            article = {
                "title": f"{text} at harbour {number}",
                "text": told,
                "authors": [text[:200]],
                "source": text[:200],
                "id": f"hostile-{number}",
                "published": "2026-03-01",
            }
            body = json.dumps(article)  # lone surrogates as \\ud800, which is JSON
            headers = {"content-type": "application/json"}
            answer = opened.post("/api/v1/articles", content=body, headers=headers)
            assert answer.status_code in {202, 422}, (text[:40], answer.text)
        while work(service, Pool.INGEST, worker="w"):
            pass
        release(service, "ports", "first")
        yield opened


def test_there_are_a_hundred() -> None:
    """All different."""
    assert len(set(HOSTILE)) == len(HOSTILE) >= 100


def test_no_page_runs_anything(shown: Shown, service: Context) -> None:
    """Of lists, the edition, articles and searches."""
    with service.store.read() as connection:
        found = articles.newest_refs(connection, len(HOSTILE))
    assert len(found) == len(HOSTILE) - 1  # a NUL is refused at the door
    pages = ["/", "/digests/ports/", "/digests/ports/editions/1/", "/search?q=harbour"]
    pages += [f"/articles/{article}" for article, _ in found[:: len(found) // 20]]
    pages += [
        f"/search?q={sign}" for sign in ("%3Cscript%3Ealert(1)%3C/script%3E", "%22%27%3E%3Csvg")
    ]
    for path in pages:
        page = shown.visit(path)
        assert page.evaluate("[window.taken, document.title === 'taken']") == [None, False], path
        assert page.locator("script, img, iframe, object, base, form[action^=http]").count() == 0, (
            path
        )
        assert page.url == ROOT + path or page.url.startswith(ROOT)
    assert shown.spoke == []
    assert shown.strangers == []


def test_every_feed_is_whole(client: TestClient) -> None:
    """Well-formed, with the texts in it, but for characters that XML cannot hold."""
    for file in ("atom.xml", "rss.xml"):
        feed = client.get(f"/digests/ports/{file}").content
        told = "".join(etree.fromstring(feed).itertext())
        assert "at harbour" in told
        assert TAKE in told
    told = client.get("/digests/ports/feed.json").json()["items"][0]
    assert "at harbour" in told["content_html"]
    search = client.get("/search/atom.xml?q=harbour").content
    assert len(etree.fromstring(search).findall("{*}entry")) == 20


def test_only_characters_that_cannot_stand_are_lost(shown: Shown, service: Context) -> None:
    """A title is shown letter for letter otherwise."""
    illegal = {*map(chr, range(0x20)), "\x7f", "\ufffe", "\uffff"} - set("\t\n\r")
    with service.store.read() as connection:
        refs = articles.newest_refs(connection, len(HOSTILE))
        stored = {found.title for found in articles.read(connection, refs)}
        shows = {found.title: f"/articles/{found.id}" for found in articles.read(connection, refs)}
    for text in (MARKUP[3], MARKUP[23], "Har👩‍👩‍👧‍👦bour", "Har\u202ebour <b>", "Har\x07bour"):
        starts = (text, text.replace("\x07", ""))
        (title,) = [title for title in stored if title.startswith(starts)]
        page = shown.visit(shows[title])
        heading = page.locator("h1").text_content() or ""
        kept = "".join(c for c in title if c not in illegal)
        for sign in kept.replace("\u202e", ""):
            assert sign in heading, (title, sign)
