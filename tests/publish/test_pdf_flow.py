"""A long briefing is printed part by part, and looks as if it were printed in one piece."""

from __future__ import annotations

import contextlib
import re
import weakref
from dataclasses import replace
from io import BytesIO
from typing import TYPE_CHECKING

import pikepdf
import pytest
from pypdf import PdfReader

from digest.errors import MissingPartError
from digest.model.edition import Citation, CitedSentence, Source, Story
from digest.publish import pdf
from digest.publish.pdf_flow import Flow
from digest.publish.pdf_reading import read_printed
from digest.publish.templates import Templates

if TYPE_CHECKING:
    from digest.model.edition import Edition

EVIDENCE = b'{"schema": 1}'
TEMPLATES = Templates()
STORIES = 24
TEXT = (
    "The harbour office delayed the new timetable until the repairs of the northern quay end, "
    "although residents of the old town had asked for an earlier date in many letters"
)


@pytest.fixture(scope="module", autouse=True)
def _engine() -> None:
    """Skip where the system libraries are missing, saying which."""
    try:
        pdf.preload(TEMPLATES)
    except MissingPartError as error:
        pytest.skip(str(error))


@pytest.fixture
def long(edition: Edition) -> Edition:
    """An edition of twenty pages, with a source and four events a story."""
    stories, sources, entries = [], [], []
    for number in range(STORIES):
        name = f"long-{number}"
        texts = [f"{TEXT}, part {number}.{part}." for part in range(10)]
        told = tuple(CitedSentence(text, (Citation(name, 1, 0, len(text)),)) for text in texts)
        stories.append(Story(f"s-{number}", f"Harbour of the old town, {number}", told, (name,)))
        sources.append(
            Source(
                article=name,
                version=1,
                title=f"Report {number}",
                url=f"https://news.example.org/{number}",
                outlet="The Port Gazette",
                authors=(),
                language="en",
                published=edition.sources[0].published,
                sha256="0" * 64,
                text=" ".join(texts),
            )
        )
        entries += [
            replace(
                edition.timeline[0],
                id=f"e-{number}-{part}",
                text=texts[part],
                citations=told[part].citations,
                story=f"s-{number}",
            )
            for part in range(4)
        ]
    return replace(
        edition,
        stories=tuple(stories),
        sources=tuple(sources),
        timeline=tuple(entries),
        key_points=(stories[0].sentences[0],),
        changes=None,
        ledger=(),
    )


def printed(edition: Edition) -> bytes:
    """Return the briefing of `edition`."""
    return pdf.briefing(edition, attachment=EVIDENCE, templates=TEMPLATES)


def test_parts_of_any_size_make_the_same_file(
    long: Edition, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where a part ends changes no byte: one of two pages, of ten, or the whole document."""
    files = set()
    for characters in (3_000, 9_000, 24_000, 10_000_000):
        monkeypatch.setattr("digest.publish.pdf_flow._PART", characters)
        files.add(printed(long))
    assert len(files) == 1


def test_shortcuts_change_no_byte(long: Edition, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is done in a shorter way than WeasyPrint's comes out the same."""
    shorter = printed(long)
    monkeypatch.setattr("digest.publish.pdf_engine.shortcuts", contextlib.nullcontext)
    assert printed(long) == shorter


def test_lists_go_on_over_parts(long: Edition, monkeypatch: pytest.MonkeyPatch) -> None:
    """Sources keep their numbers, and every story, event and source is there once."""
    monkeypatch.setattr("digest.publish.pdf_flow._PART", 3_000)
    text = read_printed(printed(long), "it", text=True).text
    numbers = re.findall(r"(\d+)\.ThePortGazette,“Report(\d+)”", text)
    assert numbers == [(str(number + 1), str(number)) for number in range(STORIES)]
    for number in range(STORIES):
        assert text.count(f"part{number}.0.") == (3 if number == 0 else 2)


def test_contents_and_margins_name_pages_that_come_later(long: Edition) -> None:
    """Each entry of the contents has the number of the page its link leads to, which bears it."""
    document = pikepdf.Pdf.open(BytesIO(printed(long)))
    pages = [page.extract_text() for page in PdfReader(BytesIO(printed(long))).pages]
    places = iter(document.Root.Names.Dests.Names)
    of_name = {str(name): place[0].objgen for name, place in zip(places, places, strict=True)}
    objects = [page.objgen for page in document.pages]
    entries = [line for line in pages[0].splitlines() + pages[1].splitlines() if "....." in line]
    assert len(entries) > STORIES // 2
    for line in entries:
        title, _, number = line.rpartition(".")
        title = title.rstrip(". ").removeprefix("IN THIS BRIEFING ")
        wanted = int(number.strip())
        assert title in pages[wanted - 1], line
        if title.startswith("Harbour"):
            story = title.rpartition(" ")[2]
            assert objects.index(of_name[f"story-s-{story}"]) == wanted - 1
    assert all(f"Page {n} of {len(pages)}" in page for n, page in enumerate(pages, 1))


def test_a_wrong_guess_of_page_numbers_is_put_right(
    long: Edition, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where a number needs more room than was guessed, pages are laid out again until they fit."""
    right = printed(long)
    titles = [replace(s, title=f"{s.title} {'m' * 59}") for s in long.stories]
    wide = replace(long, stories=tuple(titles))
    usual = printed(wide)
    monkeypatch.setattr("digest.publish.pdf_flow._A_PAGE", 1)  # numbers of five digits
    assert printed(long) == right
    assert printed(wide) == usual


def test_nothing_stays_of_a_briefing_that_is_printed(
    long: Edition, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The boxes and styles of a document are gone when its file is there: memory stays flat."""
    seen = []

    class Watched(Flow):
        def __init__(self, *args: object, **options: object) -> None:
            super().__init__(*args, **options)
            seen.append(weakref.ref(self._styles))

    monkeypatch.setattr("digest.publish.pdf_engine.Flow", Watched)
    printed(long)
    assert [known() for known in seen] == [None]
