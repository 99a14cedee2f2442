"""Sections of plain texts."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.model.article import SectionKind
from digest.text.sections import find_sections, find_title

SEED = Path(__file__).parents[1] / "data" / "seed"
ARTICLE = (SEED / "article.txt").read_text(encoding="utf-8")
EXPECTED: dict[str, Any] = json.loads((SEED / "expected.json").read_text(encoding="utf-8"))


def kinds(text: str, title: str | None = None) -> list[tuple[str, str]]:
    """Return (kind, text) of each section."""
    return [(s.kind.value, text[s.start : s.end]) for s in find_sections(text, title)]


def test_the_seed_has_the_expected_sections() -> None:
    """Title, dateline, 22 paragraphs of body, six slides with headings, and furniture."""
    title = find_title(ARTICLE)
    assert title == EXPECTED["title"]
    sections = find_sections(ARTICLE, title)
    (dateline,) = [s for s in sections if s.kind is SectionKind.DATELINE]
    assert ARTICLE[dateline.start : dateline.end].strip(" -") == EXPECTED["dateline"]
    body = [s for s in sections if s.kind is SectionKind.BODY]
    assert sum(len(s.paragraphs) for s in body) == EXPECTED["sections"][0]["paragraphs"]
    assert ARTICLE[body[0].start :].startswith(EXPECTED["first_body_sentence"])
    slides = [s for s in sections if s.kind is SectionKind.SLIDESHOW]
    headings = [ARTICLE[s.heading.start : s.heading.end] for s in slides if s.heading]
    assert headings == EXPECTED["sections"][1]["headings"]
    furniture = [ARTICLE[s.start : s.end] for s in sections if s.kind is SectionKind.FURNITURE]
    assert furniture == [title, *EXPECTED["furniture"][1:]]


@pytest.mark.parametrize(
    "dateline",
    [
        "PORT ALDER -- ",
        "PORT ALDER, March 1 - ",
        "PORT ALDER, Norland, March 1 (Agency) - ",
        "PORT ALDER (Agency) — ",
        "Port Alder (Agency) - ",
        "(Agency) -- ",
    ],
)
def test_a_dateline_is_set_apart(dateline: str) -> None:
    """Where and when a report was filed is no part of its first sentence."""
    assert kinds(f"{dateline}The quay was closed.") == [
        ("dateline", dateline),
        ("body", "The quay was closed."),
    ]


@pytest.mark.parametrize(
    "line",
    ["Friday, January 4, 2019", "4 January 2019", "2019-01-04", "Jan. 4, 2019 at 10:30 GMT"],
)
def test_a_line_that_is_a_date_is_a_dateline(line: str) -> None:
    """Above the text only; the title is looked for behind it."""
    text = f"{line}\n\nThe quay was closed.\n"
    assert kinds(text)[0] == ("dateline", line)
    assert find_title(f"{line}\n\nA title\n\nThe quay was closed.") == "A title"


@pytest.mark.parametrize(
    "line",
    [
        "Read more",
        "ADVERTISEMENT",
        "By Ada Quill and Bo Reed",
        "Follow us on Twitter",
        "© 2021 The Gazette",
        "Photo: Ada Quill",
    ],
)
def test_lines_of_the_page_are_furniture(line: str) -> None:
    """Furniture is a kind of section: its text stays where it was."""
    text = f"The quay was closed.\n\n{line}\n\nIt will reopen.\n"
    assert kinds(text) == [
        ("body", "The quay was closed."),
        ("furniture", line),
        ("body", "It will reopen."),
    ]


def test_headings_that_head_nothing_are_furniture() -> None:
    """Lines of menus and lost boxes stand alone after the text; lists and real headings do not."""
    text = (
        "The quay was closed.\n\nOn this page\n\nWhat comes next\n\nIt will reopen.\n\n"
        "Ships in port:\nAlba\nBoreas\n\nVoices of the Harbour\n\nOur Picks\n"
    )
    told = [words for kind, words in kinds(text) if kind == "furniture"]
    assert told == ["On this page", "Voices of the Harbour", "Our Picks"]
    assert ("body", "What comes next\n\nIt will reopen.\n\nShips in port:\nAlba\nBoreas") in kinds(
        text
    )


def test_a_heading_begins_a_section_of_the_body() -> None:
    """Its words are no paragraph, so no sentence is made of them."""
    text = "The quay was closed.\n\nWhat comes next\n\nIt will reopen in spring.\n"
    sections = find_sections(text)
    assert [s.heading and text[s.heading.start : s.heading.end] for s in sections] == [
        None,
        "What comes next",
    ]
    assert [len(s.paragraphs) for s in sections] == [1, 1]


def test_a_text_without_headline_is_named_by_its_first_words() -> None:
    """A cut name ends with an ellipsis; a short one stands whole."""
    assert find_title("One sentence only.") == "One sentence only."
    long = "The harbour of the old town was closed on Monday after a storm that tore cranes loose."
    assert find_title(f"{long}\n\nMore.").endswith("…")
    assert long.startswith(find_title(f"{long}\n\nMore.")[:-1])
    assert find_title(" \n") == ""


@given(st.text(alphabet=st.sampled_from("Aa .\n-:,By12é世\u200f"), max_size=300))
def test_every_word_stands_in_exactly_one_section(text: str) -> None:
    """Sections are sorted and apart, and leave nothing out but white space."""
    end = 0
    for section in find_sections(text, find_title(text)):
        assert end <= section.start < section.end
        assert not text[end : section.start].strip()
        inside = [section.start]
        for part in section.paragraphs:
            assert inside[-1] <= part.start < part.end <= section.end
            inside.append(part.end)
        end = section.end
    assert not text[end:].strip()


def test_a_note_of_one_line_is_body() -> None:
    """Its words are its title as well, but nothing else says what happened."""
    note = "A storm closed the harbour on Monday. Two cranes fell into the sea."
    (section,) = find_sections(note, note)
    assert section.kind is SectionKind.BODY
    (alone,) = find_sections("Storm closes harbour", "Storm closes harbour")
    assert alone.kind is SectionKind.HEADLINE
