"""An article is taken down: nothing of what it said remains, and a note that it was there.

The order matters: nothing new is made of the article from the first transaction on; editions and
feeds are written without it while its text is still known, so that what lies about unnamed can be
recognised by it; the text goes last. Each step finds what an attempt before it left to do.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from digest.errors import DamagedBlobError, InputError, UnknownError
from digest.model.job import JobKind, JobOrder, Priority
from digest.service import leftovers
from digest.service.erase import erase_documents
from digest.service.remake import remake, rewrite_feeds
from digest.store import articles, erasing, jobs, takedowns, withdrawals
from digest.store.scrub import scrub
from digest.store.takedowns import Takedown
from digest.store.versions import last_version
from digest.store.withdrawals import Withdrawal

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path

    from digest.model.job import Job
    from digest.service.context import Context

TAKEN_DOWN = "It was taken down."
BACKUPS = "Backups made before still hold it; remove them, or take it down again after a restore."

_MOST = 500
_MOSTLY = 0.5
"""Share of an article's passages that makes a file its own: others share a line or two with it."""


@dataclass(slots=True)
class _Touched:
    """What was touched, by kind; names and ids alone."""

    editions: list[str] = field(default_factory=list)
    digests: list[str] = field(default_factory=list)
    files: list[str] = field(default_factory=list)
    documents: list[str] = field(default_factory=list)
    versions: int = 0
    blobs: int = 0

    def told(self, before: Mapping[str, Any] | None) -> dict[str, Any]:
        """Return the report, with what an earlier one told."""
        known = before or {}

        def every(kind: str, now: list[str]) -> list[str]:
            return sorted({*known.get(kind, ()), *now})

        return {
            "versions": self.versions,
            "documents": every("documents", self.documents),
            "editions": every("editions", self.editions),
            "digests": every("digests", self.digests),
            "files": every("files", self.files),
            "blobs": known.get("blobs", 0) + self.blobs,
            "backups": BACKUPS,
        }


def take_down(context: Context, article: str, *, reason: str, by: str, request: str) -> Job:
    """Accept that an article is taken down, and return the job that erases it.

    From then on nothing is made of it, whatever else happens. Taken down again, it is erased again,
    by the job of that request.

    Raises:
        UnknownError: there is no such article.
        InputError: the reason is missing or too long.
        ConflictError: the request stands for other work already.
        StoreError: it cannot be stored; nothing was changed.
    """
    why = " ".join(reason.split())
    if not why or len(why) > _MOST:
        raise InputError(f"Say why in 1 to {_MOST} characters; that stays when the text goes.")
    now = context.clock()
    order = JobOrder(request, JobKind.TAKEDOWN, article, request, Priority.TRIGGERED)
    with context.store.write(durable=True) as connection:
        last_version(connection, article)
        takedowns.begin(connection, Takedown(article, now, by, why))
        withdrawals.withdraw(connection, Withdrawal(article, now, TAKEN_DOWN))
        takedowns.restart(connection, article, now)
        job = jobs.accept(connection, order, now).job
    context.ring()
    return job


def taken_down(context: Context, article: str) -> Takedown:
    """Return how an article was taken down.

    Raises:
        UnknownError: it was not.
    """
    with context.store.read() as connection:
        found = takedowns.find(connection, article)
    if found is None:
        raise UnknownError(f"The article {article!r} was not taken down.")
    return found


def purge(context: Context, job: Job) -> None:
    """Erase the article that is the subject of `job` wherever its words stand, and close the job.

    Raises:
        StoreError: something cannot be erased now; what is left is erased by the next attempt.
        LostLeaseError: another attempt has taken the job over, and goes on with it.
    """
    article, touched = job.subject, _Touched()
    with context.store.read() as connection:
        refs = [(article, n) for n in range(1, last_version(connection, article) + 1)]
        texts = [one.text for one in articles.read(connection, refs)]
        using = takedowns.editions_with(connection, article)
    wanted = leftovers.passages(texts)
    for edition in using:
        remake(context, edition, article)
    touched.editions = [edition.id for edition in using]
    with context.store.write() as connection:
        erasing.erase_errata(connection, article)
    touched.digests = rewrite_feeds(context, {edition.digest for edition in using})
    _remove_files(context, wanted, touched)
    with context.store.read() as connection:
        touched.documents = list(erasing.documents_of(connection, article))
    touched.blobs = erase_documents(context, touched.documents)
    _remove_blobs(context, _unnamed_with(context, wanted), touched)
    with context.store.write(durable=True) as connection:
        touched.versions = erasing.erase_article(connection, article)
    scrub(context.store)
    with context.store.write(durable=True) as connection:
        known = takedowns.find(connection, article)
        takedowns.report(connection, article, touched.told(known.report if known else None))
        jobs.finish(connection, job.lease, context.clock(), result=_said(touched))


def _remove_blobs(context: Context, names: Iterable[str], touched: _Touched) -> None:
    for name in names:
        context.blobs.remove(name)
        touched.blobs += 1


def _unnamed_with(context: Context, wanted: frozenset[str]) -> Iterator[str]:
    """Yield the blobs that no row names and that hold passages of the article."""
    with context.store.read() as connection:
        named = takedowns.named(connection)
    for name in context.blobs.names():
        if name in named:
            continue
        try:
            content = context.blobs.get(name)
        except DamagedBlobError:
            continue  # it went meanwhile, or is no longer what it was
        if leftovers.share(content, wanted):
            yield name


def _remove_files(context: Context, wanted: frozenset[str], touched: _Touched) -> None:
    """Remove the files of the inbox that the article came in."""
    folder = context.place.inbox
    for path in _inbox(folder):
        try:
            content = path.read_bytes()
        except OSError:
            continue  # somebody took it away
        if leftovers.share(content, wanted) >= _MOSTLY:
            path.unlink(missing_ok=True)
            touched.files.append(str(path.relative_to(folder)))


def _inbox(folder: Path) -> list[Path]:
    if not folder.is_dir():
        return []
    return sorted(p for p in folder.rglob("*") if p.is_file() and not p.is_symlink())


def _said(touched: _Touched) -> str:
    return (
        f"erased: {touched.versions} versions, {len(touched.documents)} documents, "
        f"{len(touched.editions)} editions, {len(touched.files)} files, {touched.blobs} blobs"
    )
