"""Documents become articles, versions or duplicates; what was stored comes back as it was."""

from __future__ import annotations

import hashlib
import threading
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from digest.errors import UnknownError
from digest.model.article import Article, MediaType, Published, Section, SectionKind, Span
from digest.model.received import Given, StoredDocument
from digest.store import articles
from digest.store.schema import documents, versions

if TYPE_CHECKING:
    from digest.store.articles import Kept
    from digest.store.unit import Store

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
ARTICLE = Article(
    id="ignored",
    version=1,
    title="Storm closes the harbour",
    text="Storm closes the harbour\n\nThe harbour was closed on Monday. 🌊\n",
    sha256="",
    published=Published("2026-02-28T09:30+01:00", "minute", "given", ("said so",), ("2026-02-27",)),
    sections=(
        Section(SectionKind.HEADLINE, 0, 24),
        Section(SectionKind.BODY, 26, 62, (Span(26, 60),), Span(26, 29)),
    ),
    outlet="Example Gazette",
    url="https://example.org/storm?x=1",
    canonical_url="https://example.org/storm",
    authors=("Ada Quill", "Bo Li"),
    language="en-GB",
    extractor="text/1",
)


def article(text: str, **fields: object) -> Article:
    """Return the article with another text and other fields."""
    varied = replace(ARTICLE, text=text, **fields)  # type: ignore[arg-type]
    return replace(varied, sha256=hashlib.sha256(text.encode()).hexdigest())


def arrive(store: Store, name: str, said: Article, given: Given = Given()) -> Kept:  # noqa: B008
    """Store a document and what it says."""
    with store.write() as connection:
        document = StoredDocument(
            name, "0" * 64, 9, "mail", MediaType.TEXT, "utf-8", given, accepted=NOW
        )
        assert articles.add_document(connection, document) is True
        assert articles.add_document(connection, document) is False
        return articles.keep(connection, document, said)


def read(store: Store, *refs: tuple[str, int]) -> list[Article]:
    """Read versions."""
    with store.read() as connection:
        return list(articles.read(connection, refs))


def test_a_version_comes_back_as_it_was(store: Store) -> None:
    """All fields, sections and spans, the date with its own offset; only id and moment are new."""
    kept = arrive(store, "d1", article(ARTICLE.text))
    found = read(store, (kept.article, kept.version))[0]
    assert (kept.version, kept.fresh) == (1, True)
    assert found == replace(article(ARTICLE.text), id=kept.article, accepted=NOW)


def test_a_date_is_found_by_its_first_moment(store: Store) -> None:
    """The column to sort by is UTC, and day, month and unknown dates have their place."""
    for number, value in enumerate(["2026-02-28T09:30+01:00", "2026-02", None]):
        precision = {0: "minute", 1: "month", 2: None}[number]
        published = Published(value, precision, "given" if value else "unknown")  # type: ignore[arg-type]
        arrive(
            store,
            f"d{number}",
            article(
                f"{number}",
                published=published,
                canonical_url=None,
                url=f"https://example.org/{number}",
            ),
        )
    with store.read() as connection:
        found = connection.execute(sa.select(versions.c.document, versions.c.published_at)).all()
    assert dict(tuple(row) for row in found) == {
        "d0": datetime(2026, 2, 28, 8, 30, tzinfo=UTC),
        "d1": datetime(2026, 2, 1, tzinfo=UTC),
        "d2": None,
    }


def test_a_changed_text_is_a_new_version(store: Store) -> None:
    """The same address with another text is version 2, and version 1 stays as it was."""
    first = arrive(store, "d1", article("First text."))
    second = arrive(store, "d2", article("Second text, corrected."))
    assert (second.article, second.version, second.fresh) == (first.article, 2, True)
    texts = [a.text for a in read(store, (first.article, 1), (first.article, 2))]
    assert texts == ["First text.", "Second text, corrected."]


def test_the_same_text_is_a_duplicate_wherever_it_comes_from(store: Store) -> None:
    """A copy at another address points to the version that was there before."""
    first = arrive(store, "d1", article("One text."))
    copy = arrive(store, "d2", article("One text.", canonical_url="https://other.example/copy"))
    assert copy == replace(first, fresh=False)
    with store.read() as connection:
        rows = connection.execute(sa.select(documents).order_by(documents.c.id)).mappings().all()
    assert [(r["article"], r["version"], r["fresh"]) for r in rows] == [
        (first.article, 1, True),
        (first.article, 1, False),
    ]


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ((Given(id="7"), {}), (Given(id="7"), {"canonical_url": "https://b.example/"}), True),
        ((Given(id="7"), {}), (Given(id="7"), {"outlet": "Another"}), False),
        ((Given(), {"canonical_url": None}), (Given(), {"canonical_url": None}), True),
        ((Given(), {}), (Given(), {"canonical_url": "https://b.example/"}), False),
        (
            (Given(), {"canonical_url": None, "url": None}),
            (Given(), {"canonical_url": None, "url": None}),
            False,
        ),
    ],
)
def test_an_article_is_known_by_id_address_or_text(
    store: Store,
    one: tuple[Given, dict[str, object]],
    other: tuple[Given, dict[str, object]],
    same: bool,  # noqa: FBT001
) -> None:
    """Its sender's id within an outlet, else its address, else nothing but its text."""
    first = arrive(store, "d1", article("One.", **one[1]), one[0])
    second = arrive(store, "d2", article("Two.", **other[1]), other[0])
    assert (first.article == second.article) is same


def test_copies_that_come_at_once_are_one_version(store: Store) -> None:
    """Eight workers with the same text at eight addresses: one version, seven duplicates."""
    kept: list[Kept] = []

    def work(number: int) -> None:
        said = article("One text.", canonical_url=f"https://{number}.example/")
        kept.append(arrive(store, f"d{number}", said))

    threads = [threading.Thread(target=work, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(k.fresh for k in kept) == [False] * 7 + [True]
    assert len({(k.article, k.version) for k in kept}) == 1


def test_a_document_comes_back_as_it_was_given(store: Store) -> None:
    """With all that its sender said beside it."""
    given = Given("7", "Title", "2026-03-01", "Gazette", "https://example.org/", ("A", "B"), "en")
    arrive(store, "d1", article("Text."), given)
    with store.read() as connection:
        found = articles.get_document(connection, "d1")
        assert (found.given, found.accepted, found.charset) == (given, NOW, "utf-8")
        with pytest.raises(UnknownError, match="no document 'd2'"):
            articles.get_document(connection, "d2")


def test_versions_are_read_in_the_order_asked_for(store: Store) -> None:
    """Across pages, and one that is not there is named."""
    kept = [
        arrive(store, f"d{n}", article(f"Text {n}.", canonical_url=f"https://example.org/{n}"))
        for n in range(9)
    ]
    refs = [(k.article, k.version) for k in kept]
    assert [a.text for a in read(store, *refs)] == [f"Text {n}." for n in range(9)]
    with pytest.raises(UnknownError, match=r"no version 2 of article 'a-"):
        read(store, (kept[0].article, 2))
    with store.read() as connection:
        paged: list[tuple[str, int]] = []
        while page := articles.refs_after(connection, paged[-1] if paged else None, 4):
            paged += page
        texts = {article.sha256 for article in articles.read(connection, refs[:2])}
        assert articles.refs_with(connection, {*texts, "0" * 64}) == sorted(refs[:2])
        assert articles.refs_with(connection, ()) == []
    assert paged == sorted(refs)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=30)
@given(text=st.text(st.characters(codec="utf-8", exclude_characters="\0"), min_size=1))
def test_any_text_is_stored_to_the_code_point(store: Store, text: str) -> None:
    """Both databases give back every text that UTF-8 can write, but for NUL."""
    name = hashlib.sha256(text.encode()).hexdigest()
    with store.write() as connection:
        document = StoredDocument(
            name, "0" * 64, 9, "mail", MediaType.TEXT, None, Given(), accepted=NOW
        )
        articles.add_document(connection, document)
        kept = articles.keep(connection, document, article(text, canonical_url=None, url=None))
    assert read(store, (kept.article, kept.version))[0].text == text
