"""JSON Lines of articles: {id, title?, text | html | url, published | date | time | dct, ...}.

Form: https://jsonlines.org/. Fields that are not named here are ignored; null is missing.
"""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING, TypeVar, cast

from digest.errors import InputError
from digest.ingest.limits import MAX_LINE_BYTES
from digest.model.article import Document, MediaType
from digest.model.received import Given, Link, Received

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from digest.ingest.files import OpenFile

T = TypeVar("T")

_DATE_FIELDS = ("published", "date", "time", "dct")


def records(source: OpenFile) -> Iterator[tuple[str, dict[str, object]]]:
    """Yield (where, object) for each line: `where` names file and line for messages.

    Raises:
        InputError: a line is no JSON object.
    """
    for number, line in source.lines(MAX_LINE_BYTES):
        where = f"{source.name}, line {number}"
        yield where, read_line(where, line)


def read_line(where: str, line: bytes) -> dict[str, object]:
    """Return the object of a line.

    Raises:
        InputError: it is no JSON object.
    """
    try:
        value = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise InputError(f"{where} is no JSON ({_said(error)}); one line is one object.") from None
    if not isinstance(value, dict):
        raise InputError(f"{where} is no JSON object; write {{'id': ..., 'text': ...}}.")
    return value


def document(where: str, record: Mapping[str, object]) -> Document:
    """Return the article that `record` holds.

    Raises:
        InputError: neither `text` nor `html` is there, or a field has a wrong type.
    """
    text, html = _string(where, record, "text"), _string(where, record, "html")
    if text is None and html is None:
        raise InputError(f"{where} has neither 'text' nor 'html'; give one of them.")
    dates = (_string(where, record, name) for name in _DATE_FIELDS)
    return Document(
        name=where,
        media_type=MediaType.HTML if text is None else MediaType.TEXT,
        content=text if text is not None else html or "",
        id=_string(where, record, "id"),
        title=_string(where, record, "title"),
        published=next((value for value in dates if value), None),
        outlet=_string(where, record, "source"),
        url=_string(where, record, "url"),
        authors=_names(where, record),
        language=_string(where, record, "language"),
    )


def received(where: str, record: Mapping[str, object]) -> Received:
    """Return the article that `record` holds as a document that can be stored.

    Raises:
        InputError: as `document`.
    """
    said = document(where, {name: _sound(value) for name, value in record.items()})
    return Received(
        name=said.name,
        media_type=said.media_type,
        content=said.content.encode(),
        given=Given(
            id=said.id,
            title=said.title,
            published=said.published,
            outlet=said.outlet,
            url=said.url,
            authors=tuple(map(_sound, said.authors)),
            language=said.language,
        ),
        charset="utf-8",
    )


def named_page(where: str, record: Mapping[str, object]) -> Link | None:
    """Return the page that `record` names by its `url`, or None when it holds its text.

    Raises:
        InputError: a field is of a wrong type.
    """
    if record.get("text") is not None or record.get("html") is not None or not record.get("url"):
        return None
    said = received(where, {**record, "html": "<p>"}).given
    return Link(said.url or "", replace(said, url=None))


def _sound(value: T) -> T:
    """Return a string without the lone surrogates that JSON can write and UTF-8 cannot."""
    if isinstance(value, str):
        return cast("T", value.encode("utf-8", "replace").decode())
    return value


def _said(error: Exception) -> str:
    return getattr(error, "msg", None) or str(error)


def _string(where: str, record: Mapping[str, object], name: str) -> str | None:
    value = record.get(name)
    if value is None:
        return None
    if isinstance(value, (int, float)) and not isinstance(value, bool) and name == "id":
        return str(value)
    if not isinstance(value, str):
        raise InputError(f"{where}: '{name}' is {type(value).__name__}, not a string.")
    return value


def _names(where: str, record: Mapping[str, object]) -> tuple[str, ...]:
    value = record.get("authors")
    if value is None:
        return ()
    names = [value] if isinstance(value, str) else value
    if not isinstance(names, list) or not all(isinstance(name, str) for name in names):
        raise InputError(f"{where}: 'authors' is neither a name nor a list of names.")
    return tuple(name for name in names if name.strip())
