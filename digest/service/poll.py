"""A source is asked for what is new: feeds by conditional requests, lists of URLs, folders."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from html import escape
from typing import TYPE_CHECKING

from digest.errors import FetchError, HostBusyError
from digest.ingest import rhythm
from digest.ingest.feeds import is_whole, read_feed
from digest.model.article import MediaType
from digest.model.definition import SourceKind
from digest.model.job import JobKind, JobOrder, Priority, slot_key
from digest.model.received import Given, Received
from digest.model.source import Pace
from digest.net.retry_after import retry_after
from digest.service.accept import Request, accept_all
from digest.service.collect import collect_folder, collect_urls, entry_id
from digest.service.fetch import PageRequest, accept_urls
from digest.service.letters import collect_letters
from digest.service.outside import fetcher, is_feed
from digest.service.websub import subscribe_where_told
from digest.service.withdrawing import withdraw_entries
from digest.store import articles, joblist, jobs, sources
from digest.store.returning import overtaken
from digest.text.language import language_tag

if TYPE_CHECKING:
    from collections.abc import Sequence

    from digest.model.definition import SourceDefinition
    from digest.model.job import Job
    from digest.model.source import Entry, PolledSource, ReadFeed, SourceState
    from digest.net.fetch import Fetched
    from digest.service.context import Context

_FOUND, _UNCHANGED, _GONE = 200, 304, 410
_AHEAD = timedelta(days=1)
"""An entry dated further ahead than any time zone has a date that cannot be believed."""

_GATHERERS = {
    SourceKind.URLS: collect_urls,
    SourceKind.FOLDER: collect_folder,
    SourceKind.MAIL: collect_letters,
}


@dataclass(frozen=True, slots=True)
class _Outcome:
    """What a poll came to: the source's next state, and how much was new."""

    state: SourceState
    new: int = 0


def make_polls(context: Context) -> int:
    """Make a job of each source that is due, and return how many are."""
    now = context.clock()
    with context.store.read() as connection:
        waiting = sources.due(connection, now)
    return sum(_make_poll(context, source, now) for source in waiting)


def poll_source(context: Context, job: Job) -> None:
    """Ask the source that is the subject of `job`; what it answers is its state, not the job's.

    Raises:
        HostBusyError: its host's turn comes later.
        StoreError: the database cannot be used.
        LostLeaseError: another attempt has taken the job over.
    """
    with context.store.read() as connection:
        source = sources.get(connection, job.subject)
    if source.definition.kind is SourceKind.FEED:
        outcome = _ask_feed(context, source)
    else:
        outcome = _collect(context, source)
    with context.store.write() as connection:
        sources.keep_state(connection, job.subject, outcome.state)
        result = outcome.state.error or f"{outcome.new} new"
        jobs.finish(connection, job.lease, context.clock(), result=result)


def _make_poll(context: Context, source: PolledSource, now: datetime) -> int:
    definition, due = source.definition, source.state.due
    order = JobOrder(
        uuid.uuid4().hex, JobKind.POLL, definition.name, slot_key(due), Priority.SCHEDULED
    )
    with context.store.write() as connection:
        if not sources.move(connection, definition.name, due, now + definition.every):
            return 0  # another clock was faster
        jobs.accept(connection, order, now)
    context.ring()
    return 1


def _ask_feed(context: Context, source: PolledSource) -> _Outcome:
    state, definition = source.state, source.definition
    conditions = {"If-None-Match": state.etag, "If-Modified-Since": state.modified}
    try:
        found = fetcher(context).get(
            state.address,
            wants=is_feed,
            headers={name: value for name, value in conditions.items() if value},
        )
    except HostBusyError:
        raise
    except FetchError as error:
        return _failed(context, source, str(error))
    if found.moved:
        state = replace(state, address=found.moved)
        source = replace(source, state=state)
    if found.status == _GONE:
        return _Outcome(rhythm.after_gone(state, context.clock()))
    if found.status == _UNCHANGED:
        return _answered(context, source, Pace(), 0)
    if found.status != _FOUND:
        until = retry_after(found.headers.get("retry-after"), context.clock())
        return _failed(context, source, f"{found.url} answers {found.status}.", until)
    feed = read_feed(found.content, found.url, found.headers.get("content-type", ""))
    if not feed.entries and feed.problem:
        return _failed(context, source, f"{found.url}: {feed.problem}")
    new = _take(context, definition, feed)
    gone = [entry_id(definition.name, key).rpartition(":")[0] + ":" for key in feed.deleted]
    withdraw_entries(context, definition.name, gone)
    subscribe_where_told(context, definition.name, feed)
    return _answered(context, replace(source, state=_marked(state, found)), feed.pace, new)


def _collect(context: Context, source: PolledSource) -> _Outcome:
    try:
        found = _GATHERERS[source.definition.kind](context, source)
    except HostBusyError:
        raise
    except (FetchError, OSError) as error:
        return _failed(context, source, str(error))
    if found.mark:
        source = replace(source, state=replace(source.state, etag=found.mark))
    if found.problem:
        outcome = _failed(context, source, found.problem)
        return replace(outcome, new=found.new)
    return _answered(context, source, Pace(), found.new)


def _take(context: Context, definition: SourceDefinition, feed: ReadFeed) -> int:
    """Accept the entries that are new or changed; return how many they are."""
    wanted = {entry_id(definition.name, e.key, e.title, e.url, e.html): e for e in feed.entries}
    with context.store.read() as connection:
        known = articles.known_documents(connection, wanted) | joblist.known(connection, wanted)
        back = overtaken(connection, known, definition.name)
    fresh = [(id_, entry) for id_, entry in wanted.items() if id_ not in known]
    fresh += [(f"{id_}:{newest}", wanted[id_]) for id_, newest in back.items()]
    now = context.clock()
    whole: list[Request] = []
    pages: list[PageRequest] = []
    for id_, entry in fresh:
        given = _given(definition, feed, entry, now)
        declared = language_tag(feed.language) or ""
        if entry.url and not is_whole(entry):
            pages.append(PageRequest(id_, entry.url, given, definition.name, Priority.BULK))
        elif entry.html.strip():
            document = _document(definition.name, entry, given, declared)
            whole.append(Request(id_, document, priority=Priority.BULK))
    _accept_pages(context, pages)
    if whole:
        accept_all(context, whole)
    return len(pages) + len(whole)


def _accept_pages(context: Context, pages: Sequence[PageRequest]) -> None:
    """Accept pages; an entry whose link leads nowhere that is fetched is passed over."""
    sound = [page for page in pages if _is_sound(page)]
    if sound:
        accept_urls(context, sound)


def _is_sound(page: PageRequest) -> bool:
    try:
        page.checked()
    except FetchError:
        return False
    return True


def _document(source: str, entry: Entry, given: Given, language: str) -> Received:
    """Return an entry as a page; what its feed declares of its language may be a template's."""
    title = escape(entry.title or "")
    page = (
        f'<html lang="{language}"><body><article><h1>{title}</h1>{entry.html}</article></body>'
        "</html>"
    )
    return Received(
        name=entry.url or entry.key,
        media_type=MediaType.HTML,
        content=page.encode("utf-8", "replace"),
        given=given,
        charset="utf-8",
        source=source,
    )


def _given(definition: SourceDefinition, feed: ReadFeed, entry: Entry, now: datetime) -> Given:
    return Given(
        id=None if entry.url else _clean(entry.key),
        title=_clean(entry.title),
        published=_believed(entry.published, now),
        outlet=_clean(definition.outlet or feed.title),
        url=_clean(entry.url),
        authors=tuple(filter(None, map(_clean, entry.authors))),
        language=definition.language,
    )


def _clean(text: str | None) -> str | None:
    return text.replace("\0", "").encode("utf-8", "replace").decode() if text else None


def _believed(published: str | None, now: datetime) -> str | None:
    if published is None:
        return None
    try:
        moment = datetime.fromisoformat(published)
    except ValueError:
        return None
    aware = moment if moment.tzinfo else moment.replace(tzinfo=now.tzinfo)
    return published if aware <= now + _AHEAD else None


def _marked(state: SourceState, found: Fetched) -> SourceState:
    etag, modified = found.headers.get("etag"), found.headers.get("last-modified")
    return replace(state, etag=etag, modified=modified)


def _answered(context: Context, source: PolledSource, pace: Pace, new: int) -> _Outcome:
    definition = source.definition
    state = rhythm.after_answer(
        source.state, definition.every, definition.name, context.clock(), pace=pace, new=new
    )
    return _Outcome(state, new)


def _failed(
    context: Context, source: PolledSource, error: str, until: datetime | None = None
) -> _Outcome:
    definition = source.definition
    state = rhythm.after_failure(
        source.state, definition.every, definition.name, context.clock(), error=error, until=until
    )
    return _Outcome(state)
