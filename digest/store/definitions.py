"""Definitions of digests as JSON and back; durations are seconds."""

from __future__ import annotations

from dataclasses import asdict, fields
from datetime import datetime, timedelta
from typing import Any

from digest.model.definition import (
    CatchUp,
    DigestDefinition,
    Form,
    Lengths,
    OnArrival,
    Part,
    Schedule,
    Selection,
    WhenEmpty,
)
from digest.model.delivery import Mailing, Occasion, Webhook
from digest.model.settings import Layout, Tlp

_LATER = frozenset(
    {"articles", "embargo_until", "formerly", "holidays", "mail", "pauses", "webhooks"}
)


def to_json(definition: DigestDefinition) -> dict[str, Any]:
    """Return `definition` as JSON can hold it.

    Fields that came later are left out where they say nothing: an older version of this program
    that runs beside this one does not know them.
    """
    plain: dict[str, Any] = _plain(asdict(definition))
    if plain["schedule"] and plain["schedule"]["catch_up"] == CatchUp.NEWEST:
        del plain["schedule"]["catch_up"]
    return plain


def from_json(content: dict[str, Any]) -> DigestDefinition:
    """Return the definition that `to_json` made `content` from.

    Fields that an older version of this program did not write have their defaults; those that a
    newer one wrote are passed over.
    """
    known = dict(content)
    selection = {name: tuple(words) for name, words in known.pop("selection").items()}
    known["selection"] = Selection(**selection)
    known["parts"] = tuple(Part(part) for part in known["parts"])
    known["forms"] = tuple(Form(form) for form in known["forms"])
    known["lengths"] = Lengths(**known["lengths"])
    known["when_empty"] = WhenEmpty(known["when_empty"])
    known["layout"] = Layout(known.get("layout", Layout.FULL))
    known["tlp"] = Tlp(known["tlp"]) if known.get("tlp") else None
    known["formerly"] = tuple(known.get("formerly", ()))
    known["look_back"] = _duration(known["look_back"])
    if known["schedule"]:
        grace = timedelta(seconds=known["schedule"]["grace"])
        known["schedule"] = _schedule(known["schedule"], grace)
    if known["on_arrival"]:
        known["on_arrival"] = _on_arrival(known["on_arrival"])
    if known.get("embargo_until"):
        known["embargo_until"] = datetime.fromisoformat(known["embargo_until"])
    known["webhooks"] = tuple(_webhook(hook) for hook in known.get("webhooks", ()))
    known["mail"] = _mailing(known["mail"]) if known.get("mail") else None
    names = {field.name for field in fields(DigestDefinition)}
    return DigestDefinition(**{name: value for name, value in known.items() if name in names})


def _schedule(content: dict[str, Any], grace: timedelta) -> Schedule:
    return Schedule(
        content["cron"],
        content["zone"],
        grace,
        CatchUp(content.get("catch_up", CatchUp.NEWEST)),
        tuple(content.get("holidays", ())),
        tuple(content.get("pauses", ())),
    )


def _on_arrival(content: dict[str, Any]) -> OnArrival:
    quiet, within = (timedelta(seconds=content[name]) for name in ("quiet", "within"))
    return OnArrival(quiet, within, content.get("articles"))


def _webhook(content: dict[str, Any]) -> Webhook:
    events = tuple(Occasion(event) for event in content["events"])
    return Webhook(content["url"], content["secret"], events)


def _mailing(content: dict[str, Any]) -> Mailing:
    return Mailing(tuple(content["to"]), tuple(content["alerts"]), content["attach"])


def _duration(seconds: float | None) -> timedelta | None:
    return None if seconds is None else timedelta(seconds=seconds)


def _plain(value: Any) -> Any:  # noqa: ANN401 - any field of a definition
    if isinstance(value, timedelta):
        return value.total_seconds()
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, dict):
        return {name: _plain(v) for name, v in value.items() if v or name not in _LATER}
    if isinstance(value, (list, tuple)):
        return [_plain(inner) for inner in value]
    return value
