"""Frozen dataclasses as JSON values and back, checked field by field by their type hints.

Read are the types that values of `digest.model` are made of: str, int, bool, date, datetime,
literals, string enums, tuples, dataclasses, and each of them or None.
"""

from __future__ import annotations

from dataclasses import dataclass, field, fields, is_dataclass
from datetime import date, datetime
from enum import StrEnum
from types import NoneType, UnionType
from typing import (
    TYPE_CHECKING,
    Any,
    Literal,
    TypeVar,
    Union,
    cast,
    get_args,
    get_origin,
    get_type_hints,
)

from digest.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    _Reader = Callable[["Json", "_Place"], object]

Json = Any  # what the json module gives and takes: a recursive type that says no more than this
_Value = TypeVar("_Value")
_Place = tuple[Any, "str | int"] | None
"""A place in the document: None for the whole, or the place around it with a name or an index."""


@dataclass(frozen=True, slots=True)
class Codec:
    """How values become JSON objects.

    `names` are the types that hints name but their modules do not import at run time; `renamed`
    maps (class name, field) to the field's name in JSON; `optional` holds the (class name, field)
    pairs that are left out when they are None or empty, and `growing` names classes that get fields
    in later versions: in both, a missing field takes its default.
    """

    names: Mapping[str, type]
    renamed: Mapping[tuple[str, str], str]
    optional: frozenset[tuple[str, str]]
    growing: frozenset[str]
    _readers: dict[Any, _Reader] = field(default_factory=dict, compare=False, repr=False)

    def encode(self, value: object) -> Json:
        """Return `value` as JSON: objects in the order of their fields, dates in ISO 8601."""
        if isinstance(value, datetime | date):
            return value.isoformat()
        if isinstance(value, tuple):
            return [self.encode(item) for item in value]
        if is_dataclass(value):
            kind = type(value).__name__
            return {
                self.renamed.get((kind, part.name), part.name): self.encode(found)
                for part in fields(value)
                if (found := getattr(value, part.name)) or (kind, part.name) not in self.optional
            }
        return value

    def decode(self, kind: type[_Value], value: Json, where: str) -> _Value:
        """Return the `kind` that `value` stands for; unknown fields are passed over.

        `where` is the value's place in its document, for messages.

        Raises:
            InputError: a field is missing or is not of its type; the message names it.
        """
        read = cast("Callable[[Json, _Place], _Value]", self._reader(kind))
        return read(value, (None, where) if where else None)

    def _reader(self, hint: Any) -> _Reader:  # noqa: ANN401 - a type hint
        """Return what reads values of a type; it is made once: looking at hints takes longer."""
        known = self._readers.get(hint)
        if known is None:
            known = self._readers[hint] = self._made(hint)
        return known

    def _made(self, hint: Any) -> _Reader:  # noqa: ANN401 - a type hint
        origin, arguments = get_origin(hint), get_args(hint)
        if origin in {UnionType, Union}:
            (inner,) = (argument for argument in arguments if argument is not NoneType)
            read = self._reader(inner)
            return lambda value, place: None if value is None else read(value, place)
        if origin is Literal:
            return _choice(arguments)
        if origin is tuple:
            return _items(self._reader(arguments[0]))
        if is_dataclass(hint):
            return self._object(cast("type", hint))
        return _plain(hint)

    def _object(self, kind: type) -> _Reader:
        hints = get_type_hints(kind, localns=dict(self.names))
        parts = []
        for part in fields(kind):
            own = (kind.__name__, part.name)
            may_lack = kind.__name__ in self.growing or own in self.optional
            name = self.renamed.get(own, part.name)
            parts.append((part.name, name, self._reader(hints[part.name]), may_lack))

        def read(value: Json, place: _Place) -> object:
            if not isinstance(value, dict):
                raise _wrong(place, "an object", value)
            found: dict[str, object] = {}
            for attribute, name, inner, may_lack in parts:
                if name in value:
                    found[attribute] = inner(value[name], (place, name))
                elif not may_lack:
                    raise InputError(f"edition: the field {_where((place, name))} is missing")
            return kind(**found)

        return read


def _choice(arguments: tuple[object, ...]) -> _Reader:
    def read(value: Json, place: _Place) -> object:
        if value not in arguments or isinstance(value, bool):
            raise _wrong(place, f"one of {', '.join(map(repr, arguments))}", value)
        return value

    return read


def _items(inner: _Reader) -> _Reader:
    def read(value: Json, place: _Place) -> object:
        if not isinstance(value, list):
            raise _wrong(place, "a list", value)
        return tuple([inner(item, (place, index)) for index, item in enumerate(value)])

    return read


def _plain(kind: type) -> _Reader:
    if kind in _PARSED:
        return _parsed(*_PARSED[kind])
    if issubclass(kind, StrEnum):
        return _member(kind)

    def read(value: Json, place: _Place) -> object:
        if not isinstance(value, kind) or (isinstance(value, bool) and kind is not bool):
            raise _wrong(place, _WORDS[kind], value)
        return value

    return read


def _parsed(words: str, parse: Callable[[str], object]) -> _Reader:
    def read(value: Json, place: _Place) -> object:
        try:
            return parse(value)
        except (TypeError, ValueError):
            raise _wrong(place, words, value) from None

    return read


def _member(kind: type[StrEnum]) -> _Reader:
    known = {str(member): member for member in kind}

    def read(value: Json, place: _Place) -> object:
        if not isinstance(value, str) or value not in known:
            raise _wrong(place, f"one of {', '.join(map(repr, known))}", value)
        return known[value]

    return read


def _aware(value: str) -> datetime:
    moment = datetime.fromisoformat(value)
    if moment.utcoffset() is None:
        raise ValueError("no zone")
    return moment


_PARSED: dict[type, tuple[str, Callable[[str], object]]] = {
    date: ("a date such as 2021-03-08", date.fromisoformat),
    datetime: ("a time such as 2021-03-08T06:00:00+00:00", _aware),
}
_WORDS = {str: "a text", int: "a whole number", bool: "true or false"}


def _wrong(place: _Place, wanted: str, value: Json) -> InputError:
    return InputError(f"edition: {_where(place) or 'the document'} is not {wanted}: {value!r:.60}")


def _where(place: _Place) -> str:
    """Return a place in the document in words; only errors need them."""
    if place is None:
        return ""
    before, last = _where(place[0]), place[1]
    if isinstance(last, int):
        return f"{before}[{last}]"
    return f"{before}.{last}" if before else last
