"""digest.toml says what its owner means, or is told line, key and cure."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.config import load_definitions
from digest.config.toml import TomlFile
from digest.errors import ConfigError
from digest.model.definition import (
    GRACE,
    Definitions,
    DigestDefinition,
    Form,
    Lengths,
    OnArrival,
    Part,
    Schedule,
    Selection,
    SourceDefinition,
    SourceKind,
    WhenEmpty,
)
from digest.model.settings import Layout, Tlp
from digest.publish.logo import read_logo

if TYPE_CHECKING:
    from pathlib import Path

FULL = """
# Two digests and a source.
[[digest]]
name = "storms"
title = "Storms this week"
language = "en-GB"
parts = ["timeline"]
formats = ["pdf", "rss"]
look_back = "90 days"
when_empty = "no change"
accent = "#123456"
paper = "Letter"
layout = "flash"
tlp = "TLP:GREEN"
distribution = "All members"

[digest.select]
any = ["storm", "flood warning"]
none = "perfect storm"
names = ["Port Alder"]
languages = ["en"]
exclude_urls = ["https://example.org/ads/"]

[digest.lengths]
sentences = 3

[digest.schedule]
cron = "0 6 * * 1-5"
zone = "Europe/Berlin"
grace = "6h"

[[digest]]
name = "all-news"
on_arrival = { quiet = "30s" }

[[source]]
name = "gazette"
kind = "feed"
address = "https://example.org/feed"
outlet = "Example Gazette"
every = "15m"
"""


def load(tmp_path: Path, text: str) -> Definitions:
    """Load a file with this text."""
    path = tmp_path / "digest.toml"
    path.write_text(text)
    return load_definitions(path)


def test_a_whole_file_is_read(tmp_path: Path) -> None:
    """Every key has its place; what is left out has its usual value."""
    assert load(tmp_path, FULL) == Definitions(
        digests=(
            DigestDefinition(
                name="storms",
                title="Storms this week",
                selection=Selection(
                    any=("storm", "flood warning"),
                    none=("perfect storm",),
                    names=("Port Alder",),
                    languages=("en",),
                    exclude_urls=("https://example.org/ads/",),
                ),
                parts=(Part.TIMELINE,),
                lengths=Lengths(sentences=3),
                look_back=timedelta(days=90),
                forms=(Form.PDF, Form.RSS),
                schedule=Schedule("0 6 * * 1-5", "Europe/Berlin", timedelta(hours=6)),
                when_empty=WhenEmpty.NO_CHANGE,
                language="en-GB",
                accent="#123456",
                paper="Letter",
                layout=Layout.FLASH,
                tlp=Tlp.GREEN,
                distribution="All members",
            ),
            DigestDefinition(
                name="all-news",
                title="All news",
                on_arrival=OnArrival(timedelta(seconds=30), timedelta(minutes=5)),
            ),
        ),
        sources=(
            SourceDefinition(
                name="gazette",
                kind=SourceKind.FEED,
                address="https://example.org/feed",
                outlet="Example Gazette",
                every=timedelta(minutes=15),
            ),
        ),
    )


def test_no_file_defines_nothing(tmp_path: Path) -> None:
    """A home may do without; an empty file too."""
    assert load_definitions(tmp_path / "digest.toml") == Definitions()
    assert load(tmp_path, "") == Definitions()
    assert load(tmp_path, '[[digest]]\nname = "x"\n[digest.schedule]\ncron = "0 0 * * *"').digests[
        0
    ].schedule == Schedule("0 0 * * *", "UTC", GRACE)


DIGEST = '[[digest]]\nname = "a"\n'


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (DIGEST + "\n\n# again\n" + DIGEST, "line 7, digest.name: there are two of the name 'a'"),
        (
            DIGEST + 'schedule = { cron = "0 6 * * *", zone = "Berlin" }',
            "line 3, digest.schedule.z",
        ),
        (
            DIGEST + '[digest.schedule]\nzone = "UTC"\ncron = "x"',
            "line 5, digest.schedule.cron: the",
        ),
        (DIGEST + '[digest.schedule]\nzone = "UTC"', "line 3, digest.schedule.cron: it is missing"),
        (DIGEST + 'formerly = ["a"]', "line 3, digest.formerly: 'a' is its name now"),
        (DIGEST + 'formerly = ["A b"]', "line 3, digest.formerly: 'A b' was no digest's name"),
        (
            DIGEST + 'formerly = ["b"]\n[[digest]]\nname = "b"',
            "line 3, digest.formerly: the digest 'b' is defined here as well",
        ),
        (
            DIGEST + 'formerly = ["c"]\n[[digest]]\nname = "b"\nformerly = ["c"]',
            "line 6, digest.formerly: the digest 'c' became 'a'",
        ),
        (DIGEST + 'titel = "x"', "line 3, digest.titel: there is no such key; did you mean title."),
        (DIGEST + "title = 7", "line 3, digest.title: 7 is not a string in quotes"),
        (DIGEST + 'title = ""', "line 3, digest.title: it is empty; write something"),
        (DIGEST + 'parts = ["summary",\n "music"]', "line 3, digest.parts: 'music' is none of"),
        (DIGEST + "parts = []", "line 3, digest.parts: it is empty"),
        (DIGEST + 'look_back = "a while"', "line 3, digest.look_back: 'a while' is no duration"),
        (DIGEST + 'look_back = "9999999999999 weeks"', "line 3, digest.look_back: '99999"),
        (DIGEST + 'accent = "red"', "line 3, digest.accent: 'red' is no colour"),
        (DIGEST + 'tlp = "TLP:BLUE"', "line 3, digest.tlp: 'TLP:BLUE' is none of"),
        (DIGEST + 'layout = "poster"', "line 3, digest.layout: 'poster' is none of"),
        (DIGEST + 'logo = "none.png"', "line 3, digest.logo: the logo "),
        (DIGEST + 'paper = "A0"', "line 3, digest.paper: 'A0' is none of A4, Letter"),
        (
            DIGEST + 'language = "english!"',
            "line 3, digest.language: 'english!' is no language tag",
        ),
        (DIGEST + "[digest.lengths]\nstories = 0", "line 4, digest.lengths.stories: 0 is out of"),
        (DIGEST + "[digest.lengths]\nstories = true", "line 4, digest.lengths.stories: it is true"),
        (DIGEST + "[digest.select]\nany = [1]", "line 4, digest.select.any: 1 is no word"),
        (DIGEST + "[digest.select]\nall = 1", "line 4, digest.select.all: 1 is not a list of"),
        (DIGEST + '[digest.select]\nlanguages = "e_n"', "line 4, digest.select.languages: 'e_n'"),
        (DIGEST + "on_arrival = {}", "line 3, digest.on_arrival.quiet: it is missing"),
        (
            DIGEST + 'on_arrival = { quiet = "5m", within = "1m" }',
            "digest.on_arrival.within: it is",
        ),
        ('[[digest]]\ntitle = "x"', "line 1, digest.name: it is missing; add name ="),
        ('[[digest]]\nname = "Storms!"', "line 2, digest.name: 'Storms!' cannot stand in an"),
        ('[digest]\nname = "a"', "line 1, digest: {'name': 'a'} is not one or more tables"),
        ("digest = [1]", "line 1, digest: it is no list of tables"),
        ('[[source]]\nname = "a"\nkind = "fax"', "line 3, source.kind: 'fax' is none of"),
        ('[[source]]\nname = "a"', "line 1, source.kind: it is missing; write one of"),
        ("[[feeds]]\n", "line 1, feeds: there is no such key; known are digest, source."),
        ("[[digest]]\nname = ", "digest.toml, line 2: invalid value; see https://toml.io"),
        ('a = "\n', "line 1: illegal character"),
    ],
)
def test_a_wrong_file_is_told_line_key_and_cure(tmp_path: Path, text: str, said: str) -> None:
    """One sentence each."""
    with pytest.raises(ConfigError) as caught:
        load(tmp_path, text)
    assert said in str(caught.value)
    assert str(caught.value).startswith("digest.toml, line ")
    assert str(caught.value).endswith(".")


def test_a_file_that_cannot_be_read_is_told(tmp_path: Path) -> None:
    """Not in UTF-8, or a folder."""
    (tmp_path / "digest.toml").write_bytes(b'title = "\xff"')
    with pytest.raises(ConfigError, match="not in UTF-8; save it as UTF-8"):
        load_definitions(tmp_path / "digest.toml")
    with pytest.raises(ConfigError, match="cannot be read: Is a directory"):
        load_definitions(tmp_path)


FILLER = st.sampled_from(
    ["", "# a comment", "  ", 'x{n} = "y"', "y{n} = [\n  1,\n  # two\n  2,\n]"]
)


@given(before=st.lists(FILLER, max_size=12), after=st.lists(FILLER, max_size=6))
def test_the_line_of_a_key_is_where_it_stands(before: list[str], after: list[str]) -> None:
    """Among comments, blank lines and values of many lines."""
    lines = [line.format(n=n) for n, line in enumerate([*before, "here = 1", *after])]
    text = "\n".join(lines)
    expected = text.split("\n").index("here = 1") + 1
    with pytest.raises(ConfigError) as caught:
        TomlFile("f", text).refuse(("here",), "found")
    assert str(caught.value) == f"f, line {expected}, here: found."


def test_a_logo_is_read_beside_the_file(tmp_path: Path) -> None:
    """Its path counts from the folder of digest.toml, and the image itself is kept."""
    svg = b'<svg xmlns="http://www.w3.org/2000/svg"><path d="M0 0h9v9z"/></svg>'
    (tmp_path / "logo.svg").write_bytes(svg)
    (tmp_path / "digest.toml").write_text('[[digest]]\nname = "storms"\nlogo = "logo.svg"\n')
    (defined,) = load_definitions(tmp_path / "digest.toml").digests
    assert defined.logo == read_logo(svg)
