"""What a newer version of an article says otherwise, and who quotes what it says no more."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from digest.analyse.changes import compare
from digest.errors import UnknownError
from digest.model.change import ChangeKind
from digest.publish.evidence import read_evidence
from digest.store import articles, editions
from digest.store.versions import editions_with, last_version
from digest.text.sentences import split_sentences

if TYPE_CHECKING:
    from collections.abc import Iterable

    from digest.model.article import Article, Span
    from digest.model.edition import Citation, CitedSentence, Edition, TimelineEntry
    from digest.service.context import Context


@dataclass(frozen=True, slots=True)
class SentenceChange:
    """A sentence of the older version, of the newer one, or how it stands in both.

    `span` is where it stands in the older version's text, None for one that was added.
    """

    kind: ChangeKind
    before: str | None
    after: str | None
    span: Span | None


@dataclass(frozen=True, slots=True)
class Quoted:
    """A released edition that quotes sentences which a newer version does not say any more."""

    digest: str
    number: int
    sentences: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Changes:
    """How two versions of an article differ; `last` is the number of its newest."""

    before: Article
    after: Article
    last: int
    sentences: tuple[SentenceChange, ...]
    quoted: tuple[Quoted, ...]

    def count(self, kind: ChangeKind) -> int:
        """Return how many sentences are of a kind."""
        return sum(change.kind is kind for change in self.sentences)


def changes(
    context: Context, article: str, before: int | None = None, after: int | None = None
) -> Changes:
    """Return how two versions of an article differ: by default the newest and the one before it.

    Raises:
        UnknownError: there is no such article or version, or there is but one.
        StoreError: the database cannot be used.
    """
    with context.store.read() as connection:
        last = last_version(connection, article)
        newer = after or last
        older = before or newer - 1
        if older < 1:
            raise UnknownError(
                f"There is nothing before version {newer} of article {article!r}; name the two "
                "versions that differ."
            )
        old, new = articles.read(connection, [(article, older), (article, newer)])
        citing = editions_with(connection, (article, older))
        files = [(edition, editions.files_of(connection, edition)) for edition in citing]
    found = differences(old, new)
    gone = [c.span for c in found if c.span and c.kind in {ChangeKind.CHANGED, ChangeKind.REMOVED}]
    quoted = []
    for edition, written in files:
        told = read_evidence(context.blobs.get(written["edition.json"].blob))
        said = quotes(told, (article, older), gone)
        if said:
            quoted.append(Quoted(edition.digest, edition.number, said))
    return Changes(old, new, last, found, tuple(quoted))


def differences(before: Article, after: Article) -> tuple[SentenceChange, ...]:
    """Return what became of each sentence that may be quoted, in reading order."""
    olds = split_sentences(before.text, before.sections)
    news = split_sentences(after.text, after.sections)
    old = [before.quote(sentence.span) for sentence in olds]
    new = [after.quote(sentence.span) for sentence in news]
    return tuple(
        SentenceChange(
            change.kind,
            None if change.before is None else old[change.before],
            None if change.after is None else new[change.after],
            None if change.before is None else olds[change.before].span,
        )
        for change in compare(old, new)
    )


def quotes(edition: Edition, ref: articles.Ref, gone: Iterable[Span]) -> tuple[str, ...]:
    """Return the sentences of `edition` that stand, verbatim, on one of the spans of a version."""
    spans = list(gone)
    told: list[CitedSentence | TimelineEntry] = [*edition.key_points, *edition.timeline]
    told += (sentence for story in edition.stories for sentence in story.sentences)
    return tuple(
        dict.fromkeys(
            one.text
            for one in told
            if any(_on(citation, ref, span) for citation in one.citations for span in spans)
        )
    )


def _on(citation: Citation, ref: articles.Ref, span: Span) -> bool:
    of_it = (citation.article, citation.version) == ref and citation.kind == "verbatim"
    return of_it and citation.start < span.end and span.start < citation.end
