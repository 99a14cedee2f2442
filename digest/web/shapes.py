"""What the API takes and gives; the OpenAPI document is made from these classes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import ClassVar

from digest.errors import InputError
from digest.model.article import MediaType
from digest.model.definition import Part
from digest.model.indexed import IndexedStory
from digest.model.job import Job, JobKind, JobState
from digest.model.received import Given, Received
from digest.service.fetch import PageRequest
from digest.service.shelf import EditionPage, ShownDigest, ShownEdition

_STRICT: Mapping[str, str] = {"extra": "forbid"}
"""A misspelt field is an error, not silence."""


@dataclass(frozen=True, slots=True)
class ArticleIn:
    """An article: `text` or `html`, or `url` alone; and what else is known, `source` its outlet."""

    __pydantic_config__: ClassVar[Mapping[str, str]] = _STRICT

    text: str | None = None
    html: str | None = None
    id: str | None = None
    title: str | None = None
    published: str | None = None
    source: str | None = None
    url: str | None = None
    authors: tuple[str, ...] = ()
    language: str | None = None


@dataclass(frozen=True, slots=True)
class TriggerIn:
    """How an edition is asked for: `as_of` is the moment it stands for, in ISO 8601, else now.

    A wish that nobody has begun `expires` seconds later is passed over.
    """

    __pydantic_config__: ClassVar[Mapping[str, str]] = _STRICT

    as_of: str | None = None
    expires: int | None = None


@dataclass(frozen=True, slots=True)
class ProgressOut:
    """How far a running job is; a total of 0 is unknown."""

    stage: str
    done: int
    total: int


@dataclass(frozen=True, slots=True)
class JobOut:
    """A job; `result` names what came of it, `error` says why it failed last."""

    id: str
    kind: JobKind
    subject: str
    key: str
    state: JobState
    attempt: int
    created: datetime
    due: datetime
    started: datetime | None
    finished: datetime | None
    progress: ProgressOut | None
    error: str | None
    result: str | None


@dataclass(frozen=True, slots=True)
class EditionOut:
    """A released edition; `files` are addresses below the service's own.

    `uncorrected` counts the sentences that it quotes and their sources no longer say.
    """

    digest: str
    number: int
    key: str
    title: str
    as_of: datetime
    released: datetime
    updated: datetime
    revision: int
    uncorrected: int
    files: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class EditionsOut:
    """Some of a digest's editions, the newest first; `next` is the offset of older ones."""

    editions: tuple[EditionOut, ...]
    next: int | None


@dataclass(frozen=True, slots=True)
class DigestOut:
    """A digest and its newest edition; `origin` says who may change its definition."""

    name: str
    title: str
    language: str
    parts: tuple[Part, ...]
    schedule: str | None
    zone: str | None
    origin: str
    latest: EditionOut | None


@dataclass(frozen=True, slots=True)
class AddressOut:
    """Where a digest stands: its page, and its feeds by file name."""

    page: str
    feeds: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class StoryOut:
    """A story: its articles by day; `first` and `last` are the days of their publication.

    The id of a story that was merged leads to the one it went into, which has another `id`.
    """

    id: str
    title: str
    articles: tuple[str, ...]
    first: date
    last: date


def asked_page(article: ArticleIn, request: str) -> PageRequest | None:
    """Return the request for the page of an article that comes as its address alone, else None."""
    if article.url is None or article.text is not None or article.html is not None:
        return None
    return PageRequest(request, article.url, replace(_given(article), url=None))


def received(article: ArticleIn) -> Received:
    """Return an article as it is accepted.

    Raises:
        InputError: it has neither a text nor a page, or both.
    """
    if (article.text is None) == (article.html is None):
        raise InputError(
            "An article has either `text` or `html`, or `url` alone; send one of them."
        )
    content = article.text if article.text is not None else article.html or ""
    return Received(
        name=article.id or article.url or article.title or "The article",
        media_type=MediaType.TEXT if article.text is not None else MediaType.HTML,
        content=content.encode(errors="replace"),
        given=_given(article),
        charset="utf-8",
    )


def _given(article: ArticleIn) -> Given:
    return Given(
        id=article.id or None,
        title=article.title or None,
        published=article.published or None,
        outlet=article.source or None,
        url=article.url or None,
        authors=tuple(name for name in article.authors if name.strip()),
        language=article.language or None,
    )


def job_out(job: Job) -> JobOut:
    """Return a job as the API shows it."""
    told = job.progress
    return JobOut(
        id=job.id,
        kind=job.kind,
        subject=job.subject,
        key=job.key,
        state=job.state,
        attempt=job.attempt,
        created=job.created,
        due=job.due,
        started=job.started,
        finished=job.finished,
        progress=ProgressOut(told.stage, told.done, told.total) if told else None,
        error=job.error,
        result=job.result,
    )


def edition_out(edition: ShownEdition, root: str) -> EditionOut:
    """Return an edition as the API shows it; `root` is the sub-path of the service."""
    folder = f"{root}/digests/{edition.address}/editions/{edition.number}"
    return EditionOut(
        digest=edition.digest,
        number=edition.number,
        key=edition.key,
        title=edition.title,
        as_of=edition.as_of,
        released=edition.released,
        updated=edition.updated,
        revision=edition.revision,
        uncorrected=edition.mark.open if edition.mark else 0,
        files={name: f"{folder}/{name}" for name in edition.files},
    )


def editions_out(page: EditionPage, root: str) -> EditionsOut:
    """Return a page of editions as the API shows it."""
    shown = tuple(edition_out(edition, root) for edition in page.editions)
    return EditionsOut(shown, page.offset + len(shown) if page.more else None)


def digest_out(digest: ShownDigest, root: str) -> DigestOut:
    """Return a digest as the API shows it."""
    definition = digest.definition
    return DigestOut(
        name=definition.name,
        title=definition.title,
        language=definition.language,
        parts=definition.parts,
        schedule=definition.schedule.cron if definition.schedule else None,
        zone=definition.schedule.zone if definition.schedule else None,
        origin=digest.origin,
        latest=edition_out(digest.latest, root) if digest.latest else None,
    )


def story_out(story: IndexedStory) -> StoryOut:
    """Return a story as the API shows it."""
    return StoryOut(
        id=story.id,
        title=story.title,
        articles=story.articles,
        first=date.fromordinal(max(1, story.first_day)),
        last=date.fromordinal(max(1, story.last_day)),
    )
