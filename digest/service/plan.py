"""What the next edition of a digest would be made of, why each article is in or out, and when."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from digest.analyse.selection import judge
from digest.service.articles import newest_versions
from digest.service.schedule import upcoming_of
from digest.store import articles, digests, joblist

if TYPE_CHECKING:
    from datetime import datetime

    from digest.model.article import Article
    from digest.model.definition import DigestDefinition, Selection
    from digest.model.job import Job
    from digest.service.context import Context

SLOTS = 10
LOOKED_AT = 100


@dataclass(frozen=True, slots=True)
class Judged:
    """An article version, whether the next edition takes it, and why."""

    article: Article
    taken: bool
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Plan:
    """The next edition of a digest as of now; moments are UTC.

    `articles` are those it would be made of, then others, each the newest first. `slots` are the
    next due times; `waiting` are the editions that were asked for and are not made yet.
    """

    definition: DigestDefinition
    now: datetime
    articles: tuple[Judged, ...]
    slots: tuple[datetime, ...]
    waiting: tuple[Job, ...]

    @property
    def taken(self) -> int:
        """How many articles the next edition would be made of."""
        return sum(judged.taken for judged in self.articles)


def plan(context: Context, name: str, *, limit: int = LOOKED_AT, slots: int = SLOTS) -> Plan:
    """Return what the next edition of `name` would be made of, and its next due times.

    All articles it would take are listed, and besides them the `limit` accepted last.

    Raises:
        UnknownError: there is no such digest.
        StoreError: the database cannot be used.
    """
    now = context.clock()
    with context.store.read() as connection:
        digest = digests.get(connection, name)
        due = set(digests.candidates(connection, digest, now))
        newest = articles.newest_refs(connection, limit)
        refs = sorted(due - set(newest)) + newest
        told = digests.told_in(connection, name, refs)
        found = list(articles.read(connection, refs))
        waiting = joblist.open_editions(connection, name)
    used = {(a.id, a.version) for a in newest_versions(a for a in found if _ref(a) in due)}
    judged = [
        _judged(article, digest.definition.selection, told.get(_ref(article)), due, used)
        for article in found
    ]
    return Plan(
        definition=digest.definition,
        now=now,
        articles=tuple(sorted(judged, key=_order)),
        slots=upcoming_of(digest.definition, now, slots),
        waiting=waiting,
    )


def _judged(
    article: Article,
    selection: Selection,
    edition: int | None,
    due: set[articles.Ref],
    used: set[articles.Ref],
) -> Judged:
    ref = _ref(article)
    if ref in used:
        return Judged(article, taken=True, reasons=judge(selection, article).reasons)
    if edition is not None:
        return Judged(article, taken=False, reasons=(f"is in edition {edition}",))
    if ref in due:
        return Judged(article, taken=False, reasons=("has a newer version, or the same text",))
    verdict = judge(selection, article)
    reasons = ("is yet to be compared",) if verdict.taken else verdict.reasons
    return Judged(article, taken=False, reasons=reasons)


def _ref(article: Article) -> articles.Ref:
    return (article.id, article.version)


def _order(judged: Judged) -> tuple[bool, float, str]:
    accepted = judged.article.accepted
    return (not judged.taken, -accepted.timestamp() if accepted else 0.0, judged.article.id)
