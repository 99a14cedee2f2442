"""A digest that is renamed takes its history along, and its old addresses lead to it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import feedparser
import pytest

from digest.errors import ConflictError, LostLeaseError, MovedError
from digest.model.definition import Definitions, DigestDefinition, Form, WhenEmpty
from digest.model.job import LEASE, JobState, Pool
from digest.service import shelf
from digest.service.define import define, define_all
from digest.service.dispatch import work
from digest.service.trigger import trigger
from digest.store import digests, joblist, jobs

if TYPE_CHECKING:
    from conftest import Clock

    from digest.service.context import Context

TIDES = DigestDefinition(
    "tides", "The tides", forms=(Form.RSS, Form.ATOM), when_empty=WhenEmpty.NO_CHANGE
)
HOME = "https://digest.invalid/digests/"
WATERS = replace(TIDES, name="waters", formerly=("tides",))


def in_file(context: Context, *definitions: DigestDefinition) -> None:
    """Let digest.toml define these digests."""
    define_all(context, Definitions(definitions))


def publish(context: Context, clock: Clock, name: str) -> None:
    """Release an edition, an hour later."""
    clock.move(hours=1)
    trigger(context, name, f"at-{clock.now:%d-%H}")
    render(context)


def render(context: Context) -> None:
    """Do all that waits for the render pool."""
    while work(context, Pool.RENDER, worker="w"):
        pass


def entries(context: Context, name: str) -> list[tuple[str, str]]:
    """Return id and time of the entries of a digest's feed."""
    found = shelf.content(context, shelf.feed_file(context, name, "atom.xml"))
    return [(entry.id, entry.published) for entry in feedparser.parse(found).entries]


def test_a_renamed_digest_keeps_ids_and_editions(context: Context, clock: Clock) -> None:
    """Its feed has the same id and entries at its new address, and the next edition goes on."""
    in_file(context, TIDES)
    publish(context, clock, "tides")
    before = entries(context, "tides")
    own = feedparser.parse(
        shelf.content(context, shelf.feed_file(context, "tides", "atom.xml"))
    ).feed.id
    in_file(context, WATERS)
    clock.move(seconds=3)
    render(context)
    assert entries(context, "waters") == before
    written = shelf.content(context, shelf.feed_file(context, "waters", "atom.xml"))
    assert feedparser.parse(written).feed.id == own
    assert feedparser.parse(written).feed.link == f"{HOME}waters/"
    assert f'href="{HOME}waters/atom.xml" rel="self"'.encode() in written
    links = [entry.link for entry in feedparser.parse(written).entries]
    assert links == [f"{HOME}tides/editions/1/"]  # which leads on: readers know the entry by it
    publish(context, clock, "waters")
    assert shelf.shown_edition(context, "waters", 2).number == 2
    assert entries(context, "waters")[1:] == before


def test_old_addresses_name_the_new_ones(context: Context, clock: Clock) -> None:
    """Of the feed, of an edition's page and of a briefing, even when it is renamed twice."""
    in_file(context, TIDES)
    publish(context, clock, "tides")
    in_file(context, WATERS)
    in_file(context, replace(WATERS, name="oceans", formerly=("waters",)))
    for name in ("tides", "waters"):
        for ask in (
            lambda name=name: shelf.feed_file(context, name, "atom.xml"),
            lambda name=name: shelf.edition_file(context, name, 1, "edition.json"),
            lambda name=name: shelf.published_file(context, name, "latest.pdf"),
            lambda name=name: shelf.shown_edition(context, name, 1),
        ):
            with pytest.raises(MovedError) as found:
                ask()
            assert (found.value.old, found.value.name) == (name, "oceans")


def test_a_former_name_belongs_to_its_digest(context: Context, clock: Clock) -> None:
    """No other digest gets it; its own may have it back."""
    in_file(context, TIDES)
    publish(context, clock, "tides")
    in_file(context, WATERS)
    with pytest.raises(ConflictError, match="'waters' was called 'tides' before"):
        in_file(context, WATERS, TIDES)
    with pytest.raises(ConflictError, match="choose another name"):
        define(context, replace(TIDES, name="lakes", formerly=("tides",)))
    in_file(context, replace(TIDES, formerly=("waters",)))
    assert shelf.shown_edition(context, "tides", 1).number == 1
    with pytest.raises(MovedError):
        shelf.shown_digest(context, "waters")


def test_a_digest_of_the_file_is_renamed_there(context: Context) -> None:
    """Over the interface nobody takes its name away."""
    in_file(context, TIDES)
    with pytest.raises(ConflictError, match=r"defined in digest\.toml; rename it there"):
        define(context, WATERS)
    assert shelf.shown_digest(context, "tides").definition == TIDES


def test_two_digests_with_editions_become_no_one(context: Context, clock: Clock) -> None:
    """Only the addresses of the former one lead to the other, whose feed stays its own."""
    in_file(context, TIDES, replace(WATERS, formerly=()))
    publish(context, clock, "tides")
    publish(context, clock, "waters")
    own = entries(context, "waters")
    in_file(context, WATERS)
    assert entries(context, "waters") == own
    with pytest.raises(MovedError):
        shelf.feed_file(context, "tides", "atom.xml")


def test_an_edition_in_the_making_is_made_under_the_new_name(
    context: Context, clock: Clock
) -> None:
    """Whoever was making it cannot publish, and the job is begun anew."""
    in_file(context, TIDES)
    trigger(context, "tides", "one")
    with context.store.write() as connection:
        claimed = jobs.claim(connection, Pool.RENDER, clock.now, worker="w", lease=LEASE)
    assert claimed is not None
    in_file(context, WATERS)
    with context.store.write() as connection, pytest.raises(LostLeaseError):
        jobs.finish(connection, claimed.lease, clock.now, result="late")
    render(context)
    assert shelf.shown_edition(context, "waters", 1).key == "manual:one"
    with context.store.read() as connection:
        assert joblist.get(connection, "one").state is JobState.DONE
        assert [d.definition.name for d in digests.live(connection)] == ["waters"]
