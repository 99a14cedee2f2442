"""An article's page shows all of its text, and what each part was taken for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.testclient import TestClient

from digest.model.article import MediaType
from digest.model.job import Pool
from digest.model.received import Given, Received
from digest.service.accept import Request, accept
from digest.service.dispatch import work
from digest.store import articles
from digest.web.app import create_app
from digest.web.guard import LOOPBACK, Rules, hashed

if TYPE_CHECKING:
    from digest.service.context import Context

STORM = (
    "Storm closes <harbour>\n\nPORT ALDER -- The harbour was closed on Monday after a storm.\n\n"
    "The quay opens again in April.\n\nRead more\n"
)


def read(context: Context, text: str, **given: str) -> str:
    """Let an article be read, and return its id."""
    said = Given(id="1", title="Storm closes <harbour>", outlet="Gazette", **given)
    document = Received("a", MediaType.TEXT, text.encode(), said)
    accept(context, Request(text[:20], document))
    while work(context, Pool.INGEST, worker="w"):
        pass
    with context.store.read() as connection:
        return articles.refs_after(connection, None, 1)[0][0]


def test_every_part_of_a_text_is_shown(client: TestClient, context: Context) -> None:
    """What nothing is quoted from is marked, and strangers' words stay words."""
    name = read(context, STORM, url="javascript:alert(1)")
    page = client.get(f"/articles/{name}")
    assert page.status_code == 200
    for words in ("closed on Monday", "opens again", "Read more", "PORT ALDER", "&lt;harbour&gt;"):
        assert words in page.text
    assert "furniture</span> Read more" in page.text
    assert "javascript:" not in page.text
    assert "1 of 1" in page.text


def test_each_version_has_its_page(client: TestClient, context: Context) -> None:
    """The newest by default; one that is not there is not found."""
    name = read(context, STORM)
    read(context, f"A later version. {STORM}")
    assert "A later version" in client.get(f"/articles/{name}").text
    assert "A later version" not in client.get(f"/articles/{name}?version=1").text
    assert client.get(f"/articles/{name}?version=3").status_code == 404
    assert client.get("/articles/a-0").status_code == 404


def test_strangers_are_not_shown_others_texts(context: Context) -> None:
    """Digests quote; whole texts are for those who may write."""
    name = read(context, STORM)
    app = create_app(context, rules=Rules(hosts=LOOPBACK, tokens=hashed(["t" * 20])))
    with TestClient(app, base_url="http://localhost") as stranger:
        found = stranger.get(f"/articles/{name}")
        assert (found.status_code, "closed on Monday" in found.text) == (403, False)
        own = {"Authorization": f"Bearer {'t' * 20}"}
        assert stranger.get(f"/articles/{name}", headers=own).status_code == 200
