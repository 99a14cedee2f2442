"""Lists in conditions, for statements that are built once for each length.

SQLAlchemy takes as long to fill a list of any length in as the database takes to answer.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import String, bindparam

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import BindParameter

_STEP = 8


def filled(values: Sequence[str]) -> dict[str, str]:
    """Return parameters for a list of `values`, the last one repeated up to a length of steps."""
    length = -(-len(values) // _STEP) * _STEP
    padded = [*values, *[values[-1]] * (length - len(values))]
    return {f"v{number}": value for number, value in enumerate(padded)}


def among(length: int) -> list[BindParameter[str]]:
    """Return the places of such parameters, for `column.in_`."""
    return [bindparam(f"v{number}", type_=String) for number in range(length)]
