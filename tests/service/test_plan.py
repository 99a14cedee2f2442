"""A plan says what the next edition would be made of, and why."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from digest.errors import UnknownError
from digest.model.article import MediaType
from digest.model.definition import DigestDefinition, Schedule, Selection
from digest.model.job import Pool
from digest.model.received import Given, Received
from digest.service.accept import Request, accept
from digest.service.define import define
from digest.service.dispatch import work
from digest.service.plan import plan
from digest.service.trigger import trigger

if TYPE_CHECKING:
    from conftest import Clock

    from digest.service.context import Context

STORMS = DigestDefinition(
    name="storms",
    title="Storms",
    selection=Selection(any=("storm",), none=("sport",)),
    schedule=Schedule("0 6 * * *", "Europe/Berlin"),
    forms=(),
)


def take(context: Context, name: str, text: str) -> None:
    """Accept and read an article."""
    given = Given(id=name, title=name.title(), published="2026-03-01")
    accept(context, Request(name, Received(name, MediaType.TEXT, text.encode(), given)))
    while work(context, Pool.INGEST, worker="w"):
        pass


def test_each_article_is_in_or_out_for_a_reason(context: Context, clock: Clock) -> None:
    """The words it says, those it lacks, the edition it was used for."""
    define(context, STORMS)
    take(context, "first", "A storm closed the harbour on Sunday.")
    trigger(context, "storms", "one")
    assert work(context, Pool.RENDER, worker="w")
    clock.move(hours=1)
    take(context, "second", "The storm tore two cranes loose on Sunday.")
    take(context, "third", "The council met on Sunday.")
    take(context, "fourth", "A storm of goals: all the sport of Sunday.")
    found = plan(context, "storms")
    assert found.taken == 1
    assert {(j.article.title, j.taken, j.reasons) for j in found.articles} == {
        ("Second", True, ("says “storm”",)),
        ("First", False, ("is in edition 1",)),
        ("Third", False, ("says none of the words asked for",)),
        ("Fourth", False, ("says “sport”",)),
    }
    assert found.articles[0].taken


def test_a_plan_lists_ten_slots_and_what_was_asked_for(context: Context, clock: Clock) -> None:
    """Slots are moments in UTC of the digest's own time of day."""
    define(context, STORMS)
    trigger(context, "storms", "one")
    found = plan(context, "storms")
    assert [job.id for job in found.waiting] == ["one"]
    assert len(found.slots) == 10
    assert found.slots[0] == datetime(2026, 3, 2, 5, tzinfo=UTC)
    assert found.slots[0] > clock.now
    assert {b - a for a, b in zip(found.slots, found.slots[1:], strict=False)} == {
        timedelta(days=1)
    }


def test_an_older_article_is_listed_when_it_would_be_taken(context: Context) -> None:
    """However few of the newest are looked at."""
    define(context, STORMS)
    take(context, "first", "A storm closed the harbour on Sunday.")
    take(context, "second", "The council met on Sunday.")
    assert [j.article.title for j in plan(context, "storms", limit=0).articles] == ["First"]


def test_a_plan_of_an_unknown_digest_names_those_there_are(context: Context) -> None:
    """The error lists the names."""
    define(context, STORMS)
    with pytest.raises(UnknownError, match="There is no digest 'stroms'; there is: storms"):
        plan(context, "stroms")
