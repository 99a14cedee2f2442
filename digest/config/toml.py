"""TOML with places: what is wrong is told with file, line and key.

Spec: https://toml.io/en/v1.0.0. The parser of the standard library keeps no lines, so the line of
a key is looked for when there is something to say about it, by that parser itself.
"""

from __future__ import annotations

import difflib
import re
import tomllib
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, NoReturn, TypeVar

from digest.errors import ConfigError

if TYPE_CHECKING:
    from collections.abc import Iterable
    from enum import StrEnum
    from pathlib import Path

E = TypeVar("E", bound="StrEnum")
Key = tuple["str | int", ...]
"""A way through tables and arrays: `("digest", 1, "schedule", "cron")`."""

_DURATION = re.compile(r"(\d+(?:\.\d+)?)\s*([a-z]+)")
_UNITS = {
    "ms": "milliseconds",
    "s": "seconds",
    "m": "minutes",
    "h": "hours",
    "d": "days",
    "w": "weeks",
}
_UNIT_NAMES = {
    name: unit
    for letter, unit in _UNITS.items()
    for name in (letter, unit, unit.removesuffix("s"), {"s": "sec", "m": "min"}.get(letter, letter))
}
_PARSERS_PLACE = re.compile(r" \(at (?:line (\d+), column \d+|end of document)\)$")


class TomlFile:
    """A parsed file that can tell where its keys stand."""

    def __init__(self, name: str, text: str) -> None:
        """Parse `text`; `name` is for messages.

        Raises:
            ConfigError: it is no TOML.
        """
        self.name = name
        self._text = text
        try:
            self._values = tomllib.loads(text)
        except tomllib.TOMLDecodeError as error:
            place = _PARSERS_PLACE.search(str(error))
            line = int(place[1]) if place and place[1] else text.count("\n") + 1
            said = _PARSERS_PLACE.sub("", str(error))
            raise ConfigError(
                f"{name}, line {line}: {said[:1].lower()}{said[1:]}; see https://toml.io for how "
                "to write it."
            ) from None

    @property
    def root(self) -> Table:
        """The file's outermost table."""
        return Table(self, (), self._values)

    def refuse(self, key: Key, message: str) -> NoReturn:
        """Raise that there is something wrong at `key`.

        Raises:
            ConfigError: always, with file, line and key.
        """
        shown = ".".join(str(part) for part in key if isinstance(part, str))
        where = f"{self.name}, line {self._line(key)}"
        raise ConfigError(f"{where}, {shown}: {message}." if shown else f"{where}: {message}.")

    def _line(self, key: Key) -> int:
        """Return the line that `key` begins on, or that its table begins on.

        Some whole lines from the top are TOML and hold the key: the shortest such head ends with
        the key's value, so the value begins right after the longest whole head before it.
        """
        while key and not _holds(self._values, key):
            key = key[:-1]
        lines = self._text.split("\n")
        whole = 0
        for count in range(1, len(lines) + 1):
            try:
                head = tomllib.loads("\n".join(lines[:count]))
            except tomllib.TOMLDecodeError:
                continue
            if _holds(head, key):
                break
            whole = count
        while whole < len(lines) - 1 and not lines[whole].partition("#")[0].strip():
            whole += 1
        return whole + 1


class Sent:
    """Values that came without a file; what is wrong with them is told with the key alone."""

    def refuse(self, key: Key, message: str) -> NoReturn:
        """Raise that there is something wrong at `key`.

        Raises:
            ConfigError: always, with the key.
        """
        shown = ".".join(str(part) for part in key if isinstance(part, str))
        raise ConfigError(f"{shown}: {message}.")


class Table:
    """A table that is read key by key; what nobody asked for is refused by `finish`."""

    def __init__(self, file: TomlFile | Sent, path: Key, values: dict[str, Any]) -> None:
        """Read `values`, which stand at `path`."""
        self._file = file
        self._path = path
        self._values = values
        self._known: list[str] = []

    def refuse(self, name: str, message: str) -> NoReturn:
        """Raise that there is something wrong with the key `name`.

        Raises:
            ConfigError: always, with file, line and key.
        """
        self._file.refuse((*self._path, name), message)

    def string(self, name: str) -> str | None:
        """Return a string that is not blank, or None when the key is missing."""
        value: str | None = self._get(name, str, 'a string in quotes, like "words"')
        if value is not None and not value.strip():
            self.refuse(name, "it is empty; write something, or leave the line out")
        return value

    def required(self, name: str) -> str:
        """Return a string that must be there."""
        value = self.string(name)
        if value is None:
            self.refuse(name, f'it is missing; add {name} = "..."')
        return value

    def strings(self, name: str) -> tuple[str, ...]:
        """Return a list of strings; a single string is a list of one."""
        if isinstance(self._values.get(name), str):
            return (self.required(name),)
        values = self._get(name, list, 'a list of strings, like ["one", "two"]')
        for value in values or ():
            if not isinstance(value, str) or not value.strip():
                self.refuse(name, f'{value!r} is no word; write each in quotes, like ["one"]')
        return tuple(values or ())

    def integer(self, name: str, default: int, *, low: int, high: int) -> int:
        """Return a whole number between two bounds."""
        value = self._get(name, int, "a whole number")
        if isinstance(value, bool):
            self.refuse(name, "it is true or false; write a whole number")
        if value is not None and not low <= value <= high:
            self.refuse(name, f"{value} is out of range; write a number from {low} to {high}")
        return default if value is None else value

    def boolean(self, name: str, *, default: bool) -> bool:
        """Return true or false."""
        value: bool | None = self._get(name, bool, "true or false, without quotes")
        return default if value is None else value

    def duration(self, name: str) -> timedelta | None:
        """Return a duration that is written like "90 days" or "5m"."""
        value = self.string(name)
        if value is None:
            return None
        match = _DURATION.fullmatch(value.strip().lower())
        unit = _UNIT_NAMES.get(match[2]) if match else None
        if match is None or unit is None:
            self.refuse(name, f'{value!r} is no duration; write it like "90 days", "12h" or "30s"')
        try:
            return timedelta(**{unit: float(match[1])})
        except OverflowError:
            self.refuse(name, f"{value!r} is longer than time; write a shorter one")

    def moment(self, name: str) -> datetime | None:
        """Return a moment with its offset, TOML's own or a string."""
        value = self._get(name, (datetime, str), "a time, like 2026-03-01T06:00:00+01:00")
        try:
            found = datetime.fromisoformat(value) if isinstance(value, str) else value
        except ValueError:
            found = datetime.min  # noqa: DTZ901 - refused below
        if found is not None and found.tzinfo is None:
            self.refuse(name, f"{value} is no time with an offset; write 2026-03-01T06:00:00+01:00")
        return found

    def choices(self, name: str, kind: type[E], default: Iterable[E]) -> tuple[E, ...]:
        """Return members of an enumeration, each once."""
        if name not in self._values:
            self._known.append(name)
            return tuple(default)
        return tuple(dict.fromkeys(self._member(name, v, kind) for v in self.strings(name)))

    def choice(self, name: str, kind: type[E], default: E | None = None) -> E:
        """Return a member of an enumeration."""
        value = self.string(name)
        if value is None:
            if default is None:
                self.refuse(name, f"it is missing; write one of {_listed(kind)}")
            return default
        return self._member(name, value, kind)

    def table(self, name: str) -> Table | None:
        """Return a table within this one, or None when it is missing."""
        values = self._get(name, dict, f"a table, like [{name}] or {name} = {{ ... }}")
        return None if values is None else Table(self._file, (*self._path, name), values)

    def tables(self, name: str) -> list[Table]:
        """Return the tables of an array of tables."""
        values = self._get(name, list, f"one or more tables, each under [[{name}]]") or []
        if not all(isinstance(value, dict) for value in values):
            self.refuse(name, f"it is no list of tables; write each under [[{name}]]")
        return [Table(self._file, (*self._path, name, n), v) for n, v in enumerate(values)]

    def finish(self) -> None:
        """Refuse the first key that nobody asked for."""
        for name in self._values:
            if name not in self._known:
                close = difflib.get_close_matches(name, self._known, 1)
                cure = f"did you mean {close[0]}" if close else f"known are {self._all_known()}"
                self.refuse(name, f"there is no such key; {cure}")

    def _all_known(self) -> str:
        return ", ".join(sorted(self._known))

    def _member(self, name: str, value: str, kind: type[E]) -> E:
        wanted = value.strip().lower()
        found = next((member for member in kind if member.value.lower() == wanted), None)
        if found is None:
            self.refuse(name, f"{value!r} is none of {_listed(kind)}")
        return found

    def _get(self, name: str, kind: type | tuple[type, ...], wanted: str) -> Any:  # noqa: ANN401 - of type `kind`
        self._known.append(name)
        value = self._values.get(name)
        if value is not None and not isinstance(value, kind):
            self.refuse(name, f"{value!r} is not {wanted}")
        return value


def read_toml(path: Path) -> TomlFile:
    """Return the parsed file `path`.

    Raises:
        ConfigError: it cannot be read, or is no TOML.
    """
    try:
        return TomlFile(path.name, path.read_text("utf-8"))
    except UnicodeDecodeError:
        raise ConfigError(f"{path} is not in UTF-8; save it as UTF-8.") from None
    except OSError as error:
        raise ConfigError(f"{path} cannot be read: {error.strerror or error}.") from None


def _holds(values: Any, key: Key) -> bool:  # noqa: ANN401 - tables, arrays and values of TOML
    for part in key:
        try:
            values = values[part]
        except (KeyError, IndexError, TypeError):
            return False
    return True


def _listed(kind: type[StrEnum]) -> str:
    return ", ".join(f'"{member}"' for member in kind)
