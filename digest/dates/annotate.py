"""Time expressions as plain records, for the JSONL tool and the scorers."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from digest.dates.expressions import find_dates

if TYPE_CHECKING:
    from collections.abc import Mapping

    from digest.model.event import TimeExpression

_DATE_FIELDS = ("dct", "published", "date", "time")


def annotate(record: Mapping[str, Any], *, narrative: bool = False) -> dict[str, Any]:
    """Return {id, timexes} for a record {id, text, and dct, published, date or time}.

    A record's `language` names its rules; other fields are ignored, null is missing.

    Raises:
        ValueError: the record has no text.
    """
    text = record.get("text")
    if not isinstance(text, str):
        raise ValueError("a record needs a text")  # noqa: TRY004 - a fault of the data
    dates = (record.get(name) for name in _DATE_FIELDS)
    published = next((d for d in dates if isinstance(d, str)), None)
    language = record.get("language")
    found = find_dates(
        text,
        published,
        narrative=narrative,
        language=language if isinstance(language, str) else "en",
    )
    return {"id": record.get("id"), "timexes": [timex(expression) for expression in found]}


def timex(expression: TimeExpression) -> dict[str, Any]:
    """Return an expression as a JSON object; attributes it does not have are left out."""
    made: dict[str, Any] = {
        "start": expression.start,
        "end": expression.end,
        "text": expression.text,
        "type": expression.type,
        "value": expression.value,
        "edtf": expression.edtf,
        "proof": asdict(expression.proof),
    }
    optional = {"mod": expression.mod, "quant": expression.quant, "freq": expression.freq}
    return made | {name: value for name, value in optional.items() if value is not None}
