"""The evidence keeps its schema and its documentation, and reads back as the same edition."""

from __future__ import annotations

import hashlib
import json
import re
from dataclasses import fields, replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

import digest
from digest.errors import InputError
from digest.model.article import Published, Span
from digest.model.attribution import Attribution, Speech
from digest.model.edition import Change, Citation, Correction, Period
from digest.model.event import Anchor, AnchorKind
from digest.model.settings import Settings
from digest.publish.evidence import Program, evidence, read_evidence, read_program

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from digest.model.edition import Edition

DOCS = Path(__file__).parents[2] / "docs"
OPTIONAL = {"attribution", "conflict", "corrections", "independent", "on", "revision"}
NOTED = datetime(2021, 3, 8, 7, tzinfo=UTC)
SCHEMA = json.loads((DOCS / "edition.schema.json").read_text("utf-8"))


def full(edition: Edition) -> Edition:
    """Return `edition` with a value in every field that may be empty."""
    entry = edition.timeline[1]
    anchored = replace(entry.proof, anchor=Anchor(AnchorKind.MENTION, "2021", Span(3, 9)))
    supported = Citation("a-1", 1, 0, 5, "supports", anchored)
    story = edition.stories[0]
    voice = Attribution(Speech.ANONYMOUS, "an official", secondhand=True)
    said = replace(story.sentences[0], attribution=voice, on="2021-03-08")
    return replace(
        edition,
        stories=(replace(story, sentences=(said, *story.sentences[1:])), *edition.stories[1:]),
        next_due=datetime(2021, 3, 9, 6, 0, 0, 250, tzinfo=UTC),
        timeline=(
            replace(
                entry,
                citations=(*entry.citations, supported),
                attribution=voice,
                independent=2,
            ),
            *edition.timeline,
        ),
        changes=(Change("new", "It began.", "s-1"), Change("withdrawn", "It ended.")),
        sources=(
            replace(
                edition.sources[0],
                published=Published("2021", "year", "inferred", ("so it says",), ("2020",)),
            ),
        ),
        settings=replace(edition.settings, title="Harbour"),
        corrections=(
            Correction(
                1, "It ended.", None, "a-1", 1, None, "It", None, None, "en", NOTED, "made up"
            ),
        ),
        revision=2,
    )


def read(edition: Edition) -> dict[str, Any]:
    """Return the evidence of `edition` as a plain JSON object."""
    document: dict[str, Any] = json.loads(evidence(edition))
    return document


def paths(value: object, path: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    """Yield the path of every field of a JSON document."""
    inner = value.items() if isinstance(value, dict) else enumerate(value)  # type: ignore[call-overload]
    for name, part in inner:
        if isinstance(name, str):
            yield (*path, name)
        if isinstance(part, dict | list):
            yield from paths(part, (*path, name))


def without(document: Any, path: tuple[str | int, ...]) -> Any:  # noqa: ANN401 — any JSON
    """Return a copy of a JSON document that lacks the field at `path`."""
    copy = json.loads(json.dumps(document))
    parent = copy
    for name in path[:-1]:
        parent = parent[name]
    del parent[path[-1]]
    return copy


def test_an_edition_reads_back(edition: Edition, vary: Callable[..., Edition]) -> None:
    """Writing and reading give the same value, whatever is filled or empty."""
    empty = vary(stories=(), key_points=(), timeline=(), sources=(), ledger=(), changes=())
    for written in (edition, full(edition), empty, vary(period=Period(None, None))):
        assert read_evidence(evidence(written)) == written


def test_the_evidence_keeps_its_schema(edition: Edition, vary: Callable[..., Edition]) -> None:
    """docs/edition.schema.json holds for small, full and empty editions."""
    Draft202012Validator.check_schema(SCHEMA)
    validator = Draft202012Validator(SCHEMA)
    empty = vary(stories=(), key_points=(), timeline=(), sources=(), ledger=(), changes=())
    for written in (edition, full(edition), empty):
        assert [error.message for error in validator.iter_errors(read(written))] == []


def test_no_field_can_be_missing(edition: Edition) -> None:
    """Schema and reader refuse an edition that lacks any field but the optional ones."""
    document = read(full(edition))
    validator = Draft202012Validator(SCHEMA)
    for path in paths(document):
        lacking = without(document, path)
        of_citation = "citation" in path[-2:] or "citations" in path[-3:]
        of_correction = path[0] == "corrections" and path[-1] == "reason"
        if path[-1] in OPTIONAL or of_correction or (path[-1] == "proof" and of_citation):
            assert validator.is_valid(lacking)
            continue
        assert not validator.is_valid(lacking), path
        if path[0] not in {"program", "settings"}:
            with pytest.raises(InputError, match=re.escape(str(path[-1]))):
                read_evidence(json.dumps(lacking).encode())


def test_every_field_is_explained(edition: Edition) -> None:
    """docs/edition.md names each field that an edition can have."""
    explained = (DOCS / "edition.md").read_text("utf-8")
    names = {str(path[-1]) for path in paths(read(full(edition)))}
    assert [name for name in sorted(names) if f"`{name}`" not in explained] == []


def test_the_check_of_the_documentation_works(edition: Edition, tmp_path: Path) -> None:
    """The Python lines of docs/edition.md pass on a good edition and fail on a changed one."""
    (code,) = re.findall(
        r"```python\n(.*?)```", (DOCS / "edition.md").read_text("utf-8"), re.DOTALL
    )
    file = tmp_path / "edition.json"
    code = code.replace('"edition.json"', repr(str(file)))
    file.write_bytes(evidence(edition))
    exec(compile(code, "edition.md", "exec"), {})  # noqa: S102 — the documentation's own lines
    file.write_bytes(evidence(edition).replace(b"two cranes", b"six cranes", 1))
    with pytest.raises(AssertionError):
        exec(compile(code, "edition.md", "exec"), {})  # noqa: S102


def test_names_are_those_of_the_format(edition: Edition) -> None:
    """The fields that other programs rely on stand where they look for them."""
    document = read(full(edition))
    assert list(document)[:11] == [
        "schema",
        "program",
        "settings",
        "digest",
        "number",
        "key",
        "as_of",
        "period",
        "next_due",
        "language",
        "title",
    ]
    assert document["schema"] == 1
    assert document["program"] == {"name": "article-digest", "version": digest.__version__}
    assert document["sources"][0]["published"]["from"] == "inferred"
    entry = document["timeline"][0]
    assert set(entry["proof"]) == {"rule", "anchor", "operation", "amount", "unit", "words"}
    assert entry["conflict"][1]["said_on"] == "2021-03-08"
    assert [citation["kind"] for citation in entry["citations"]] == ["verbatim", "supports"]
    assert "proof" not in document["stories"][0]["sentences"][0]["citations"][0]
    assert "conflict" not in document["timeline"][-1]


def test_settings_are_complete_in_the_schema(edition: Edition) -> None:
    """A new setting is to be written into docs/edition.schema.json too."""
    required = set(SCHEMA["$defs"]["settings"]["required"])
    assert required == {field.name for field in fields(Settings)} == set(read(edition)["settings"])


def test_offsets_and_hashes_hold_in_the_file(edition: Edition) -> None:
    """Somebody else's program can check sentences and texts with the file alone."""
    document = read(edition)
    (source,) = document["sources"]
    assert hashlib.sha256(source["text"].encode()).hexdigest() == source["sha256"]
    for story in document["stories"]:
        for sentence in story["sentences"]:
            for cited in sentence["citations"]:
                quote = source["text"][cited["start"] : cited["end"]]
                assert " ".join(quote.split()) == sentence["text"]


def test_the_program_is_read_too(edition: Edition) -> None:
    """A check by another version can say so."""
    maker = Program("article-digest", "9.9.9")
    assert read_program(evidence(edition, maker)) == maker
    with pytest.raises(InputError, match="program"):
        read_program(b'{"schema": 1}')


def test_the_same_edition_gives_the_same_evidence(edition: Edition) -> None:
    """Two runs differ in nothing, and the file ends with a newline."""
    assert evidence(edition) == evidence(edition)
    assert evidence(edition).endswith(b"}\n")


def test_unknown_fields_are_passed_over(edition: Edition) -> None:
    """A later version may add fields; an older reader still reads the edition."""
    document = read(edition)
    document["mood"] = "calm"
    document["stories"][0]["sentences"][0]["citations"][0]["page"] = 3
    assert read_evidence(json.dumps(document).encode()) == edition


def test_a_setting_of_later_versions_takes_its_default(edition: Edition) -> None:
    """An edition from before a setting existed was made as the default says."""
    document = read(edition)
    del document["settings"]["accent"]
    assert read_evidence(json.dumps(document).encode()) == edition


def test_lone_surrogates_keep_offsets(edition: Edition, vary: Callable[..., Edition]) -> None:
    """UTF-8 cannot carry them: each becomes U+FFFD, one code point for one."""
    text = "a\ud800\udc00b\udfff"
    source = replace(edition.sources[0], text=text)
    found = read_evidence(evidence(vary(title="x\ud83d", sources=(source,))))
    assert found.title == "x\ufffd"
    assert found.sources[0].text == "a\ufffd\ufffdb\ufffd"


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (b"", "not JSON"),
        (b"\xff\xfe\x00", "not JSON"),
        (b"[]", "not a JSON object"),
        (b'{"schema": 2}', "reads schema 1, not 2"),
        (b"{}", "reads schema 1, not None"),
        (b"[" * 100_000, "not JSON"),
    ],
)
def test_another_file_is_refused(data: bytes, told: str) -> None:
    """What is not an edition is told in one sentence."""
    with pytest.raises(InputError, match=told):
        read_evidence(data)


@pytest.mark.parametrize(
    ("path", "value", "told"),
    [
        (("number",), "1", "number is not a whole number"),
        (("number",), True, "number is not a whole number"),
        (("as_of",), "yesterday", "as_of is not a time"),
        (("as_of",), "2021-03-08T06:00:00", "as_of is not a time"),
        (("period",), [], "period is not an object"),
        (("period", "start"), "2021-02-30", "period.start is not a date"),
        (("stories",), {}, "stories is not a list"),
        (("stories", 0, "title"), None, "stories[0].title is not a text"),
        (("timeline", 1, "future"), 1, "timeline[1].future is not true or false"),
        (("timeline", 0, "proof", "anchor", "kind"), "luck", "anchor.kind is not one of 'none'"),
        (("timeline", 0, "proof", "anchor", "kind"), [], "anchor.kind is not one of 'none'"),
        (("timeline", 0, "citations", 0, "kind"), "near", "kind is not one of 'verbatim'"),
        (("sources", 0, "published", "from"), {}, "sources[0].published.from is not one of"),
        (("ledger", 0, "start"), 1.5, "ledger[0].start is not a whole number"),
    ],
)
def test_a_wrong_field_is_named(
    path: tuple[str | int, ...], value: object, told: str, edition: Edition
) -> None:
    """The message says which field is wrong, and what it should be."""
    document: Any = read(edition)
    parent = document
    for name in path[:-1]:
        parent = parent[name]
    parent[path[-1]] = value
    with pytest.raises(InputError, match=re.escape(told)):
        read_evidence(json.dumps(document).encode())


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.text(max_size=80), day=st.dates(), number=st.integers(1, 10**9))
def test_any_text_and_day_read_back(text: str, day: date, number: int, edition: Edition) -> None:
    """Every text that UTF-8 can carry, and every day, comes back as it was."""
    entry = replace(edition.timeline[0], text=text, earliest=day, latest=day)
    source = replace(edition.sources[0], text=text, title=text)
    written = replace(edition, number=number, timeline=(entry,), sources=(source,))
    assert read_evidence(evidence(written)) == written
