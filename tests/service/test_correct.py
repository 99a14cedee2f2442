"""A corrected edition is the same one with what its articles say now; the one before stays."""

from __future__ import annotations

from typing import TYPE_CHECKING

import feedparser
import pytest
from starlette.testclient import TestClient

from digest.errors import GoneError, UnknownError
from digest.model.definition import Form
from digest.model.job import JobKind, JobState, Pool
from digest.publish.evidence import read_evidence
from digest.service import shelf
from digest.service.correct import NOTHING, order_correction
from digest.service.release import withdraw
from digest.store import errata
from digest.web.app import create_app

if TYPE_CHECKING:
    from conftest import Clock, Storms

    from digest.service.context import Context

ON_SQLITE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
"""Tests of what does not depend on the database run on one of the two."""


def correct(storms: Storms, request: str, number: int = 1) -> str | None:
    """Correct an edition, and return what came of the job."""
    job = order_correction(storms.context, "storms", number, request)
    storms.work(Pool.RENDER)
    return shelf.shown_job(storms.context, job.id).result


def test_the_revision_tells_what_the_article_says_now(
    context: Context, storms: Storms, clock: Clock
) -> None:
    """It keeps number, as-of time and key, and says itself what was corrected."""
    storms.begin()
    before = shelf.shown_edition(context, "storms", 1)
    clock.move(hours=2)
    storms.read("second", storms.second)
    storms.work()
    assert correct(storms, "please") == "storms-1"
    after = shelf.shown_edition(context, "storms", 1)
    assert (after.revision, after.updated, after.released) == (2, clock.now, before.released)
    told = storms.told(1)
    said = [sentence.text for story in told.stories for sentence in story.sentences]
    assert storms.said_now in said
    assert storms.quoted not in said
    assert (told.number, told.as_of, told.key) == (1, before.as_of, before.key)
    assert [(c.edition, c.before, c.now) for c in told.corrections] == [
        (1, storms.quoted, storms.said_now)
    ]
    with context.store.read() as connection:
        assert [one.mended for one in errata.of_edition(connection, "storms-1")] == [2]


def test_it_is_corrected_once(context: Context, storms: Storms) -> None:
    """The same request is the same revision, and another one finds nothing to correct."""
    storms.begin()
    assert correct(storms, "too early") == NOTHING
    storms.read("second", storms.second)
    storms.work()
    for request in ("please", "please", "again"):
        correct(storms, request)
    assert shelf.shown_job(context, "again").result == NOTHING
    assert shelf.shown_edition(context, "storms", 1).revision == 2


@ON_SQLITE
def test_an_erratum_is_noted_before_it_is_mended(context: Context, storms: Storms) -> None:
    """Whoever corrects at once, before anybody looked, still leaves a note of what was wrong."""
    storms.begin()
    storms.read("second", storms.second)
    order_correction(context, "storms", 1, "at once")
    storms.work(Pool.RENDER)  # what was triggered goes before the look for errata
    assert len(storms.told(1).corrections) == 1
    with context.store.read() as connection:
        assert len(errata.of_edition(connection, "storms-1")) == 1


@ON_SQLITE
def test_what_was_corrected_can_be_wrong_again(storms: Storms) -> None:
    """A third version has an erratum of the revision, and the next revision tells both."""
    storms.begin()
    storms.read("second", storms.second)
    storms.work()
    correct(storms, "please")
    storms.read("third", storms.second.replace("Thirteen", "Fourteen"))
    storms.work()
    assert b"say otherwise" in storms.file(1, "index.html")
    assert correct(storms, "once more") == "storms-1"
    told = storms.told(1)
    assert told.revision == 3
    assert [c.before.split()[0] for c in told.corrections] == ["Twelve", "Thirteen"]
    assert b"say otherwise" not in storms.file(1, "index.html")


@ON_SQLITE
def test_the_feed_shows_the_same_entry_anew(context: Context, storms: Storms, clock: Clock) -> None:
    """Its id and its time of publication stay, and it is updated."""

    def entry() -> feedparser.FeedParserDict:
        made = shelf.content(context, shelf.published_file(context, "storms", "atom.xml"))
        (found,) = [e for e in feedparser.parse(made)["entries"] if "Correction" not in e.title]
        return found

    storms.begin()
    before = entry()
    clock.move(hours=2)
    storms.read("second", storms.second)
    correct(storms, "please")
    after = entry()
    assert (after.id, after.published, after.link) == (before.id, before.published, before.link)
    assert after.updated > before.updated
    assert "Thirteen ships" in str(after)


@ON_SQLITE
def test_the_revision_before_stays_and_leads_on(context: Context, storms: Storms) -> None:
    """Its page says that there is a newer one, and its evidence is what it was."""
    storms.begin(Form.PAGE, Form.PDF)
    was = storms.file(1, "edition.json")
    storms.read("second", storms.second)
    correct(storms, "please")
    with TestClient(create_app(context), base_url="http://localhost") as client:
        old = client.get("/digests/storms/editions/1.1/")
        assert "Twelve ships" in old.text
        assert 'href="../1/">has a newer revision</a>' in old.text
        assert client.get("/digests/storms/editions/1.1/edition.json").content == was
        new = client.get("/digests/storms/editions/1/briefing.pdf").content
        assert client.get("/digests/storms/editions/1.1/briefing.pdf").content != new
        assert 'href="../1.1/"' in client.get("/digests/storms/editions/1/corrections.html").text
        assert client.get("/digests/storms/editions/1.3/").status_code == 404
    assert read_evidence(was).revision == 0


@ON_SQLITE
def test_its_new_version_is_in_no_later_edition_again(storms: Storms, clock: Clock) -> None:
    """What the revision told is told; the next edition tells of the correction alone."""
    storms.begin()
    clock.move(hours=1)
    storms.read("second", storms.second)
    correct(storms, "please")
    storms.read("library", storms.other, about="library")
    clock.move(hours=1)
    storms.make("evening")
    told = storms.told(2)
    assert [source.title for source in told.sources] == ["About the library"]
    assert [c.before for c in told.corrections] == [storms.quoted]


@ON_SQLITE
def test_it_is_asked_for_over_the_api(context: Context, storms: Storms) -> None:
    """With an id of the asker's, and refused where there is no such edition."""
    storms.begin()
    storms.read("second", storms.second)
    local = ("127.0.0.1", 50000)
    place = "/api/v1/digests/storms/editions/1/corrections"
    with TestClient(create_app(context), base_url="http://localhost", client=local) as client:
        answer = client.post(place, headers={"idempotency-key": "mine"})
        assert (answer.status_code, answer.json()["id"]) == (202, "mine")
        assert answer.headers["location"] == "/api/v1/jobs/mine"
        storms.work(Pool.RENDER)
        told = client.get(place).json()
        assert (told["revision"], told["earlier"]) == (2, ["/digests/storms/editions/1.1/"])
        assert told["corrections"][0]["mended_in"] == 2
        assert client.post(place.replace("/1/", "/9/")).status_code == 404


@ON_SQLITE
def test_what_is_gone_cannot_be_corrected(context: Context, storms: Storms) -> None:
    """Neither an edition that never was, nor one that is taken back while its job waits."""
    storms.begin()
    with pytest.raises(UnknownError, match="no edition number 7"):
        order_correction(context, "storms", 7, "never")
    storms.read("second", storms.second)
    order_correction(context, "storms", 1, "late")
    withdraw(context, "storms", 1)
    storms.work(Pool.RENDER)
    job = shelf.shown_job(context, "late")
    assert (job.kind, job.state) == (JobKind.CORRECT, JobState.DEAD)
    with pytest.raises(GoneError, match="withdrawn"):
        order_correction(context, "storms", 1, "later")
