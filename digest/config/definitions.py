"""Reads digest.toml: the sources and digests that its owner defined; docs/digests.md."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import TYPE_CHECKING, TypeVar

from digest.config.due import on_arrival, schedule
from digest.config.outgoing import mailing, webhooks
from digest.config.toml import Sent, Table, read_toml
from digest.errors import ConfigError, UsageError
from digest.model.definition import (
    USUAL_FORMS,
    Definitions,
    DigestDefinition,
    Form,
    Lengths,
    Part,
    Selection,
    SourceDefinition,
    SourceKind,
    WhenEmpty,
)
from digest.model.settings import Layout, Tlp
from digest.service.logo import load_logo

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

N = TypeVar("N", DigestDefinition, SourceDefinition)

_NAME = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,58}[a-z0-9])?")
_LANGUAGE = re.compile(r"[A-Za-z]{2,8}(?:-[A-Za-z0-9]{1,8})*")
_COLOUR = re.compile(r"#[0-9a-fA-F]{6}")
_PAPERS = {"A4", "Letter"}


def load_definitions(path: Path) -> Definitions:
    """Return what the file `path` defines; nothing when there is no such file.

    Raises:
        ConfigError: it says something that cannot be; the message names file, line, key and cure.
    """
    if not path.exists():
        return Definitions()
    root = read_toml(path).root
    folder = path.absolute().parent
    digests, sources = root.tables("digest"), root.tables("source")
    root.finish()
    defined = _distinct(digests, [_digest(table, folder) for table in digests])
    _check_formerly(digests, defined)
    return Definitions(
        defined,
        _distinct(sources, [_source(table) for table in sources]),
    )


def parse_digest(name: str, sent: Mapping[str, object]) -> DigestDefinition:
    """Return the digest `name` that is defined by the keys of digest.toml, without a file.

    Raises:
        ConfigError: it says something that cannot be; the message names key and cure.
    """
    if sent.get("name", name) != name:
        raise ConfigError(f"name: it is {sent['name']!r} here and {name!r} in the address.")
    return _digest(Table(Sent(), ("digest",), {**sent, "name": name}), None)


def _distinct(tables: list[Table], defined: list[N]) -> tuple[N, ...]:
    seen: set[str] = set()
    for table, one in zip(tables, defined, strict=True):
        if one.name in seen:
            table.refuse("name", f"there are two of the name {one.name!r}; rename one of them")
        seen.add(one.name)
    return tuple(defined)


def _check_formerly(tables: list[Table], defined: tuple[DigestDefinition, ...]) -> None:
    taken = {one.name: "is defined here as well" for one in defined}
    for table, one in zip(tables, defined, strict=True):
        for former in one.formerly:
            if former in taken:
                table.refuse("formerly", f"the digest {former!r} {taken[former]}; name it once")
            taken[former] = f"became {one.name!r}"


def _digest(table: Table, folder: Path | None) -> DigestDefinition:
    name = _name(table)
    definition = DigestDefinition(
        name=name,
        title=table.string("title") or name.replace("-", " ").capitalize(),
        selection=_selection(table),
        parts=table.choices("parts", Part, Part),
        lengths=_lengths(table),
        look_back=table.duration("look_back"),
        forms=table.choices("formats", Form, USUAL_FORMS),
        schedule=schedule(table),
        on_arrival=on_arrival(table),
        when_empty=table.choice("when_empty", WhenEmpty, WhenEmpty.SKIP),
        language=_language(table, "language") or "en",
        accent=_colour(table),
        paper=_paper(table),
        layout=table.choice("layout", Layout, Layout.FULL),
        tlp=table.choice("tlp", Tlp) if table.string("tlp") else None,
        distribution=table.string("distribution"),
        logo=_logo(table, folder),
        formerly=_formerly(table, name),
        private=table.boolean("private", default=False),
        webhooks=webhooks(table),
        mail=mailing(table),
        embargo_until=table.moment("embargo_until"),
    )
    table.finish()
    if not definition.parts:
        table.refuse("parts", 'it is empty; write ["summary", "timeline"], or one of them')
    return definition


def _selection(table: Table) -> Selection:
    select = table.table("select")
    if select is None:
        return Selection()
    languages = select.strings("languages")
    for language in languages:
        if not _LANGUAGE.fullmatch(language):
            select.refuse("languages", f'{language!r} is no language tag; write it like "en"')
    selection = Selection(
        any=select.strings("any"),
        all=select.strings("all"),
        none=select.strings("none"),
        names=select.strings("names"),
        sources=select.strings("sources"),
        languages=languages,
        exclude_sources=select.strings("exclude_sources"),
        exclude_urls=select.strings("exclude_urls"),
    )
    select.finish()
    return selection


def _lengths(table: Table) -> Lengths:
    lengths = table.table("lengths")
    if lengths is None:
        return Lengths()
    usual = Lengths()
    found = Lengths(
        sentences=lengths.integer("sentences", usual.sentences, low=1, high=50),
        key_points=lengths.integer("key_points", usual.key_points, low=0, high=20),
        stories=lengths.integer("stories", usual.stories, low=1, high=500),
        timeline_entries=lengths.integer(
            "timeline_entries", usual.timeline_entries, low=1, high=1000
        ),
    )
    lengths.finish()
    return found


def _source(table: Table) -> SourceDefinition:
    definition = SourceDefinition(
        name=_name(table),
        kind=table.choice("kind", SourceKind),
        address=table.required("address"),
        outlet=table.string("outlet"),
        language=_language(table, "language"),
        every=table.duration("every") or timedelta(hours=1),
    )
    table.finish()
    return definition


def _name(table: Table) -> str:
    name = table.required("name")
    if not _NAME.fullmatch(name):
        table.refuse(
            "name",
            f"{name!r} cannot stand in an address; use up to 60 small letters, digits and hyphens, "
            'like "morning-news"',
        )
    return name


def _formerly(table: Table, name: str) -> tuple[str, ...]:
    names = table.strings("formerly")
    for former in names:
        if former == name:
            table.refuse("formerly", f"{former!r} is its name now; leave it out")
        if not _NAME.fullmatch(former):
            table.refuse("formerly", f"{former!r} was no digest's name; write one it had before")
    return names


def _language(table: Table, key: str) -> str | None:
    language = table.string(key)
    if language is not None and not _LANGUAGE.fullmatch(language):
        table.refuse(key, f'{language!r} is no language tag; write it like "en" or "pt-BR"')
    return language


def _colour(table: Table) -> str | None:
    colour = table.string("accent")
    if colour is not None and not _COLOUR.fullmatch(colour):
        table.refuse("accent", f'{colour!r} is no colour; write it like "#a3182b"')
    return colour


def _paper(table: Table) -> str | None:
    paper = table.string("paper")
    if paper is not None and paper not in _PAPERS:
        table.refuse("paper", f"{paper!r} is none of {', '.join(sorted(_PAPERS))}")
    return paper


def _logo(table: Table, folder: Path | None) -> str | None:
    name = table.string("logo")
    if name is None:
        return None
    if folder is None:
        table.refuse("logo", "a file can be named in digest.toml alone; define the digest there")
    try:
        return load_logo(folder / name)
    except UsageError as error:
        table.refuse("logo", str(error))
