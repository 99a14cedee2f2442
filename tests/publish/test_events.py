"""The timeline feed tells each event with its date, its sources and its proof."""

from __future__ import annotations

from typing import TYPE_CHECKING

from digest.publish.channel import links_beneath
from digest.publish.content import edition_channel
from digest.publish.events import event_entries
from digest.publish.feed import atom, rss
from digest.publish.ids import event_id
from digest.publish.templates import Templates

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import ModuleType

    from digest.model.edition import Edition
    from digest.publish.channel import FeedEntry

LINKS = links_beneath("https://digest.invalid/")


def entries_of(edition: Edition) -> tuple[FeedEntry, ...]:
    """Return the timeline feed's entries of `edition`."""

    def identify(event: str) -> str:
        return event_id(LINKS.page, edition.digest, event, minted=edition.as_of.date())

    return event_entries(edition, identify=identify, templates=Templates(), links=LINKS)


def test_every_event_is_an_entry_the_latest_first(edition: Edition) -> None:
    """The reader sees the newest date on top, and sorting by time keeps that order."""
    entries = entries_of(edition)
    assert [entry.title.partition(":")[0] for entry in entries] == [
        "April 2021",
        "8 March 2021",
        "1 March 2021",
        "November 2011",
    ]
    times = [entry.published for entry in entries]
    assert times == sorted(times, reverse=True)
    assert len(set(times)) == len(times)


def test_an_entry_tells_sentence_proof_and_conflict(edition: Edition) -> None:
    """Date, words, how it was reached, who differs and the source stand in the content."""
    gusts = entries_of(edition)[2]
    assert gusts.summary == edition.timeline[1].text
    assert "<strong>1 March 2021</strong>" in gusts.content
    assert "“March 1”" in gusts.content
    assert "the Herald: 3–6 March 2021 (“a few days ago”), said on 8 March 2021" in gusts.content
    assert 'href="https://example.org/storm"' in gusts.content
    assert gusts.link == f"{LINKS.page}#event-e-2021-03-01"
    assert (gusts.authors, gusts.categories) == (("Example Gazette",), (edition.title,))


def test_the_timeline_feed_is_valid(edition: Edition, rules: ModuleType) -> None:
    """No rule of RSS or Atom is broken, and no two entries share an id or a time."""
    channel = edition_channel(
        edition,
        identifier="urn:uuid:c56a4180-65aa-52ec-a945-5fd21dec0538",
        links=LINKS,
    )
    entries = entries_of(edition)
    assert rules.rss_faults(rss(channel, entries)) == []
    assert rules.atom_faults(atom(channel, entries)) == []


def test_no_events_no_entries(vary: Callable[..., Edition]) -> None:
    """An edition without dates has an empty timeline feed."""
    assert entries_of(vary(timeline=())) == ()
