"""The evidence of an edition as JSON: everything that it takes to check it later, offline.

docs/edition.md explains each field, docs/edition.schema.json is its JSON Schema (2020-12).
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from datetime import date, datetime

import digest
from digest.errors import InputError
from digest.model.article import Published, Span
from digest.model.attribution import Attribution, Speech
from digest.model.edition import Edition
from digest.model.event import Anchor, AnchorKind, Proof
from digest.model.named import Named, NameKind
from digest.model.settings import Layout, Settings, Tlp
from digest.publish.record import Codec

SCHEMA = 1
"""The version of the schema; it changes when a field is renamed, removed or changes its meaning."""

_CODEC = Codec(
    names={
        "Anchor": Anchor,
        "AnchorKind": AnchorKind,
        "Attribution": Attribution,
        "Layout": Layout,
        "NameKind": NameKind,
        "Named": Named,
        "Proof": Proof,
        "Published": Published,
        "Settings": Settings,
        "Span": Span,
        "Tlp": Tlp,
        "Speech": Speech,
        "date": date,
        "datetime": datetime,
    },
    renamed={("Published", "origin"): "from"},
    optional=frozenset(
        {
            ("Citation", "proof"),
            ("CitedSentence", "attribution"),
            ("CitedSentence", "on"),
            ("Correction", "reason"),
            ("Edition", "corrections"),
            ("Edition", "revision"),
            ("Story", "names"),
            ("TimelineEntry", "attribution"),
            ("TimelineEntry", "conflict"),
            ("TimelineEntry", "independent"),
        }
    ),
    growing=frozenset({"Settings"}),
)
# Fields that stand first, in this order; the others follow in the order of `Edition`.
_FIRST = ("settings", "digest", "number", "key", "as_of", "period", "next_due", "language", "title")
_SURROGATES = re.compile("[\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Program:
    """What composed an edition; a check with another version may differ, and says so."""

    name: str
    version: str


def evidence(edition: Edition, program: Program | None = None) -> bytes:
    """Return `edition` as JSON in UTF-8, with `program` (this one by default) as its maker.

    A lone surrogate, which UTF-8 cannot carry, becomes U+FFFD: one code point for one, so that
    every offset holds and any JSON reader reads the document.
    """
    maker = program or Program("article-digest", digest.__version__)
    fields = _CODEC.encode(edition)
    document = {"schema": SCHEMA, "program": _CODEC.encode(maker)}
    document |= {name: fields.pop(name) for name in _FIRST} | fields
    text = json.dumps(document, ensure_ascii=False, indent=1, allow_nan=False)
    return (_SURROGATES.sub("\ufffd", text) + "\n").encode()


def read_evidence(data: bytes) -> Edition:
    """Return the edition that `data` is the evidence of.

    Raises:
        InputError: `data` is not JSON, of another schema, or a field is missing or wrong; the
            message names the field.
    """
    return _CODEC.decode(Edition, _document(data), "")


def read_program(data: bytes) -> Program:
    """Return the program that wrote the evidence `data`.

    Raises:
        InputError: as `read_evidence`.
    """
    document = _document(data)
    if "program" not in document:
        raise InputError("edition: the field program is missing")
    return _CODEC.decode(Program, document["program"], "program")


def _document(data: bytes) -> dict[str, object]:
    try:
        document = json.loads(data)
    except (ValueError, RecursionError) as error:
        raise InputError(f"edition: this is not JSON in UTF-8: {error}") from error
    if not isinstance(document, dict):
        raise InputError("edition: this is not a JSON object")
    if document.get("schema") != SCHEMA:
        raise InputError(
            f"edition: this program reads schema {SCHEMA}, not {document.get('schema')!r}"
        )
    return document
