"""A page that was asked for by its address is fetched, and goes on as a document under one job."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, replace
from typing import TYPE_CHECKING

from digest.errors import (
    FetchError,
    ForbiddenUrlError,
    GonePageError,
    InputError,
    UnknownError,
    UnwantedError,
)
from digest.ingest.jsonl import named_page
from digest.ingest.limits import MAX_DOCUMENT_BYTES
from digest.model.article import MediaType
from digest.model.job import JobKind, JobOrder, Priority, request_key
from digest.model.received import Given, StoredDocument
from digest.net.charset import codec_of
from digest.net.url import parse_url
from digest.service.outside import fetcher, is_page
from digest.service.withdrawing import withdraw_pages
from digest.store import articles, joblist, jobs
from digest.text.addresses import plain_address
from digest.text.decode import decode
from digest.text.pages import MOST_PAGES, join_pages, next_page

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sqlalchemy import Connection

    from digest.model.job import Job
    from digest.net.fetch import Fetched, Fetcher
    from digest.service.context import Context

_FOUND, _GONE = 200, 410
_NOTHING = Given()
_TRY_AGAIN = frozenset({408, 425, 429})
_CLIENT_ERRORS = range(400, 500)


@dataclass(frozen=True, slots=True)
class PageRequest:
    """A page under the id that its job is known by; the same id is the same request."""

    id: str
    url: str
    given: Given = _NOTHING
    source: str | None = None
    priority: Priority = Priority.TRIGGERED

    def checked(self) -> str:
        """Return the address, normalised.

        Raises:
            UnsafeUrlError: it is no address that is fetched.
        """
        return parse_url(self.url).url


def page_request(where: str, record: Mapping[str, object], request: str) -> PageRequest | None:
    """Return the request for the page that a JSON object names, or None when it holds its text.

    Raises:
        InputError: a field is of a wrong type.
    """
    page = named_page(where, record)
    return PageRequest(request, page.url, page.given) if page else None


def accept_url(context: Context, request: PageRequest) -> Job:
    """Accept an address and return its job; a request that was accepted before has its own.

    Raises:
        UnsafeUrlError: it is no address that is fetched.
        ConflictError: the id stands for other work already.
        StoreError: it cannot be stored; nothing was accepted.
    """
    return accept_urls(context, [request])[0]


def accept_urls(context: Context, requests: Sequence[PageRequest]) -> tuple[Job, ...]:
    """Accept addresses in one commit, all or none, and return their jobs in order.

    Raises:
        As `accept_url`.
    """
    orders = [_order(request) for request in requests]
    with context.store.write(durable=True) as connection:
        found = tuple(_accept(context, connection, order) for order in orders)
    context.ring()
    return found


def fetch_page(context: Context, job: Job) -> None:
    """Fetch the page that `job` names, store it, and let the job go on as its reading.

    A page that its server says was taken back withdraws the article that was read from it.

    Raises:
        FetchError: it cannot be fetched, now or ever.
        LostLeaseError: another attempt has taken the job over; nothing was stored.
    """
    outside = fetcher(context)
    try:
        found = _found(job, outside)
    except GonePageError:
        _withdraw(context, job)
        raise
    pages = [] if found.media_type == "text/plain" else _further_pages(found, outside)
    content = found.content
    if pages:
        content = join_pages([_decoded(found), *pages]).encode("utf-8", "replace")
    given = json.loads(job.options["given"])
    url = given["url"] or plain_address(found.url)
    document = StoredDocument(
        id=job.id,
        blob=context.blobs.put(content),
        size=len(content),
        name=job.subject,
        media_type=MediaType.TEXT if found.media_type == "text/plain" else MediaType.HTML,
        charset="utf-8" if pages else codec_of(found.charset),
        given=replace(Given(**{**given, "authors": tuple(given["authors"])}), url=url),
        accepted=context.clock(),
        source=job.options.get("source"),
    )
    with context.store.write(durable=True) as connection:
        articles.add_document(connection, document)
        jobs.go_on(connection, job.lease, JobKind.INGEST, job.id, context.clock())
    context.ring()


def _withdraw(context: Context, job: Job) -> None:
    """Mark the article that stood at an address as withdrawn, if one was read from it."""
    with context.store.write(durable=True) as connection:
        known = (job.subject, plain_address(job.subject))
        withdraw_pages(context, connection, known, f"Its page answers {_GONE}.")
    context.ring()


def _found(job: Job, outside: Fetcher) -> Fetched:
    found = outside.get(job.subject, wants=is_page)
    if found.status == _GONE:
        raise GonePageError(f"{job.subject} answers {_GONE}: its page was taken back.")
    if found.status in _CLIENT_ERRORS and found.status not in _TRY_AGAIN:
        raise UnwantedError(f"{job.subject} answers {found.status}: there is no page to read.")
    if found.status != _FOUND:
        raise FetchError(f"{job.subject} answers {found.status}; it is asked again later.")
    if not found.content.strip():
        raise UnwantedError(f"{job.subject} is empty.")
    return found


def _further_pages(first: Fetched, outside: Fetcher) -> list[str]:
    """Return the pages that an article goes on at, after its first.

    Raises:
        FetchError: one of them cannot be fetched now: half an article is none.
    """
    pages: list[str] = []
    url, html = first.url, _decoded(first)
    size = len(first.content)
    while (following := next_page(html, url)) and len(pages) + 1 < MOST_PAGES:
        try:
            found = outside.get(following, wants=is_page)
        except (ForbiddenUrlError, UnwantedError):
            break  # for good: what can be had is all there is
        size += len(found.content)
        if found.status != _FOUND or size > MAX_DOCUMENT_BYTES:
            break
        url, html = following, _decoded(found)
        pages.append(html)
    return pages


def _decoded(found: Fetched) -> str:
    codec = codec_of(found.charset)
    if codec:
        return found.content.decode(codec, "replace")
    try:
        return decode(found.content, found.url, html=True)
    except InputError:
        return ""  # what is no text has no next page; its reading says what it is


def _order(request: PageRequest) -> JobOrder:
    options = {"given": json.dumps(asdict(request.given), sort_keys=True)}
    if request.source:
        options["source"] = request.source
    url = request.checked()
    return JobOrder(
        id=request.id,
        kind=JobKind.FETCH,
        subject=url,
        key=request_key(request.id),
        priority=request.priority,
        options=options | {"url": url},
    )


def _accept(context: Context, connection: Connection, order: JobOrder) -> Job:
    try:
        known = joblist.get(connection, order.id)
    except UnknownError:
        known = None
    if known is not None and known.options == order.options:
        return known  # its page may have been fetched by now, so that it is of another kind
    return jobs.accept(connection, order, context.clock()).job
