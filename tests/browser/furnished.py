"""A service with real editions in it, for tests and pictures of its pages."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from digest.model.article import MediaType
from digest.model.definition import DigestDefinition, Form, Selection, WhenEmpty
from digest.model.job import JobKind, Pool
from digest.model.place import Place
from digest.model.received import Given, Received
from digest.model.settings import Settings
from digest.service.accept import Request, accept
from digest.service.context import Context, open_context
from digest.service.define import define
from digest.service.dispatch import work
from digest.service.grouping import shelved_stories
from digest.service.sample import sample_path
from digest.service.shelf import shown_job
from digest.service.trigger import trigger
from digest.store import tellings
from digest.store.unit import sqlite_url
from tests.publish.samples import DENSE, RIGHT_TO_LEFT, ROOT

if TYPE_CHECKING:
    from collections.abc import Iterator

BEGAN = datetime(2025, 11, 28, 6, tzinfo=UTC)
EVERY = timedelta(days=23)
LATER = 4
"""Editions of the sample after the first, which find nothing new."""

_FORMS = tuple(form for form in Form if form not in {Form.PDF, Form.EPUB})
_FIRST = (
    "A storm closed the harbour of Port Alder on Monday. Twelve ships waited outside the harbour "
    "for two days. The mayor called the storm the worst in ten years."
)
_SECOND = _FIRST.replace("Twelve", "Thirteen").replace(" The mayor", " Nobody was hurt. The mayor")
_STORM = Given(id="storm", title="Storm closes harbour", outlet="Gazette")


@dataclass
class Calendar:
    """A clock that the making of editions moves."""

    now: datetime = BEGAN

    def __call__(self) -> datetime:
        """Return the time."""
        return self.now


@dataclass(frozen=True)
class Furnished:
    """An open service and the addresses of a page of each kind, by its name."""

    context: Context
    pages: dict[str, str]


@contextmanager
def furnished(folder: Path) -> Iterator[Furnished]:
    """Open a service beneath `folder` with digests of several scripts and a corrected article."""
    clock = Calendar()
    base = Settings(base_url="http://localhost:8000/", brand="The Alder Digest")
    place = Place(folder, sqlite_url(folder / "digest.db"), base)
    with open_context(place, clock=clock) as context:
        article = _take_in(context)
        _make(context, "seed", "right-to-left", "dense", "harbour", "sample")
        for _ in range(LATER):
            clock.now += EVERY
            _make(context, "sample")
        _read(context, "corrected", _SECOND.encode(), _STORM)
        _make(context, "harbour")
        yield Furnished(
            context,
            {
                "home": "/",
                "digest": "/digests/sample/",
                "edition": "/digests/sample/editions/1/",
                "unchanged": "/digests/sample/editions/2/",
                "seed": "/digests/seed/editions/1/",
                "right-to-left": "/digests/right-to-left/editions/1/",
                "dense": "/digests/dense/editions/1/",
                "corrected": "/digests/harbour/editions/1/",
                "errata": "/digests/harbour/editions/1/corrections.html",
                "search": "/search?q=coronavirus+Wuhan",
                "article": f"/articles/{article}",
                "changes": f"/articles/{article}/changes",
                "sources": "/sources",
                "months": "/digests/sample/months/",
                "story": f"/stories/{_story(context)}/",
            },
        )


def _take_in(context: Context) -> str:
    """Define the digests, have their articles read, and return the id of the corrected one."""
    define(
        context,
        DigestDefinition(
            "sample",
            "COVID-19: how a new virus became a pandemic",
            Selection(any=("COVID-19", "coronavirus", "SARS-CoV-2")),
            forms=_FORMS,
            when_empty=WhenEmpty.NO_CHANGE,
        ),
    )
    for name, title, selection in (
        ("seed", "Iran and the United States", Selection(sources=("Seed",))),
        ("right-to-left", "العربية עברית فارسی", Selection(languages=("ar", "fa", "he"))),
        ("dense", "中文 日本語 한국어", Selection(languages=("zh", "ja", "ko"))),
        ("harbour", "Harbour watch", Selection(sources=("Gazette",))),
    ):
        define(context, DigestDefinition(name, title, selection, forms=_FORMS))
    document = Received("sample.jsonl", MediaType.TEXT, Path(sample_path()).read_bytes())
    accept(context, Request("sample", document, JobKind.IMPORT))
    seed = (ROOT / "tests" / "data" / "seed" / "article.txt").read_bytes()
    _read(context, "seed", seed, Given(outlet="Seed", published="2014-12-01"))
    for language, (title, *sentences) in (*RIGHT_TO_LEFT.items(), *DENSE.items()):
        given = Given(title=title, outlet=title[:6], published="2021-03-08", language=language)
        _read(context, language, " ".join(sentences).encode(), given)
    given = Given(
        id="storm", title="Storm closes harbour", outlet="Gazette", published="2025-11-25"
    )
    return _read(context, "storm", _FIRST.encode(), given)


def _story(context: Context) -> str:
    """Return a story that an edition told of."""
    found = [story.id for story in shelved_stories(context, 50)]
    with context.store.read() as connection:
        return next(story for story in found if tellings.id_of(connection, story))


def _read(context: Context, key: str, content: bytes, given: Given) -> str:
    """Have an article read; return its id."""
    accept(context, Request(key, Received(key, MediaType.TEXT, content, given)))
    _work(context)
    return (shown_job(context, key).result or "").partition("/")[0]


def _make(context: Context, *digests: str) -> None:
    """Have an edition of each made."""
    for name in digests:
        trigger(context, name, f"{name} {context.clock():%Y%m%d%H}")
        _work(context)


def _work(context: Context) -> None:
    """Do all the work that waits."""
    while any(work(context, pool, worker="w") for pool in Pool):
        pass
