"""Adds sources to digest.toml: at its end, the rest of it untouched, and only if all is sound."""

from __future__ import annotations

import json
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from digest.config.definitions import load_definitions
from digest.errors import OutputError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from digest.model.definition import SourceDefinition


_MODE = 0o644


def add_sources(path: Path, sources: Sequence[SourceDefinition]) -> None:
    """Add `sources` to the file `path`; readers see it as it was, or whole.

    Raises:
        ConfigError: the file would say something that cannot be; it is left as it was.
        OutputError: it cannot be written.
    """
    try:
        before = path.read_text("utf-8").rstrip("\n") if path.exists() else ""
        blocks = [before] if before else []
        text = "\n\n".join([*blocks, *map(_block, sources)]) + "\n"
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=".digest-", suffix=".toml")
        fresh = Path(name)
        try:
            with open(handle, "w", encoding="utf-8") as file:  # noqa: PTH123 - it is a handle
                file.write(text)
            load_definitions(fresh)
            fresh.chmod(path.stat().st_mode if path.exists() else _MODE)
            fresh.replace(path)
        finally:
            fresh.unlink(missing_ok=True)
    except (OSError, UnicodeError) as error:
        raise OutputError(f"{path} cannot be written: {error}.") from error


def _block(source: SourceDefinition) -> str:
    lines = [
        "[[source]]",
        f"name = {_string(source.name)}",
        f"kind = {_string(source.kind)}",
        f"address = {_string(source.address)}",
    ]
    if source.outlet:
        lines.append(f"outlet = {_string(source.outlet)}")
    if source.language:
        lines.append(f"language = {_string(source.language)}")
    return "\n".join(lines)


def _string(value: str) -> str:
    """Return a basic string of TOML: JSON's escapes are a part of its own, but for DEL."""
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
