"""An edition that quotes what its article no longer says is marked, and the next one says so."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import feedparser
import pytest
from starlette.testclient import TestClient

from digest.model.definition import DigestDefinition
from digest.model.job import JobKind, JobState
from digest.service import composing, shelf
from digest.service.define import define, undefine
from digest.service.vitals import vitals
from digest.store import errata
from digest.web.app import create_app
from digest.web.guard import LOOPBACK, Rules, hashed

if TYPE_CHECKING:
    from conftest import Clock, Storms

    from digest.service.context import Context
    from digest.store.errata import StoredErratum

ON_SQLITE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
"""Tests of what does not depend on the database run on one of the two."""


def errata_of(context: Context, edition: str) -> tuple[StoredErratum, ...]:
    """Return the errata of an edition."""
    with context.store.read() as connection:
        return errata.of_edition(connection, edition)


def entries(context: Context, file: str = "atom.xml") -> list[feedparser.FeedParserDict]:
    """Return the entries of the digest's feed."""
    made = shelf.content(context, shelf.published_file(context, "storms", file))
    found: list[feedparser.FeedParserDict] = feedparser.parse(made)["entries"]
    return found


def test_a_changed_sentence_is_noted_once(context: Context, storms: Storms) -> None:
    """With what stands there now; what was added or kept is none of it."""
    article = storms.begin()
    assert errata_of(context, "storms-1") == ()
    storms.read("second", storms.second)
    storms.work()
    (noted,) = errata_of(context, "storms-1")
    assert (noted.article, noted.newer, noted.mended) == (article, 2, None)
    said = [(s.version, s.before, s.now) for s in noted.sentences]
    assert said == [(1, storms.quoted, storms.said_now)]


def test_a_change_of_what_nobody_quotes_is_no_erratum(context: Context, storms: Storms) -> None:
    """A sentence more contradicts no edition."""
    storms.begin()
    storms.read("second", f"{storms.first} The quays were dry again on Wednesday.")
    storms.work()
    assert errata_of(context, "storms-1") == ()


def test_only_what_differs_from_what_is_noted_is_noted_again(
    context: Context, storms: Storms
) -> None:
    """A third version that changes another sentence repeats nothing; one that goes back says so."""
    storms.begin()
    third = storms.second.replace("ten years", "twelve years")
    for key, text in (("second", storms.second), ("third", third)):
        storms.read(key, text)
        storms.work()
    _, other = errata_of(context, "storms-1")
    assert [s.now for s in other.sentences] == [
        "The mayor called the storm the worst in twelve years."
    ]
    storms.read("fourth", third.replace("Thirteen", "Twelve"))
    storms.work()
    *_, back = errata_of(context, "storms-1")
    assert [(s.before, s.now) for s in back.sentences] == [(storms.quoted, storms.quoted)]


@ON_SQLITE
def test_the_feed_has_an_entry_of_its_own(context: Context, storms: Storms, clock: Clock) -> None:
    """It leads to the corrections of the edition, in each form, and its id never changes."""
    storms.begin()
    clock.move(hours=1)
    storms.read("second", storms.second)
    storms.work()
    for file in ("atom.xml", "rss.xml"):
        entry, _ = entries(context, file)
        assert entry.title == "Correction to no. 1: About the storm"
        assert entry.link.endswith("/digests/storms/editions/1/corrections.html")
        assert "Thirteen ships" in str(entry)
    first, _ = entries(context)
    clock.move(hours=1)
    storms.make("evening")
    known = [entry.id for entry in entries(context)]
    assert len(known) == len(set(known)) == 3
    assert known[1] == first.id


@ON_SQLITE
def test_the_next_edition_tells_it_and_the_one_after_does_not(storms: Storms, clock: Clock) -> None:
    """Once, with both sentences, the source and the number of the edition that quoted."""
    article = storms.begin()
    clock.move(hours=1)
    storms.read("second", storms.second)
    storms.work()
    storms.make("evening")
    (one,) = storms.told(2).corrections
    assert (one.edition, one.before, one.now) == (1, storms.quoted, storms.said_now)
    assert (one.article, one.outlet, one.newer) == (article, "Gazette", 2)
    page = storms.file(2, "index.html").decode()
    assert "<del>Twelve ships waited outside the harbour for &lt;two&gt; days.</del>" in page
    clock.move(hours=1)
    storms.read("library", storms.other, about="library")
    storms.make("night")
    assert storms.told(3).corrections == ()


@ON_SQLITE
def test_an_article_that_changes_while_an_edition_is_made_is_not_missed(
    context: Context, storms: Storms, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The edition was not out when the newer version came, so it is looked at when it is."""
    storms.begin()
    storms.read("library", storms.other, about="library")
    compose = composing.compose_edition

    def slowly(*given: object, **named: object) -> object:
        made = compose(*given, **named)  # type: ignore[arg-type]
        storms.read("again", storms.other.replace("ninety", "sixty"), about="library")
        assert JobKind.ERRATA not in {job.kind for job in shelf.shown_jobs(context)}
        return made

    monkeypatch.setattr(composing, "compose_edition", slowly)
    storms.make("evening")
    storms.work()
    (noted,) = errata_of(context, "storms-2")
    assert "sixty seats" in str(noted.sentences[0].now)


@ON_SQLITE
def test_each_digest_that_quotes_it_has_an_erratum_of_its_own(
    context: Context, storms: Storms
) -> None:
    """Of two digests that took the article both are told, one that is gone without a feed."""
    define(context, DigestDefinition("harbours", "Harbours", forms=()))
    storms.begin()
    storms.make("noon", "harbours")
    undefine(context, "harbours")
    storms.read("second", storms.second)
    storms.work()
    assert len(errata_of(context, "storms-1")) == len(errata_of(context, "harbours-1")) == 1
    states = {job.state for job in shelf.shown_jobs(context) if job.kind is JobKind.ERRATA}
    assert states == {JobState.DONE}


@ON_SQLITE
def test_the_edition_is_marked(context: Context, storms: Storms) -> None:
    """On its page, in the API, in the list of editions, and in what `digest status` tells."""
    storms.begin()
    assert b"say otherwise" not in storms.file(1, "index.html")
    storms.read("second", storms.second)
    storms.work()
    assert b'<a href="corrections.html">corrections</a>' in storms.file(1, "index.html")
    assert vitals(context, within=timedelta(seconds=30)).uncorrected == {"storms": [1]}
    with TestClient(create_app(context), base_url="http://localhost") as client:
        page = client.get("/digests/storms/editions/1/corrections.html")
        api = client.get("/api/v1/digests/storms/editions/1/corrections").json()
        assert client.get("/api/v1/digests/storms/editions/1").json()["uncorrected"] == 1
        assert "(sources say otherwise by now)" in client.get("/digests/storms/").text
        assert client.get("/digests/storms/editions/2/corrections.html").status_code == 404
    assert "<del>Twelve ships waited outside the harbour for &lt;two&gt; days.</del>" in page.text
    (one,) = api["corrections"]
    assert (one["before"], one["now"], one["mended_in"]) == (storms.quoted, storms.said_now, None)


@ON_SQLITE
def test_what_anybody_may_read_leads_to_no_text_of_an_article(
    context: Context, storms: Storms
) -> None:
    """The whole difference is for those who may write; others see what was quoted."""
    storms.begin()
    storms.read("second", storms.second)
    storms.work()
    address = "/digests/storms/editions/1/corrections.html"
    closed = create_app(context, rules=Rules(hosts=LOOPBACK, tokens=hashed(["t" * 20])))
    with TestClient(closed, base_url="http://localhost") as client:
        assert "/changes?" not in client.get(address).text
        bearer = {"authorization": f"Bearer {'t' * 20}"}
        assert "/changes?from=1&amp;to=2" in client.get(address, headers=bearer).text
