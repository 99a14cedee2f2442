"""Documents as they were accepted, and the versions of articles that they became.

A version's text is stored once and never changed; its sections are derived and may be found anew.
"""

from __future__ import annotations

import hashlib
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import and_, bindparam, insert, select, tuple_, update

from digest.errors import UnknownError
from digest.model.article import Article, MediaType, Published, Section, SectionKind, Span
from digest.model.published import as_moment
from digest.model.received import Given, StoredDocument
from digest.store.insert import insert_new, upsert
from digest.store.locks import one_at_a_time
from digest.store.returning import returns
from digest.store.schema import articles, derived, documents, versions

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from sqlalchemy import Connection, RowMapping

Ref = tuple[str, int]
"""An article's id and the number of its version."""

_SECTIONS = "sections"
_ID_DIGITS = 16
"""Hex digits of an article's id: 1 in 370,000 is the chance that two of ten million share one."""
PAGE = 200
"""Versions read at once: an article has some 5 kB, so a page fits in a megabyte."""

# Built once: building these takes longer than executing them.
_DOCUMENT = select(documents).where(documents.c.id == bindparam("wanted"))
_SAME_TEXT = (
    select(versions.c.article, versions.c.version)
    .where(versions.c.sha256 == bindparam("text"))
    .order_by(versions.c.accepted)
    .limit(1)
)
_BECAME = update(documents).where(documents.c.id == bindparam("document"))
_COUNTED = (
    update(articles)
    .where(articles.c.identity == bindparam("known_by"))
    .values(versions=articles.c.versions + 1)
    .returning(articles.c.id, articles.c.versions)
)
_VERSION = insert(versions)


@dataclass(frozen=True, slots=True)
class Kept:
    """Where a document's text was put; `fresh` is false when that text was there before."""

    article: str
    version: int
    fresh: bool


def add_document(connection: Connection, document: StoredDocument) -> bool:
    """Store the row of a document whose blob is durable; return whether it is new."""
    return insert_new(
        connection,
        documents,
        {
            "id": document.id,
            "blob": document.blob,
            "size": document.size,
            "name": document.name,
            "media_type": document.media_type,
            "charset": document.charset,
            "given": asdict(document.given),
            "accepted": document.accepted,
            "source": document.source,
        },
    )


def is_any_document(connection: Connection, *, but: str) -> bool:
    """Return whether a document other than that with the id `but` was ever accepted."""
    wanted = select(documents.c.id).where(documents.c.id != but).limit(1)
    return connection.execute(wanted).first() is not None


def get_document(connection: Connection, document: str) -> StoredDocument:
    """Return the row of a document.

    Raises:
        UnknownError: there is none.
    """
    row = connection.execute(_DOCUMENT, {"wanted": document}).mappings().one_or_none()
    if row is None:
        raise UnknownError(f"There is no document {document!r}.")
    given = row["given"]
    return StoredDocument(
        id=row["id"],
        blob=row["blob"],
        size=row["size"],
        name=row["name"],
        media_type=MediaType(row["media_type"]),
        charset=row["charset"],
        given=Given(**{**given, "authors": tuple(given["authors"])}),
        accepted=row["accepted"],
        source=row["source"],
    )


def known_documents(connection: Connection, ids: Iterable[str]) -> set[str]:
    """Return those of `ids` that are documents' already."""
    wanted = select(documents.c.id).where(documents.c.id.in_(list(ids)))
    return set(connection.execute(wanted).scalars())


def keep(
    connection: Connection, document: StoredDocument, article: Article, *, is_seen: bool = False
) -> Kept:
    """Store what a document says: a new article, a new version of one, or a duplicate.

    Texts that are the same are one version, whoever sent them. Else the article is known by its
    sender's id, by its address, or not at all; its own id is minted from that, so `article.id`
    plays no part. Where `is_seen`, the document shows its article as it is at that time: a text
    that goes back to what an earlier version said is a new version then.
    """
    one_at_a_time(connection, f"text:{article.sha256}")
    known = connection.execute(_SAME_TEXT, {"text": article.sha256}).one_or_none()
    if known and not (is_seen and returns(connection, identity_of(document, article), article)):
        kept = Kept(known.article, known.version, fresh=False)
    else:
        kept = _add_version(connection, document, article)
    became = {"article": kept.article, "version": kept.version, "fresh": kept.fresh}
    connection.execute(_BECAME, {"document": document.id, **became})
    return kept


def keep_sections(
    connection: Connection, ref: Ref, extractor: str, sections: Iterable[Section]
) -> None:
    """Store the sections of a version, in the place of those it had."""
    upsert(
        connection,
        derived,
        {"article": ref[0], "version": ref[1], "kind": _SECTIONS},
        {"maker": extractor, "content": [_section_row(s) for s in sections]},
    )


def read(connection: Connection, refs: Iterable[Ref]) -> Iterator[Article]:
    """Yield the versions that `refs` name, in their order; each is read as it was stored.

    Raises:
        UnknownError: one is not there.
    """
    wanted = list(refs)
    for start in range(0, len(wanted), PAGE):
        page = wanted[start : start + PAGE]
        found = {(a.id, a.version): a for a in _page(connection, page)}
        for ref in page:
            if ref not in found:
                raise UnknownError(f"There is no version {ref[1]} of article {ref[0]!r}.")
            yield found[ref]


def refs_after(connection: Connection, last: Ref | None, limit: int) -> list[Ref]:
    """Return the next `limit` versions after `last`, in the order of their ids."""
    place = tuple_(versions.c.article, versions.c.version)
    wanted = select(versions.c.article, versions.c.version)
    if last is not None:
        wanted = wanted.where(place > tuple_(*last))
    rows = connection.execute(wanted.order_by(versions.c.article, versions.c.version).limit(limit))
    return [(row.article, row.version) for row in rows]


def refs_with(connection: Connection, texts: Iterable[str]) -> list[Ref]:
    """Return the versions whose text has one of the SHA-256s `texts`, in the order of their ids."""
    wanted = sorted(texts)
    found: list[Ref] = []
    for start in range(0, len(wanted), PAGE):
        page = wanted[start : start + PAGE]
        rows = connection.execute(
            select(versions.c.article, versions.c.version).where(versions.c.sha256.in_(page))
        )
        found += [(row.article, row.version) for row in rows]
    return sorted(found)


def newest_refs(connection: Connection, limit: int) -> list[Ref]:
    """Return the versions accepted last, the newest first."""
    wanted = select(versions.c.article, versions.c.version).order_by(
        versions.c.accepted.desc(), versions.c.article, versions.c.version
    )
    return [(row.article, row.version) for row in connection.execute(wanted.limit(limit))]


def _add_version(connection: Connection, document: StoredDocument, article: Article) -> Kept:
    identity = identity_of(document, article)
    minted = f"a-{hashlib.sha256(identity.encode()).hexdigest()[:_ID_DIGITS]}"
    insert_new(connection, articles, {"id": minted, "identity": identity, "versions": 0})
    row = connection.execute(_COUNTED, {"known_by": identity}).one()
    published = article.published
    connection.execute(
        _VERSION,
        {
            "article": row.id,
            "version": row.versions,
            "document": document.id,
            "sha256": article.sha256,
            "title": article.title,
            "text": article.text,
            "url": article.url,
            "canonical_url": article.canonical_url,
            "outlet": article.outlet,
            "authors": list(article.authors),
            "language": article.language,
            "published": published.value,
            "published_precision": published.precision,
            "published_origin": published.origin,
            "published_notes": {
                "reasons": list(published.reasons),
                "candidates": list(published.candidates),
            },
            "published_at": as_moment(published.value) if published.value else None,
            "extractor": article.extractor,
            "accepted": document.accepted,
        },
    )
    keep_sections(connection, (row.id, row.versions), article.extractor, article.sections)
    return Kept(row.id, row.versions, fresh=True)


def identity_of(document: StoredDocument, article: Article) -> str:
    """Return what an article is known by: its sender's id, its address, or its text."""
    if document.given.id:
        return f"id:{article.outlet or ''}:{document.given.id}"
    address = article.canonical_url or article.url
    return f"url:{address}" if address else f"text:{article.sha256}"


def _page(connection: Connection, refs: list[Ref]) -> Iterator[Article]:
    sections = and_(
        derived.c.article == versions.c.article,
        derived.c.version == versions.c.version,
        derived.c.kind == _SECTIONS,
    )
    wanted = (
        select(versions, derived.c.content.label("sections"))
        .join(derived, sections, isouter=True)
        .where(tuple_(versions.c.article, versions.c.version).in_(refs))
    )
    return (_article(row) for row in connection.execute(wanted).mappings())


def _article(row: RowMapping) -> Article:
    notes = row["published_notes"]
    return Article(
        id=row["article"],
        version=row["version"],
        title=row["title"],
        text=row["text"],
        sha256=row["sha256"],
        published=Published(
            row["published"],
            row["published_precision"],
            row["published_origin"],
            tuple(notes["reasons"]),
            tuple(notes["candidates"]),
        ),
        sections=tuple(_section(s) for s in row["sections"] or ()),
        outlet=row["outlet"],
        url=row["url"],
        canonical_url=row["canonical_url"],
        authors=tuple(row["authors"]),
        language=row["language"],
        extractor=row["extractor"],
        accepted=row["accepted"],
    )


def _section_row(section: Section) -> list[Any]:
    heading = section.heading
    return [
        section.kind,
        section.start,
        section.end,
        [[p.start, p.end] for p in section.paragraphs],
        [heading.start, heading.end] if heading else None,
    ]


def _section(row: list[Any]) -> Section:
    kind, start, end, paragraphs, heading = row
    return Section(
        SectionKind(kind),
        start,
        end,
        tuple(Span(*p) for p in paragraphs),
        Span(*heading) if heading else None,
    )
