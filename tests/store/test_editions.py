"""Digests are defined once, find their articles once, and release each edition once."""

from __future__ import annotations

import hashlib
import threading
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.errors import ConflictError, LostLeaseError, UnknownError
from digest.model.article import Article, MediaType, Published
from digest.model.definition import (
    DigestDefinition,
    Form,
    Lengths,
    OnArrival,
    Origin,
    Part,
    Schedule,
    Selection,
    WhenEmpty,
)
from digest.model.job import JobKind, JobOrder, Lease, Pool, request_key
from digest.model.received import Given, StoredDocument
from digest.model.settings import Layout, Tlp
from digest.store import articles, candidates, digests, editions, feeds, joblist, jobs
from digest.store.definitions import from_json, to_json
from digest.store.editions import Busy, EditionState, StoredEdition, StoredFile
from digest.store.feeds import FeedFile

if TYPE_CHECKING:
    from digest.store.articles import Ref
    from digest.store.unit import Store

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
STORMS = DigestDefinition("storms", "Storms", Selection(any=("storm",)))
FILES = [StoredFile("index.html", "1" * 64, 10), StoredFile("briefing.pdf", "2" * 64, 20)]

WORDS = st.lists(st.text(min_size=1, max_size=8), max_size=3).map(tuple)
SPANS = st.timedeltas(timedelta(0), timedelta(days=400)).map(
    lambda d: timedelta(seconds=int(d.total_seconds()))
)
DEFINITIONS = st.builds(
    DigestDefinition,
    name=st.text(min_size=1),
    title=st.text(),
    selection=st.builds(Selection, any=WORDS, none=WORDS, names=WORDS, exclude_urls=WORDS),
    parts=st.lists(st.sampled_from(Part), unique=True).map(tuple),
    lengths=st.builds(Lengths, sentences=st.integers(1, 9)),
    look_back=st.none() | SPANS,
    forms=st.lists(st.sampled_from(Form), unique=True).map(tuple),
    schedule=st.none() | st.builds(Schedule, cron=st.just("0 6 * * *"), grace=SPANS),
    on_arrival=st.none() | st.builds(OnArrival, quiet=SPANS, within=SPANS),
    when_empty=st.sampled_from(WhenEmpty),
    accent=st.none() | st.just("#123456"),
    layout=st.sampled_from(Layout),
    tlp=st.none() | st.sampled_from(Tlp),
)


@given(definition=DEFINITIONS)
def test_definitions_come_back_as_they_were(definition: DigestDefinition) -> None:
    """JSON holds every field of a definition."""
    assert from_json(to_json(definition)) == definition


def define(store: Store, definition: DigestDefinition = STORMS) -> None:
    """Define a digest in a file."""
    with store.write() as connection:
        digests.define(connection, definition, Origin.FILE, NOW)


def matching(store: Store, text: str, accepted: datetime = NOW) -> Ref:
    """Store an article that the storms' selection takes."""
    sha256 = hashlib.sha256(text.encode()).hexdigest()
    document = StoredDocument(text, "0" * 64, 1, "n", MediaType.TEXT, None, Given(), accepted)
    said = Article("", 1, text, text, sha256, Published("2026-03-01", "day", "given"), ())
    with store.write() as connection:
        articles.add_document(connection, document)
        kept = articles.keep(connection, document, said)
        ref = (kept.article, kept.version)
        found = {
            d.definition.selection.fingerprint: d.definition.selection
            for d in digests.held(connection)
        }
        digests.note_matches(connection, [(mark, ref) for mark in found])
        return ref


def claim_edition(store: Store, name: str, now: datetime = NOW) -> Lease:
    """Accept and claim the job of an edition."""
    with store.write() as connection:
        order = JobOrder(name, JobKind.EDITION, "storms", request_key(name))
        jobs.accept(connection, order, now)
        job = jobs.claim(connection, Pool.RENDER, now, worker="w", lease=timedelta(seconds=30))
        assert job is not None
        return job.lease


def begin(store: Store, lease: Lease, as_of: datetime = NOW) -> StoredEdition:
    """Begin the edition of a job that must not find another one in its way."""
    with store.write() as connection:
        refs = digests.candidates(connection, digests.get(connection, "storms"), as_of)
        begun = editions.begin(connection, "storms", request_key(lease.job), lease.job, as_of, refs)
        assert isinstance(begun, StoredEdition)
        return begun


def release(store: Store, edition: StoredEdition, lease: Lease) -> int:
    """Release an edition."""
    with store.write() as connection:
        return editions.release(connection, edition, lease, NOW, title="Storms", files=FILES)


def test_an_edition_takes_what_is_new_and_releases_it_once(store: Store) -> None:
    """The second edition holds what the first did not, and knows which came before it."""
    define(store)
    one = matching(store, "a storm")
    lease = claim_edition(store, "first")
    first = begin(store, lease)
    two = matching(store, "another storm")
    assert release(store, first, lease) == 1
    with store.read() as connection:
        assert candidates.refs_of(connection, first.id) == (one,)
        assert editions.files_of(connection, first) == {f.name: f for f in FILES}
        assert joblist.get(connection, "first").result == "storms-1"
    lease = claim_edition(store, "second")
    second = begin(store, lease)
    assert release(store, second, lease) == 2
    with store.read() as connection:
        assert candidates.refs_of(connection, second.id) == (two,)
        found = editions.released(connection, "storms")
        assert [(e.number, e.previous, e.state) for e in found] == [
            (2, "storms-1", EditionState.RELEASED),
            (1, None, EditionState.RELEASED),
        ]
        assert editions.get(connection, "storms", 2) == found[0]
        with pytest.raises(UnknownError, match="no edition number 3"):
            editions.get(connection, "storms", 3)


def test_an_edition_leaves_out_what_was_accepted_later(store: Store) -> None:
    """Only what was accepted by the edition's as-of is in it."""
    define(store)
    early = matching(store, "a storm")
    matching(store, "a later storm", NOW + timedelta(seconds=1))
    with store.read() as connection:
        storms = digests.get(connection, "storms")
        assert digests.candidates(connection, storms, NOW) == (early,)
        assert len(digests.candidates(connection, storms, NOW + timedelta(hours=1))) == 2


def test_a_second_attempt_goes_on_with_the_same_edition(store: Store) -> None:
    """Number, as-of and articles stay, whatever has come in since; the first cannot release."""
    define(store)
    one = matching(store, "a storm")
    stale = claim_edition(store, "first")
    first = begin(store, stale)
    matching(store, "another storm")
    later = NOW + timedelta(minutes=1)
    lease = claim_edition(store, "first", later)
    assert lease.attempt == 2
    again = begin(store, lease, later)
    assert again == first
    with store.read() as connection:
        assert candidates.refs_of(connection, again.id) == (one,)
    with pytest.raises(LostLeaseError):
        release(store, first, stale)
    with store.read() as connection:
        assert editions.released(connection, "storms") == ()
        assert editions.files_of(connection, first) == {}
        assert digests.get(connection, "storms").generation == 0
    assert release(store, again, lease) == 1


def test_one_edition_of_a_digest_is_composed_at_a_time(store: Store) -> None:
    """Another waits while its job lives; once that is dead, its number is a gap."""
    define(store)
    matching(store, "a storm")
    first_lease = claim_edition(store, "first")
    first = begin(store, first_lease)
    lease = claim_edition(store, "second")
    with store.write() as connection:
        busy = editions.begin(connection, "storms", "manual:second", "second", NOW, ())
        assert busy == Busy(first.id, "first")
        jobs.fail(connection, first_lease, NOW, error="broken", final=True)
    second = begin(store, lease)
    assert (second.number, release(store, second, lease)) == (2, 1)
    with store.read() as connection:
        abandoned = editions.find(connection, "storms", first.key)
        assert abandoned is not None
        assert abandoned.state is EditionState.ABANDONED
        assert [e.number for e in editions.released(connection, "storms")] == [2]


def test_an_abandoned_edition_may_be_taken_up_again(store: Store) -> None:
    """A dead job that is brought back goes on with its number."""
    define(store)
    first_lease = claim_edition(store, "first")
    begin(store, first_lease)
    with store.write() as connection:
        jobs.fail(connection, first_lease, NOW, error="broken", final=True)
    lease = claim_edition(store, "second")
    release(store, begin(store, lease), lease)
    with store.write() as connection:
        jobs.retry(connection, "first", NOW)
    lease = claim_edition(store, "first")
    assert begin(store, lease).number == 1
    with store.read() as connection:
        found = editions.find(connection, "storms", "manual:first")
        assert found is not None
        assert found.state is EditionState.COMPOSING


def test_editions_that_begin_at_once_get_different_numbers(store: Store) -> None:
    """Of six that begin at once one composes, and the others are told which."""
    define(store)
    leases = [claim_edition(store, f"job{n}") for n in range(6)]
    begun: list[StoredEdition | Busy] = []

    def work(lease: Lease) -> None:
        with store.write() as connection:
            key = request_key(lease.job)
            begun.append(editions.begin(connection, "storms", key, lease.job, NOW, ()))

    threads = [threading.Thread(target=work, args=(lease,)) for lease in leases]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    composing = [e for e in begun if isinstance(e, StoredEdition)]
    assert len(composing) == 1
    assert [b for b in begun if isinstance(b, Busy)] == [
        Busy(composing[0].id, composing[0].job)
    ] * 5


def test_an_edition_of_no_digest_is_refused(store: Store) -> None:
    """The message lists the digests there are."""
    define(store)
    with store.write() as connection:
        with pytest.raises(UnknownError, match="no digest 'floods'; there is: storms"):
            digests.get(connection, "floods")
        with pytest.raises(UnknownError, match="no digest 'floods'"):
            editions.begin(connection, "floods", "manual:x", "x", NOW, ())


def test_an_id_is_minted_once(store: Store) -> None:
    """A later proposal gets the id that readers know."""
    define(store)
    with store.write() as connection:
        assert feeds.mint(connection, "storms", "feed", "", "tag:one") == "tag:one"
        assert feeds.mint(connection, "storms", "feed", "", "tag:two") == "tag:one"
        assert feeds.mint(connection, "storms", "edition", "k", "tag:two") == "tag:two"
        assert feeds.ids_of(connection, "storms", "edition") == {"k": "tag:two"}


def test_a_feed_never_goes_back(store: Store) -> None:
    """An index job that was overtaken replaces nothing of the newer one's files."""
    define(store)
    newer, older = [StoredFile("rss.xml", "3" * 64, 3)], [StoredFile("rss.xml", "2" * 64, 2)]
    later = NOW + timedelta(minutes=1)
    with store.write() as connection:
        assert feeds.write(connection, "storms", 3, newer, NOW) is True
        assert feeds.write(connection, "storms", 2, older, later) is False
        assert feeds.write(connection, "storms", 3, older, later) is False
        assert feeds.files_of(connection, "storms") == {
            "rss.xml": FeedFile("rss.xml", "3" * 64, 3, NOW)
        }
        assert digests.get(connection, "storms").written == 3
        assert feeds.write(connection, "storms", 4, older, later) is True
        assert feeds.files_of(connection, "storms")["rss.xml"].updated == later


def test_a_file_wins_over_the_interface(store: Store) -> None:
    """What a file defines cannot be changed elsewhere; what a file takes over is the file's."""
    changed = replace(STORMS, title="Gales")
    with store.write() as connection:
        digests.define(connection, STORMS, Origin.API, NOW)
        digests.define(connection, changed, Origin.FILE, NOW + timedelta(days=1))
        with pytest.raises(ConflictError, match=r"'storms' is defined in digest\.toml"):
            digests.define(connection, STORMS, Origin.API, NOW)
        found = digests.get(connection, "storms")
    assert (found.definition, found.origin, found.minted) == (changed, Origin.FILE, NOW)


def test_a_retired_digest_comes_back_with_its_past_but_not_its_debts(store: Store) -> None:
    """Ids are minted for the same day as before; slots that went by meanwhile are not due."""
    define(store)
    later = NOW + timedelta(days=9)
    with store.write() as connection:
        digests.retire(connection, "storms", NOW)
        assert digests.live(connection) == ()
        digests.define(connection, STORMS, Origin.API, later)
        found = digests.get(connection, "storms")
    assert (found.minted, found.scheduled, found.origin) == (NOW, later, Origin.API)


def test_one_clock_moves_a_schedule(store: Store) -> None:
    """Of two clocks that saw the same schedule the second finds it moved."""
    define(store)
    with store.write() as connection:
        assert digests.move_schedule(connection, "storms", NOW, NOW + timedelta(hours=1)) is True
        assert digests.move_schedule(connection, "storms", NOW, NOW + timedelta(hours=2)) is False
        assert digests.get(connection, "storms").scheduled == NOW + timedelta(hours=1)


def test_a_new_selection_asks_for_older_versions(store: Store) -> None:
    """Until all versions were compared with it, and again for every other selection."""
    define(store)
    mark = STORMS.selection.fingerprint
    with store.write() as connection:
        assert digests.unmatched(connection) == {mark: STORMS.selection}
        digests.matching_done(connection, mark, NOW)
        assert digests.unmatched(connection) == {}
        floods = replace(STORMS, selection=Selection(any=("flood",)))
        digests.define(connection, floods, Origin.FILE, NOW)
        assert list(digests.unmatched(connection)) == [floods.selection.fingerprint]
        assert [d.definition.selection for d in digests.held(connection)] == [floods.selection]
