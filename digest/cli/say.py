"""JSON on standard output, whatever its encoding can carry."""

from __future__ import annotations

import json
import sys


def say_json(value: object, *, indent: int | None = None) -> None:
    """Write `value` as JSON and a line break: readable where the output's encoding allows it.

    What it cannot carry (any letter but English ones in ASCII, lone surrogates in UTF-8) is
    escaped, which JSON readers undo.
    """
    text = json.dumps(value, ensure_ascii=False, indent=indent)
    try:
        text.encode(sys.stdout.encoding or "utf-8")
    except UnicodeEncodeError:
        text = json.dumps(value, indent=indent)
    sys.stdout.write(f"{text}\n")
