"""A withdrawn article says so, editions that quote it are marked, none more is made of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from starlette.testclient import TestClient

from digest.errors import InputError, UnknownError
from digest.model.job import Pool
from digest.service import shelf
from digest.service.correct import order_correction
from digest.service.withdrawing import reinstate_article, withdraw_article
from digest.store import errata
from digest.web.app import create_app

if TYPE_CHECKING:
    from conftest import Clock, Storms

    from digest.service.context import Context

ON_SQLITE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
"""Tests of what does not depend on the database run on one of the two."""


def test_editions_that_quote_it_are_told_why(context: Context, storms: Storms) -> None:
    """Each sentence is wrong from then on, and the next edition gives the reason."""
    article = storms.begin()
    withdraw_article(context, article, "It was  made up.")
    storms.work()
    with context.store.read() as connection:
        (noted,) = errata.of_edition(connection, "storms-1")
    assert (noted.newer, noted.reason) == (None, "It was made up.")
    assert {said.now for said in noted.sentences} == {None}
    assert storms.quoted in {said.before for said in noted.sentences}
    storms.read("library", storms.other, about="library")
    storms.make("evening")
    assert {one.reason for one in storms.told(2).corrections} == {"It was made up."}
    assert b"The article was withdrawn: It was made up." in storms.file(2, "index.html")


@ON_SQLITE
def test_no_later_edition_is_made_of_it(context: Context, storms: Storms, clock: Clock) -> None:
    """Neither of a version that was not told yet, nor of one that comes later."""
    article = storms.begin()
    storms.read("second", storms.second)
    withdraw_article(context, article)
    clock.move(hours=1)
    storms.read("third", storms.second.replace("Thirteen", "Fourteen"))
    storms.read("library", storms.other, about="library")
    storms.make("evening")
    assert [source.title for source in storms.told(2).sources] == ["About the library"]


@ON_SQLITE
def test_a_correction_leaves_it_out(context: Context, storms: Storms) -> None:
    """A revision of an edition of nothing else tells what it quoted, and of no story."""
    article = storms.begin()
    withdraw_article(context, article)
    order_correction(context, "storms", 1, "please")
    storms.work(Pool.RENDER)
    told = storms.told(1)
    assert (told.stories, told.sources) == ((), ())
    assert storms.quoted in {one.before for one in told.corrections}


@ON_SQLITE
def test_it_is_withdrawn_once(context: Context, storms: Storms, clock: Clock) -> None:
    """The first reason stays, and nothing is told twice."""
    article = storms.begin()
    first = withdraw_article(context, article, "made up")
    clock.move(hours=1)
    assert withdraw_article(context, article, "another reason") == first
    storms.work()
    with context.store.read() as connection:
        assert len(errata.of_edition(connection, "storms-1")) == 1


@ON_SQLITE
def test_it_may_stand_again(context: Context, storms: Storms, clock: Clock) -> None:
    """Its sentences are said to stand again, and it may be withdrawn once more."""
    article = storms.begin()
    withdraw_article(context, article)
    storms.work()
    clock.move(hours=1)
    assert reinstate_article(context, article)
    assert not reinstate_article(context, article)
    storms.work()
    clock.move(hours=1)
    withdraw_article(context, article)
    storms.work()
    with context.store.read() as connection:
        states = [one.sentences[0].now is None for one in errata.of_edition(connection, "storms-1")]
    assert states == [True, False, True]


@ON_SQLITE
def test_its_page_and_the_api_say_so(context: Context, storms: Storms) -> None:
    """Over HTTP it is withdrawn and reinstated by those who may."""
    article = storms.begin()
    local = ("127.0.0.1", 50000)
    place = f"/api/v1/articles/{article}/withdrawal"
    with TestClient(create_app(context), base_url="http://localhost", client=local) as client:
        told = client.put(place, json={"reason": "<made> up"}).json()
        assert (told["article"], told["reason"]) == (article, "<made> up")
        assert "&lt;made&gt; up" in client.get(f"/articles/{article}").text
        assert client.delete(place).status_code == 204
        assert "Withdrawn" not in client.get(f"/articles/{article}").text
        assert client.put("/api/v1/articles/a-0/withdrawal").status_code == 404
    assert shelf.shown_edition(context, "storms", 1).revision == 1


@ON_SQLITE
def test_what_cannot_be_withdrawn_is_said(context: Context, storms: Storms) -> None:
    """There must be such an article, and a reason that fits a line or two."""
    article = storms.begin()
    with pytest.raises(UnknownError, match="no article"):
        withdraw_article(context, "a-0")
    with pytest.raises(InputError, match="more than 500 characters"):
        withdraw_article(context, article, "x" * 501)
