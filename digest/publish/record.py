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

Json = Any  # what the json module gives and takes: a recursive type that says no more than this
_Value = TypeVar("_Value")


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
    _hints: dict[type, dict[str, Any]] = field(default_factory=dict, compare=False, repr=False)

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
        if not isinstance(value, dict):
            raise _wrong(where, "an object", value)
        hints = self._hints_of(kind)
        found: dict[str, object] = {}
        for part in fields(cast("Any", kind)):
            place = (kind.__name__, part.name)
            name = self.renamed.get(place, part.name)
            inner = f"{where}.{name}" if where else name
            if name in value:
                found[part.name] = self._read(hints[part.name], value[name], inner)
            elif kind.__name__ not in self.growing and place not in self.optional:
                raise InputError(f"edition: the field {inner} is missing")
        return kind(**found)

    def _hints_of(self, kind: type) -> dict[str, Any]:
        if kind not in self._hints:  # resolving names is half the work of reading
            self._hints[kind] = get_type_hints(kind, localns=dict(self.names))
        return self._hints[kind]

    def _read(self, hint: Any, value: Json, where: str) -> object:  # noqa: ANN401 — a type hint
        origin, arguments = get_origin(hint), get_args(hint)
        if origin in {UnionType, Union}:
            (inner,) = (argument for argument in arguments if argument is not NoneType)
            return None if value is None else self._read(inner, value, where)
        if origin is Literal:
            if value not in arguments or isinstance(value, bool):
                raise _wrong(where, f"one of {', '.join(map(repr, arguments))}", value)
            return value
        if origin is tuple:
            if not isinstance(value, list):
                raise _wrong(where, "a list", value)
            return tuple(
                self._read(arguments[0], item, f"{where}[{index}]")
                for index, item in enumerate(value)
            )
        if is_dataclass(hint):
            return self.decode(cast("type[object]", hint), value, where)
        return _read_plain(hint, value, where)


def _read_plain(kind: type, value: Json, where: str) -> object:
    if kind in _PARSED:
        words, parse = _PARSED[kind]
        try:
            return parse(value)
        except (TypeError, ValueError):
            raise _wrong(where, words, value) from None
    if issubclass(kind, StrEnum):
        if not isinstance(value, str) or value not in set(kind):
            raise _wrong(where, f"one of {', '.join(map(repr, map(str, kind)))}", value)
        return kind(value)
    if not isinstance(value, kind) or (isinstance(value, bool) and kind is not bool):
        raise _wrong(where, _WORDS[kind], value)
    return value


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


def _wrong(where: str, wanted: str, value: Json) -> InputError:
    return InputError(f"edition: {where or 'the document'} is not {wanted}: {value!r:.60}")
