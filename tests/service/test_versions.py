"""A newer version of an article, what it says otherwise, and who quotes what it says no more."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from starlette.testclient import TestClient

from digest.errors import UnknownError
from digest.model.article import MediaType
from digest.model.change import ChangeKind
from digest.model.definition import DigestDefinition, Form
from digest.model.job import JobKind, Pool
from digest.model.received import Given, Received
from digest.service.accept import Request, accept
from digest.service.define import define
from digest.service.dispatch import work
from digest.service.trigger import trigger
from digest.service.versions import changes
from digest.store import articles
from digest.web.app import create_app
from digest.web.guard import LOOPBACK, Rules, hashed

if TYPE_CHECKING:
    from collections.abc import Iterator

    from digest.service.context import Context

FIRST = (
    "A storm closed the harbour of Port Alder on Monday. Twelve ships waited outside the harbour "
    "for <two> days. The mayor called the storm the worst in ten years."
)
SECOND = FIRST.replace("Twelve", "Thirteen").replace(" The mayor", " Nobody was hurt. The mayor")


def work_all(context: Context, *pools: Pool) -> None:
    """Do all the work that waits."""
    while any(work(context, pool, worker="w") for pool in pools):
        pass


def read(context: Context, key: str, text: str) -> str:
    """Let an article be read, and return its id."""
    given = Given(
        id="storm", title="Storm closes harbour", outlet="Gazette", published="2026-02-27"
    )
    accept(context, Request(key, Received(key, MediaType.TEXT, text.encode(), given)))
    work_all(context, Pool.INGEST)
    with context.store.read() as connection:
        ((article, _),) = {(ref[0], 0) for ref in articles.refs_after(connection, None, 9)}
    return article


@pytest.fixture
def article(context: Context) -> str:
    """An article that an edition quotes, and whose text was corrected after it."""
    define(context, DigestDefinition("storms", "Storms", forms=(Form.PAGE,)))
    read(context, "first", FIRST)
    trigger(context, "storms", "morning")
    work_all(context, Pool.RENDER)
    return read(context, "second", SECOND)


@pytest.fixture
def client(context: Context) -> Iterator[TestClient]:
    """A client on this machine."""
    local = ("127.0.0.1", 50000)
    with TestClient(create_app(context), base_url="http://localhost", client=local) as opened:
        yield opened


def test_a_correction_is_told_with_the_edition_that_quotes_what_was_said(
    context: Context, article: str
) -> None:
    """The sentence that was changed is named as the edition has it; what was kept is not."""
    found = changes(context, article)
    kinds = [change.kind for change in found.sentences]
    assert kinds == [ChangeKind.KEPT, ChangeKind.CHANGED, ChangeKind.ADDED, ChangeKind.KEPT]
    (quoted,) = found.quoted
    assert (quoted.digest, quoted.number) == ("storms", 1)
    assert quoted.sentences == ("Twelve ships waited outside the harbour for <two> days.",)


def test_nobody_quotes_what_only_the_newer_version_says(context: Context, article: str) -> None:
    """Told backwards, the edition was not made from the older of the two."""
    assert changes(context, article, 2, 1).quoted == ()


def test_the_same_text_again_changes_nothing(context: Context, article: str) -> None:
    """It is a duplicate, and the newest version stays what it was."""
    read(context, "third", SECOND)
    assert changes(context, article).last == 2


def test_a_text_that_goes_back_is_a_newer_version(context: Context, article: str) -> None:
    """Sent alone, under an id of its own, an article says what it says now."""
    read(context, "third", FIRST)
    assert changes(context, article).last == 3
    assert changes(context, article).after.text == FIRST
    read(context, "fourth", FIRST)
    assert changes(context, article).last == 3


def test_taking_everything_in_again_changes_nothing(context: Context, article: str) -> None:
    """A file with all that an article ever said tells nothing of when it said it."""
    known = {"id": "storm", "source": "Gazette", "published": "2026-02-27"}
    lines = "".join(f"{json.dumps({**known, 'text': text})}\n" for text in (FIRST, SECOND))
    for key in ("file", "the same file"):
        document = Received("all.jsonl", MediaType.TEXT, lines.encode())
        accept(context, Request(key, document, JobKind.IMPORT))
        work_all(context, Pool.INGEST)
    assert changes(context, article).last == 2


def test_a_first_version_differs_from_nothing(context: Context, article: str) -> None:
    """That is told, as are articles and versions that are not there."""
    with pytest.raises(UnknownError, match="nothing before version 1"):
        changes(context, article, after=1)
    with pytest.raises(UnknownError, match="no version 7"):
        changes(context, article, after=7, before=1)
    with pytest.raises(UnknownError, match="no article"):
        changes(context, "a-0")


def test_the_page_shows_both_wordings(article: str, client: TestClient) -> None:
    """Strangers' words stay words, and the article's page leads there."""
    page = client.get(f"/articles/{article}/changes")
    assert page.status_code == 200
    assert "<del>Twelve ships waited outside the harbour for &lt;two&gt; days.</del>" in page.text
    assert "<ins>Nobody was hurt.</ins>" in page.text
    assert "storms, edition 1" in page.text
    assert f"{article}/changes?from=1&amp;to=2" in client.get(f"/articles/{article}").text
    assert client.get("/articles/a-0/changes").status_code == 404


def test_the_api_tells_the_same(article: str, client: TestClient) -> None:
    """With the versions that are asked for, or the last two."""
    told = client.get(f"/api/v1/articles/{article}/changes").json()
    assert (told["before"], told["after"], told["last"]) == (1, 2, 2)
    assert [one["kind"] for one in told["sentences"]] == ["kept", "changed", "added", "kept"]
    assert told["quoted"][0]["number"] == 1
    back = client.get(f"/api/v1/articles/{article}/changes?from=2&to=1").json()
    assert [one["kind"] for one in back["sentences"]] == ["kept", "changed", "removed", "kept"]
    assert client.get(f"/api/v1/articles/{article}/changes?from=0").status_code == 422


def test_strangers_are_not_shown_what_changed(context: Context, article: str) -> None:
    """Neither by page nor by API."""
    app = create_app(context, rules=Rules(hosts=LOOPBACK, tokens=hashed(["t" * 20])))
    with TestClient(app, base_url="http://localhost") as stranger:
        for address in (f"/articles/{article}/changes", f"/api/v1/articles/{article}/changes"):
            found = stranger.get(address)
            assert (found.status_code, "Twelve" in found.text) == (403, False)
